"""Questions from the public: a form without an account, a receipt with a number, the reply under that number."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import closed_while_frozen
from accounts.domain.consent import NoConsentText, current_text
from accounts.enums import ConsentPurpose
from accounts.models import Area, ConsentText, OfficeSettings
from common import rate_limit
from common.clock import now
from outreach.domain.message_lookup import find_by_number, state_to_show
from outreach.domain.message_spam import spam_signs
from outreach.domain.messages import key_of, receive_message
from outreach.enums import MessageCategory
from outreach.interfaces.ask_forms import AskForm, StatusForm
from outreach.models import InboxSettings, PublicMessage

HOUR = 3600
SESSION_KEY, SESSION_LIMIT = "asked_at", 5
SENT_KEY = "asked_number"
FLOOD_FACTOR = 10  # beyond so many times the soft limit an address has to wait
MISSES, MISSES_WINDOW = 20, 600


@never_cache
@closed_while_frozen
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form; sent twice, it is one message and one receipt."""
    settings = InboxSettings.load(request)
    form = AskForm(
        request.POST if request.method == "POST" else None,
        initial=_initial(request),
        consent_text=_consent_text(),
        asks_sum=settings.asks_sum,
    )
    if request.method != "POST":
        return _form_page(request, form)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    if rate_limit.is_limited(request, "ask", limit=settings.messages_per_hour * FLOOD_FACTOR):
        form.add_error(None, _("Very many messages come from your network. Please try again in an hour or telephone."))
        return _form_page(request, form, status=429)
    try:
        message = _receive(request, form, settings)
    except Area.DoesNotExist:  # an installation that nobody has set up yet
        form.add_error(None, _("This office can't take messages here yet. Please telephone it."))
        return _form_page(request, form, status=503)
    request.session[SENT_KEY] = [message.number, now().timestamp()]
    return redirect("outreach:ask-receipt")


def _initial(request: HttpRequest) -> dict[str, str]:
    category = request.GET.get("category", "")
    return {
        "category": category if category in MessageCategory.values else "",
        "page_address": request.GET.get("page", "")[:500],
    }


def _consent_text() -> ConsentText | None:
    """Without a published notice the form works and asks for no personal data."""
    try:
        return current_text(ConsentPurpose.MESSAGE)
    except NoConsentText:
        return None


def _receive(request: HttpRequest, form: AskForm, settings: InboxSettings) -> PublicMessage:
    data = form.cleaned_data
    told = {name: data.get(name, "") for name in ("category", "body", "page_address", "name", "phone")}
    key = key_of(form.ticket.key, *told.values())
    found = PublicMessage.objects.filter(key=key).first()
    if found:
        return found
    signs = spam_signs(
        told["body"],
        trapped=bool(data["website"]),
        seconds=form.ticket.age,
        flooding=_is_flooding(request, settings),
        settings=settings,
    )
    _count(request)
    wants_reply, consent_text = not data["no_reply"], data.get("consent")
    area = _area(request)
    return receive_message(key=key, area=area, consent_text=consent_text, wants_reply=wants_reply, signs=signs, **told)


def _area(request: HttpRequest) -> Area:
    return OfficeSettings.for_request(request).area or Area.objects.earliest("path")


def _is_flooding(request: HttpRequest, settings: InboxSettings) -> bool:
    """A school behind one address gets through; what goes beyond is looked at by a person before it counts."""
    recent = _recently_asked(request)
    return len(recent) >= SESSION_LIMIT or rate_limit.is_limited(request, "ask", limit=settings.messages_per_hour)


def _recently_asked(request: HttpRequest) -> list[float]:
    return [at for at in request.session.get(SESSION_KEY, []) if at > now().timestamp() - HOUR]


def _count(request: HttpRequest) -> None:
    rate_limit.count_try(request, "ask", seconds=HOUR)
    request.session[SESSION_KEY] = [*_recently_asked(request), now().timestamp()][-SESSION_LIMIT:]


def _form_page(request: HttpRequest, form: AskForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "consent": form.consent_text, "shows_page": _shows_page(form)}
    return render(request, "outreach/message_ask.html", context, status=status)


def _shows_page(form: AskForm) -> bool:
    values: Any = form.data if form.is_bound else form.initial
    return values.get("category") == MessageCategory.ERROR or bool(values.get("page_address"))


@never_cache
@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    """What was sent is here: the number to keep, and by when the office replies. Shows nothing of what was written.

    For an hour and in the browser it was sent from; the number stays out of addresses, logs and histories.
    """
    number, sent_at = request.session.get(SENT_KEY, ("", 0))
    message = find_by_number(number) if sent_at > now().timestamp() - HOUR else None
    if message is None:
        return redirect("outreach:ask-status")
    context = {
        "message": message,
        "groups": message.printed_number.split("-"),
        "status_url": reverse("outreach:ask-status"),
        "status_address": request.build_absolute_uri(reverse("outreach:ask-status")),
    }
    return render(request, "outreach/message_receipt.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """The state and the reply for whoever has the number. POST, so that the number stays out of logs and histories."""
    form = StatusForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _status_page(request, form, code=422 if form.errors else 200)
    if rate_limit.is_limited(request, "ask-status", limit=MISSES):
        form.add_error("number", _("Too many wrong numbers were entered. Please wait ten minutes, or telephone us."))
        return _status_page(request, form, code=429)
    message = find_by_number(form.cleaned_data["number"])
    if message is None:
        rate_limit.count_try(request, "ask-status", seconds=MISSES_WINDOW)
        form.add_error("number", _("We know no such number. Please compare it with the one you wrote down."))
        return _status_page(request, form, code=422)
    return _status_page(request, form, message=message, state=state_to_show(message))


def _status_page(request: HttpRequest, form: StatusForm, *, code: int = 200, **context: Any) -> HttpResponse:
    return render(request, "outreach/message_status.html", {"form": form, **context}, status=code)
