"""Training sessions in the Wagtail admin: planning. Running one is the staff session page's job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError
from django.forms import ModelForm
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic

from accounts.admin.scoped import ScopedEditView, ScopedIndexView, ScopedViewSet, home_area
from common import clock
from courses.domain.sessions import propose_session, record_session_saved
from courses.domain.words import local_time
from courses.models import Course, TrainingSession
from courses.rules import seats_left
from exams.domain.papers import BankTooSmall

if TYPE_CHECKING:
    from accounts.models import User
    from courses.models.session import TrainingSessionQuerySet


class SessionForm(WagtailAdminModelForm):
    for_user: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = Course.objects.for_user(self.for_user).current()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self._number_taken(cleaned):
            self.add_error("number", _("This number is already taken in that year."))
        return cleaned

    def _number_taken(self, cleaned: dict[str, Any]) -> bool:
        same = TrainingSession.objects.filter(
            area=self.instance.area, year=cleaned.get("year"), number=cleaned.get("number")
        )
        return same.exclude(pk=self.instance.pk).exists()


class SessionFormMixin:
    """After saving, the session page with the next step. Two managers may choose the same number at the same moment:
    the database refuses, the form says so. So it does when the course's paper can't be drawn yet.
    """

    def get_success_url(self) -> str:
        return staff_page(self.object)  # type: ignore[attr-defined]

    def form_valid(self, form: ModelForm) -> HttpResponse:
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except IntegrityError:
            form.add_error("number", _("This number is already taken in that year."))
        except BankTooSmall as shortage:
            hint = _("Fill the question bank first, or leave the test's times empty for now.")
            form.add_error("exam_opens_at", [str(shortage), hint])
        self.produced_error_code = "invalid"
        self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
        return self.form_invalid(form)  # type: ignore[attr-defined]


class SessionIndexView(ScopedIndexView):
    def get_base_queryset(self) -> TrainingSessionQuerySet:
        return TrainingSession.objects.for_user(self.request.user).select_related("course").with_seats().with_times()


class SessionCreateView(SessionFormMixin, generic.CreateView):
    def get_initial_form_instance(self) -> TrainingSession:
        proposal = propose_session(home_area(self.request.user), today=clock.today())
        if self.request.method == "POST":
            # The proposed meeting comes back in the form; kept here too, it would be saved twice.
            proposal.meetings = []
        return proposal

    def save_instance(self) -> TrainingSession:
        session = super().save_instance()
        return record_session_saved(session, actor=self.request.user, created=True)


class SessionEditView(SessionFormMixin, ScopedEditView):
    def save_instance(self) -> TrainingSession:
        session = super().save_instance()
        return record_session_saved(session, actor=self.request.user, created=False)


def staff_page(session: TrainingSession) -> str:
    return reverse("training-session-staff", args=[session.pk])


def starts(session: TrainingSession) -> str:
    at = session.first_starts_at  # type: ignore[attr-defined]
    return local_time(at) if at else "—"


def seats(session: TrainingSession) -> str:
    taken = session.seats_taken  # type: ignore[attr-defined]
    left = seats_left(session, taken=taken)
    return _("%(taken)s of %(capacity)s, %(left)s free") % {
        "taken": taken,
        "capacity": session.capacity,
        "left": left,
    }


class SessionViewSet(ScopedViewSet):
    model = TrainingSession
    icon = "date"
    menu_label = gettext_lazy("Training sessions")
    url_prefix = "training-sessions"
    index_view_class = SessionIndexView
    add_view_class = SessionCreateView
    edit_view_class = SessionEditView
    list_display = [
        TitleColumn("title", label=gettext_lazy("Session page"), accessor=str, get_url=staff_page),
        Column("first_starts_at", label=gettext_lazy("Starts"), accessor=starts, sort_key="first_starts_at"),
        Column("state", label=gettext_lazy("State"), accessor="get_state_display"),
        Column("seats", label=gettext_lazy("Seats"), accessor=seats),
    ]
    list_filter = ["year", "state", "course"]
    edit_handler = ObjectList(
        [
            FieldPanel("course"),
            FieldRowPanel([FieldPanel("year"), FieldPanel("number")]),
            FieldPanel("title"),
            InlinePanel(
                "meetings",
                [
                    FieldPanel("title"),
                    FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                    FieldRowPanel(
                        [FieldPanel("check_in_before"), FieldPanel("late_after"), FieldPanel("check_in_after")]
                    ),
                ],
                label=gettext_lazy("Meeting"),
                heading=gettext_lazy("Meetings"),
                min_num=1,
            ),
            MultiFieldPanel(
                [FieldPanel("place"), FieldPanel("how_to_get_there"), FieldPanel("capacity")],
                heading=gettext_lazy("Place and seats"),
            ),
            FieldRowPanel([FieldPanel("registration_opens_at"), FieldPanel("registration_closes_at")]),
            FieldRowPanel([FieldPanel("exam_opens_at"), FieldPanel("exam_closes_at")]),
            MultiFieldPanel(
                [
                    FieldPanel("hosts"),
                    FieldPanel("audience"),
                    FieldPanel("what_to_bring"),
                    FieldRowPanel([FieldPanel("contact_name"), FieldPanel("contact_telephone")]),
                ],
                heading=gettext_lazy("What the notice says"),
            ),
        ],
        base_form_class=SessionForm,
    )
