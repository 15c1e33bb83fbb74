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


@dataclass(frozen=True)
class Door:
    """The way to what there is for an audience."""

    audience: Audience
    page: SectionPage
    newest: str


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


def audience_doors() -> list[Door]:
    """The audiences that have a landing page, in their order, each with the title of its latest article."""
    articles = ArticlePage.objects.published().filter(audiences=OuterRef("pk")).values("title")[:1]
    audiences = Audience.objects.annotate(newest=Subquery(articles))
    pages = {page.audience_id: page for page in SectionPage.objects.live().public().exclude(audience=None)}
    return [Door(audience, pages[audience.pk], audience.newest or "") for audience in audiences if audience.pk in pages]


def open_sessions(present: datetime) -> list[OpenSession]:
    """Sessions whose registration is open, the next one first."""
    rows = TrainingSession.objects.public().with_seats().with_times()
    open_now = rows.filter(
        state=SessionState.PUBLISHED, registration_opens_at__lte=present, registration_closes_at__gt=present
    ).order_by("first_starts_at", "pk")
    return [OpenSession(row, seats_left(row, taken=row.seats_taken)) for row in open_now[:SESSIONS]]
