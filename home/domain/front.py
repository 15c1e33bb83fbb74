"""What the front page shows, gathered from the apps below with a fixed number of queries."""

from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Subquery

from campaigns.domain.campaigns import leading_campaign
from common.clock import today
from outreach.models import ArticlePage, Audience, QuestionPage, SectionPage

if TYPE_CHECKING:
    from home.models import HomePage

NEWS = 6
QUESTIONS = 4


def compose_front(page: "HomePage") -> dict[str, Any]:
    day = today()
    campaign = leading_campaign(day)
    return {
        "campaign": campaign,
        "campaign_when": campaign.when(day) if campaign else "",
        "doors": audience_doors(),
        "news": ArticlePage.objects.published().with_section()[:NEWS],
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
