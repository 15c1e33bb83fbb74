"""Courses in the Wagtail admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, PageChooserPanel
from wagtail.admin.views import generic

from accounts.admin.scoped import ScopedEditView, ScopedViewSet, home_area
from courses.domain.courses import propose_course, record_course_saved
from courses.models import Course
from exams.models import Paper
from pledges.models import PledgeTemplate

if TYPE_CHECKING:
    from accounts.models import User


class CourseForm(WagtailAdminModelForm):
    for_user: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paper"].queryset = Paper.objects.for_user(self.for_user)
        self.fields["pledge_template"].queryset = PledgeTemplate.objects.for_user(self.for_user).published()


class CourseCreateView(generic.CreateView):
    def get_initial_form_instance(self) -> Course:
        return propose_course(home_area(self.request.user))

    def save_instance(self) -> Course:
        course = super().save_instance()
        record_course_saved(course, actor=self.request.user, created=True)
        return course


class CourseEditView(ScopedEditView):
    def save_instance(self) -> Course:
        course = super().save_instance()
        record_course_saved(course, actor=self.request.user, created=False)
        return course


class CourseViewSet(ScopedViewSet):
    model = Course
    icon = "form"
    menu_label = _("Courses")
    url_prefix = "courses"
    list_display = ["title", "exam_required", "pledge_required", "created_at"]
    search_fields = ["title"]
    add_view_class = CourseCreateView
    edit_view_class = CourseEditView
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("summary"),
            InlinePanel(
                "units",
                [FieldRowPanel([FieldPanel("title"), FieldPanel("minutes")]), FieldPanel("outline")],
                label=_("Unit"),
                heading=_("Units"),
            ),
            InlinePanel(
                "materials",
                [FieldPanel("title"), FieldPanel("document"), PageChooserPanel("page")],
                label=_("Study material"),
                heading=_("Study materials"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("meetings_required"),
                    FieldRowPanel([FieldPanel("exam_required"), FieldPanel("paper")]),
                    FieldRowPanel([FieldPanel("pledge_required"), FieldPanel("pledge_template")]),
                ],
                heading=_("What completing it takes"),
            ),
        ],
        base_form_class=CourseForm,
    )
