import hashlib
from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.domain.consent import current_text
from accounts.enums import ConsentPurpose
from common.errors import DomainError
from common.public_ids import random_id
from pledges import access
from pledges.domain.pledges import PledgeTextChanged, refresh_text, refuse_pledge, reopen_pledge, sign_pledge
from pledges.domain.signatures import ONE_STROKE_NAMES
from pledges.enums import PledgeState
from pledges.interfaces.forms import RefuseForm, SignForm
from pledges.models import Pledge

PledgeView = Callable[[HttpRequest, Pledge, access.Door], HttpResponse]


def for_signer(view: PledgeView) -> Callable[..., HttpResponse]:
    """Only for whoever a registered door lets in; for everybody else there is no such pledge."""

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, public_id: str) -> HttpResponse:
        found = access.find(request, public_id)
        if found is None:
            raise Http404
        return view(request, *found)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@for_signer
def sign(request: HttpRequest, pledge: Pledge, door: access.Door) -> HttpResponse:
    """The whole text, the consent line and the pad; once signed, what was signed and the way on."""
    if request.method == "POST":
        return _sign(request, pledge, door)
    if refresh_text(pledge):
        messages.warning(request, _("The text was changed since you opened the page. Please read it again, then sign."))
    return _page(request, pledge, door)


def _sign(request: HttpRequest, pledge: Pledge, door: access.Door) -> HttpResponse:
    form = SignForm(request.POST)
    if not form.is_valid():
        return _page(request, pledge, door, form=form, status=422)
    evidence = {
        "identified_by": door.how(request, pledge),
        "user_agent_hash": hashlib.sha256(request.headers.get("User-Agent", "").encode()).hexdigest(),
    }
    values = {key: form.cleaned_data[key] for key in ("strokes", "text_hash", "idempotency_key")}
    try:
        sign_pledge(pledge, evidence=evidence, **values)
    except PledgeTextChanged as changed:
        messages.warning(request, str(changed))
        return _page(request, pledge, door, status=409)
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return _page(request, pledge, door, form=form, status=422)
    return _onward(request, pledge)


def _onward(request: HttpRequest, pledge: Pledge) -> HttpResponse:
    address = reverse("pledges:sign", args=[pledge.public_id])
    return JsonResponse({"next": address}) if _wants_json(request) else redirect(address)


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _page(
    request: HttpRequest, pledge: Pledge, door: access.Door, *, form: SignForm | None = None, status: int = 200
) -> HttpResponse:
    if _wants_json(request):
        return _problem(request, pledge, form, status=status)
    context = {
        "pledge": pledge,
        "home": reverse(door.home) if door.home else "",
        "paragraphs": [line.strip() for line in pledge.text.splitlines() if line.strip()],
    }
    if pledge.state == PledgeState.OPEN:
        initial = {"text_hash": pledge.text_hash, "idempotency_key": random_id(32)}
        context |= {
            "form": form or SignForm(initial=initial),
            "refuse_form": RefuseForm(),
            "consent": current_text(ConsentPurpose.PLEDGE),
            "one_stroke": set(pledge.person.name) <= ONE_STROKE_NAMES,
        }
    return render(request, f"pledges/pledge_{pledge.state}.html", context, status=status)


def _problem(request: HttpRequest, pledge: Pledge, form: SignForm | None, *, status: int) -> JsonResponse:
    """For the script: the words to show, and whether the page has to be read again (the words then wait there)."""
    errors = [str(error) for errors in form.errors.values() for error in errors] if form else []
    return JsonResponse({"messages": errors, "reload": status == 409}, status=status)


@require_POST
@for_signer
def refuse(request: HttpRequest, pledge: Pledge, door: access.Door) -> HttpResponse:
    form = RefuseForm(request.POST)
    if not form.is_valid():
        context = {"pledge": pledge, "refuse_form": form}
        return render(request, "pledges/pledge_refuse.html", context, status=422)
    try:
        refuse_pledge(pledge, reason=form.cleaned_data["reason"])
    except DomainError as refusal:
        messages.warning(request, str(refusal))
    return redirect("pledges:sign", public_id=pledge.public_id)


@require_POST
@for_signer
def reopen(request: HttpRequest, pledge: Pledge, door: access.Door) -> HttpResponse:
    reopen_pledge(pledge)
    return redirect("pledges:sign", public_id=pledge.public_id)
