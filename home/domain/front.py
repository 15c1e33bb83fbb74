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
from outreach.models import ArticlePage, Audience, ExemplarPage, QuestionPage, SectionPage
from outreach.models.pages.sections import LISTED
from outreach.models.querysets import attach_covers

NEWS = 6
EXEMPLARS = 3
QUESTIONS = 4
SESSIONS = 3
DRAWN = frozenset({"campus", "community", "village", "park", "enterprise", "elderly"})
PUBLISHED_AT = "first_published_at"


@dataclass(frozen=True)
class OpenSession:
    """A training session one can register for now, and the seats it has left."""

    session: TrainingSession
    left: int


@dataclass(frozen=True)
class Door:
    """The way to what there is for an audience. An audience the office has added itself has no drawing."""

    audience: Audience
    page: SectionPage
    newest: str

    @property
    def drawing(self) -> str:
        return f"img/draw/{self.audience.code}.svg" if self.audience.code in DRAWN else ""


def compose_front() -> dict[str, Any]:
    """The leading campaign, the doors of the audiences, news, exemplars, questions and open training."""
    day = today()
    campaign = leading_campaign(day)
    return {
        "campaign": campaign,
        "campaign_when": campaign.when(day) if campaign else "",
        "doors": audience_doors(),
        "news": ArticlePage.objects.published().with_section()[:NEWS],
        "exemplars": attach_covers(ExemplarPage.objects.published().with_section()[:EXEMPLARS]),
        "sessions": open_sessions(now()),
        "questions": QuestionPage.objects.published()[:QUESTIONS],
    }


def audience_doors() -> list[Door]:
    """The audiences of the home page that have a landing page, in their order, each with the title of the newest page for it."""
    audiences = Audience.objects.filter(on_front=True)
    for kind, model in LISTED.items():
        newest = model.objects.published().filter(audiences=OuterRef("pk"))[:1]
        audiences = audiences.annotate(
            **{f"{kind}_title": Subquery(newest.values("title")), f"{kind}_at": Subquery(newest.values(PUBLISHED_AT))}
        )
    pages = {page.audience_id: page for page in SectionPage.objects.published().exclude(audience=None)}
    return [Door(row, pages[row.pk], _newest_title(row)) for row in audiences if row.pk in pages]


def _newest_title(audience: Any) -> str:
    found = [(getattr(audience, f"{kind}_at"), getattr(audience, f"{kind}_title")) for kind in LISTED]
    return max(((at, title) for at, title in found if at), default=(None, ""))[1]


def open_sessions(present: datetime) -> list[OpenSession]:
    """Sessions whose registration is open, the next one first."""
    rows = TrainingSession.objects.public().with_seats().with_times()
    open_now = rows.filter(
        state=SessionState.PUBLISHED, registration_opens_at__lte=present, registration_closes_at__gt=present
    ).order_by("first_starts_at", "pk")
    return [OpenSession(row, seats_left(row, taken=row.seats_taken)) for row in open_now[:SESSIONS]]
