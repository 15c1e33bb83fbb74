"""The list of public messages, whichever way they came, and the form to write one down."""

from contextlib import suppress
from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import Case, Q, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn

from accounts.access import require, user_of
from accounts.admin.policies import LimitedPolicy
from accounts.admin.scoped import ScopedIndexView, ScopedViewSet
from accounts.domain.consent import NoConsentText, current_text
from accounts.enums import ConsentPurpose
from accounts.models import ConsentText, User
from common import crypto
from common.clock import now
from common.errors import DomainError
from common.public_ids import normalise_code
from outreach.domain.message_counts import open_message_counts
from outreach.domain.message_deadlines import end_of, soon
from outreach.domain.messages import key_of, log_message
from outreach.enums import MessageCategory, MessageChannel, MessageState
from outreach.interfaces.message_forms import LogForm
from outreach.models import PublicMessage
from outreach.rules import can_handle_messages
from outreach.validators import normalise_contact_number

SUMMARY_LENGTH = 36
handler_required = require(can_handle_messages, login_url="wagtailadmin_login")


class Timing(django_filters.ChoiceFilter):
    """Late, or nearly."""

    def filter(self, qs: Any, value: str) -> Any:
        if value == "overdue":
            return qs.overdue(now())
        if value == "soon":
            return qs.waiting().filter(due_at__gte=now(), due_at__lte=soon())
        return qs.waiting() if value == "waiting" else qs


def colleagues(request: HttpRequest) -> QuerySet[Any]:
    """Who deals with messages that this user sees."""
    mine = PublicMessage.objects.for_user(user_of(request)).exclude(assignee=None)
    return User.objects.filter(pk__in=mine.values("assignee")).order_by("username")


class MessageFilterSet(WagtailFilterSet):
    timing = Timing(
        label=_("Deadline"),
        choices=[("waiting", _("open")), ("overdue", _("overdue")), ("soon", _("due soon"))],
    )
    state = django_filters.MultipleChoiceFilter(choices=MessageState, label=_("state"))
    category = django_filters.ChoiceFilter(choices=MessageCategory, label=_("category"))
    channel = django_filters.ChoiceFilter(choices=MessageChannel, label=_("came by"))
    assignee = django_filters.ModelChoiceFilter(queryset=colleagues, label=_("dealt with by"))

    class Meta:
        model = PublicMessage
        fields: list[str] = []


class MessageIndexView(ScopedIndexView):
    template_name = "outreach/admin/message_index.html"
    results_template_name = "wagtailadmin/generic/listing_results.html"
    add_item_label = _("Write a call or ticket down")

    def get_base_queryset(self) -> QuerySet[PublicMessage]:
        near = Case(When(due_at__lte=soon(), then=True), default=False)
        return super().get_base_queryset().select_related("assignee").annotate(is_near=near)

    def search_queryset(self, queryset: Any) -> Any:
        """Words of the text, a ticket number, a tracking number as it is read aloud, or a phone in full."""
        text = (self.search_query or "").strip()
        if not self.is_searching or not text:
            return queryset
        found = Q(body__icontains=text) | Q(ticket_number__icontains=text) | Q(number=normalise_code(text))
        with suppress(ValidationError):
            found |= Q(phone_index=crypto.blind_index("phone", normalise_contact_number(text)))
        return queryset.filter(found)

    def get_add_url(self) -> str | None:
        return reverse("public-message-log") if can_handle_messages(self.request.user) else None

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        return context | {"counts": open_message_counts(user_of(self.request))}


def summary(message: PublicMessage) -> str:
    text = " ".join(message.body.split())
    if not text:
        return gettext("(erased)")
    return f"{text[:SUMMARY_LENGTH]}…" if len(text) > SUMMARY_LENGTH else text


def due(message: PublicMessage) -> str:
    """The day, and a word where it has passed or is near."""
    if not message.is_waiting:
        return "—"
    local = timezone.localtime(message.due_at)
    day = f"{local:%Y-%m-%d}" if message.due_at == end_of(local.date()) else f"{local:%Y-%m-%d %H:%M}"
    if message.due_at < now():
        return gettext("%(day)s overdue") % {"day": day}
    return gettext("%(day)s due soon") % {"day": day} if message.is_near else day  # type: ignore[attr-defined]


def assignee(message: PublicMessage) -> str:
    return message.assignee.get_full_name() if message.assignee else "—"


class PublicMessageViewSet(ScopedViewSet):
    model = PublicMessage
    icon = "mail"
    menu_label = pgettext_lazy("admin menu", "Public messages")
    menu_order = 205
    name = url_prefix = "public-messages"
    add_to_admin_menu = True
    index_view_class = MessageIndexView
    index_template_name = "outreach/admin/message_index.html"
    permission_policy = LimitedPolicy(PublicMessage, "view")
    filterset_class = MessageFilterSet
    search_fields = ["body", "ticket_number", "number"]
    list_per_page = 30
    list_display = [
        TitleColumn("summary", label=_("what was written or said"), accessor=summary, url_name="public-message"),
        Column("category", label=_("category"), accessor="get_category_display"),
        Column("channel", label=_("came by"), accessor="get_channel_display"),
        StatusTagColumn("state", label=_("state"), accessor="get_state_display"),
        Column("assignee", label=_("dealt with by"), accessor=assignee),
        DateColumn("received_at", label=_("received"), sort_key="received_at"),
        Column("due_at", label=_("reply due"), accessor=due, sort_key="due_at"),
    ]
    form_fields = ["category"]


@handler_required
def log(request: HttpRequest) -> HttpResponse:
    """A call, visit, letter or ticket written down; with a reply it is done."""
    user = user_of(request)
    form = LogForm(request.POST if request.method == "POST" else None, for_user=user, initial=_asked_for(request))
    if form.is_valid():
        try:
            message = _log(form, request)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, gettext("Written down as %(number)s.") % {"number": message})
            return redirect("public-message-log" if "another" in request.POST else "public-messages:index")
    title = gettext("Write a call or ticket down")
    context = {"page_title": title, "header_title": title, "header_icon": "mail", "form": form}
    return render(request, "outreach/admin/message_log.html", context, status=422 if form.errors else 200)


def _asked_for(request: HttpRequest) -> dict[str, Any]:
    channel = request.GET.get("channel", "")
    return {"channel": channel} if channel in MessageChannel.values else {}


def _log(form: LogForm, request: HttpRequest) -> PublicMessage:
    data = dict(form.cleaned_data)
    wants_reply = not data.pop("no_reply")
    consent_text = _consent_text() if data.pop("told") else None
    key = key_of(data.pop("key"), data["channel"], data["body"], data["ticket_number"])
    return log_message(key=key, actor=user_of(request), wants_reply=wants_reply, consent_text=consent_text, **data)


def _consent_text() -> ConsentText | None:
    """What was said on the telephone is the published notice, if there is one."""
    try:
        return current_text(ConsentPurpose.MESSAGE)
    except NoConsentText:
        return None
