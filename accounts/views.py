from typing import Any

from django.contrib import messages
from django.contrib.auth import login, logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.domain import phone_codes
from accounts.domain.people import find_or_create_representative
from accounts.enums import CodePurpose
from accounts.interfaces.forms import CodeForm, PhoneForm
from common.errors import DomainError

PHONE_KEY = "sign_in_phone"
BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
def phone_sign_in(request: HttpRequest) -> HttpResponse:
    """Step one: the phone. A code goes out, then step two asks for it."""
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        phone = form.cleaned_data["phone"]
        try:
            phone_codes.request_code(phone, purpose=CodePurpose.SIGN_IN)
        except phone_codes.TooManyCodes as error:
            if request.session.get(PHONE_KEY) != phone:
                form.add_error("phone", str(error))
                return _page(request, "accounts/phone_sign_in.html", form=form)
            messages.info(request, str(error))
        except DomainError as error:
            form.add_error(None, str(error))
            return _page(request, "accounts/phone_sign_in.html", form=form)
        request.session[PHONE_KEY] = phone
        return redirect(f"{reverse('accounts:code-sign-in')}?next={_next(request)}")
    return _page(request, "accounts/phone_sign_in.html", form=form)


@never_cache
def code_sign_in(request: HttpRequest) -> HttpResponse:
    """Step two: the code. Right, and the phone's account is signed in."""
    phone = request.session.get(PHONE_KEY)
    if not phone:
        return redirect("accounts:phone-sign-in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            phone_codes.check_code(phone, form.cleaned_data["code"], purpose=CodePurpose.SIGN_IN)
        except (DomainError, ValidationError) as error:
            form.add_error("code", str(error))
        else:
            del request.session[PHONE_KEY]
            login(request, find_or_create_representative(phone), backend=BACKEND)
            return redirect(_next(request) or "portal:home")
    return _page(request, "accounts/code_sign_in.html", form=form, phone_last4=phone[-4:])


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.success(request, _("You are signed out."))
    return redirect("/")


def _next(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else ""


def _page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    return render(request, template, {**context, "next": _next(request)}, status=422 if context["form"].errors else 200)
