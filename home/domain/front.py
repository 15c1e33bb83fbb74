"""What the front page shows, gathered from the apps below with a fixed number of queries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery

from campaigns.domain.campaigns import leading_campaign
from common.clock import now, today
from courses.enums import SessionState
from courses.models import TrainingSession
from courses.rules import seats_left
from outreach.models import ArticlePage, Audience, QuestionPage, SectionPage

NEWS = 6
QUESTIONS = 4
SESSIONS = 3


@dataclass(frozen=True)
class OpenSession:
    """A training session one can register for now, and the seats it has left."""

    session: TrainingSession
    left: int


def compose_front() -> dict[str, Any]:
    """The leading campaign, the doors of the audiences, news, questions and open training."""
    day = today()
    campaign = leading_campaign(day)
    return {
        "campaign": campaign,
        "campaign_when": campaign.when(day) if campaign else "",
        "doors": audience_doors(),
        "news": ArticlePage.objects.published().with_section()[:NEWS],
        "sessions": open_sessions(now()),
        "questions": QuestionPage.objects.published()[:QUESTIONS],
    }


def audience_doors() -> list[Audience]:
    """The audiences that have a landing page, each with `page` and with `newest`, the title of its latest article."""
    newest = ArticlePage.objects.published().filter(audiences=OuterRef("pk")).values("title")[:1]
    audiences = {audience.pk: audience for audience in Audience.objects.annotate(newest=Subquery(newest))}
    pages = SectionPage.objects.live().public().filter(audience__in=audiences.values())
    for page in pages:
        audiences[page.audience_id].page = page
    return [audience for audience in audiences.values() if hasattr(audience, "page")]


def open_sessions(present: datetime) -> list[OpenSession]:
    """Sessions whose registration is open, the next one first."""
    rows = TrainingSession.objects.public().with_seats().with_times()
    open_now = rows.filter(
        state=SessionState.PUBLISHED, registration_opens_at__lte=present, registration_closes_at__gt=present
    ).order_by("first_starts_at", "pk")
    return [OpenSession(row, seats_left(row, taken=row.seats_taken)) for row in open_now[:SESSIONS]]
