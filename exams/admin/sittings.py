"""Sittings and their results in the Wagtail admin: to look at. What moves a sitting is the app that made it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn

from accounts.admin.policies import LimitedPolicy
from accounts.admin.scoped import ScopedIndexView, ScopedInspectView, ScopedViewSet
from exams.domain.sittings import Result, best_results
from exams.enums import AttemptState
from exams.models import Attempt, Candidate, Grade, Sitting

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

PER_PAGE = 50
# Attempts that were prepared and never begun are no tries.
NOT_TRIES = (AttemptState.PREPARED, AttemptState.UNUSED)


def office_time(at: datetime) -> str:
    """Wagtail's own column tells how long ago, which says nothing good about times to come."""
    return date_format(localtime(at), "Y-m-d H:i")


class SittingIndexView(ScopedIndexView):
    def get_base_queryset(self) -> QuerySet[Sitting]:
        rows = super().get_base_queryset().select_related("paper", "area")
        return rows.annotate(
            invited=Count("candidates"),
            sat=count_candidates(Attempt.objects.exclude(state__in=NOT_TRIES)),
            passed=count_candidates(passed_attempts()),
        )


def passed_attempts() -> QuerySet[Attempt]:
    """Of an attempt only the newest marking counts, of a void one none."""
    newest = Grade.objects.filter(attempt=OuterRef("pk")).order_by("-revision").values("passed")[:1]
    return Attempt.objects.filter(state=AttemptState.GRADED).alias(latest=Subquery(newest)).filter(latest=True)


def count_candidates(attempts: QuerySet[Attempt]) -> Coalesce:
    """How many candidates of a sitting these attempts belong to, as a column."""
    mine = attempts.filter(sitting=OuterRef("pk")).order_by().values("sitting")
    return Coalesce(Subquery(mine.annotate(people=Count("candidate", distinct=True)).values("people")), 0)


@dataclass(frozen=True)
class CandidateRow:
    candidate: Candidate
    attempts: list[Attempt]
    result: Result | None

    @property
    def tries(self) -> int:
        return sum(attempt.state not in NOT_TRIES for attempt in self.attempts)

    @property
    def newest(self) -> Attempt | None:
        return self.attempts[-1] if self.attempts else None


def rows_of(candidates: Sequence[Candidate]) -> list[CandidateRow]:
    """Each candidate's tries and best marking, in two queries whatever their number."""
    results = best_results([candidate.pk for candidate in candidates])
    attempts: dict[int, list[Attempt]] = {}
    for attempt in Attempt.objects.filter(candidate__in=candidates).defer("slots").order_by("number"):
        attempts.setdefault(attempt.candidate_id, []).append(attempt)
    return [CandidateRow(one, attempts.get(one.pk, []), results.get(one.pk)) for one in candidates]


class SittingInspectView(ScopedInspectView):
    template_name = "exams/admin/sitting_inspect.html"
    page_title = _("Details")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        candidates = Paginator(self.object.candidates.order_by("pk"), PER_PAGE)
        page = candidates.get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs) | {"rows": rows_of(list(page)), "page": page}


class SittingViewSet(ScopedViewSet):
    model = Sitting
    icon = "calendar-check"
    menu_label = _("Sittings")
    name = url_prefix = "exam-sittings"
    permission_policy = LimitedPolicy(Sitting, "view")
    index_view_class = SittingIndexView
    inspect_view_class = SittingInspectView
    inspect_view_enabled = True
    inspect_template_name = "exams/admin/sitting_inspect.html"
    search_fields = ["title"]
    list_display = [
        TitleColumn("title", label=_("title"), url_name="exam-sittings:inspect"),
        Column("paper", label=_("test paper")),
        Column("opens_at", label=_("opens at"), accessor=lambda sitting: office_time(sitting.opens_at)),
        Column("closes_at", label=_("closes at"), accessor=lambda sitting: office_time(sitting.closes_at)),
        Column("invited", label=_("candidates")),
        Column("sat", label=_("took part")),
        Column("passed", label=_("passed")),
    ]
    form_fields = ["title"]
