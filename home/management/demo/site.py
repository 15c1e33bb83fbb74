"""The page tree of the demo: sections, articles, questions, the guide, pictures. Running it again adds nothing."""

from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import Page, Site

from accounts.models import Area, OfficeSettings, User
from campaigns import demo as campaigns_demo
from campaigns.models import Activity
from common.clock import now
from home.management.demo import answers, shelf
from home.management.demo import search as search_demo
from home.management.demo.articles import ARTICLES, UNCHECKED, Article
from home.management.demo.drawings import DRAWINGS, draw
from home.models import HomePage
from outreach.domain.publication_dates import change_publication_date
from outreach.enums import Listing
from outreach.models import (
    ArticlePage,
    Audience,
    ExemplarPage,
    GuidePage,
    PlacePage,
    PolicyPage,
    QuestionIndexPage,
    QuestionPage,
    ResourcePage,
    SectionPage,
    SiteImage,
    StandingPage,
)

REPORT_ERROR_URL = "https://zfwzgl.www.gov.cn/exposure/jiucuo.html"
AUDIENCE_INTRODUCTIONS = {
    "campus": "把信用讲成身边的约定。班会、讲座、读书角，不打分，不收集学生个人信息。",
    "community": "讲座办到楼下，咨询台摆到早市，听得懂、问得到。",
    "village": "大喇叭、赶集日、公开栏，用本地话讲信用故事。",
    "park": "给企业讲清楚：记录在哪看、什么时候可以申请、找谁开证明。",
    "enterprise": "自己的信用自己管：公示在哪看、修复怎么办、证明找谁开。",
    "elderly": "字大、话短、讲得慢。防骗提醒和上门咨询都在这里。",
}


def load(*, admin_user: User) -> None:
    """Build the site below the default site's root, as admin_user."""
    pictures = {name: _picture(name) for name in DRAWINGS}
    audiences = {audience.code: audience for audience in Audience.objects.all()}
    front = _front_page(admin_user)
    sections = _sections(front, audiences, admin_user)
    for article in ARTICLES:
        page = _story(article, pictures[article.cover])
        _publish(sections[article.section], page, admin_user, audiences, article.audiences, days=article.days)
    _policies(sections["policies"], admin_user, audiences)
    for slug, model, rows in (("materials", ResourcePage, shelf.RESOURCES), ("places", PlacePage, shelf.PLACES)):
        for days, row in enumerate(rows, start=5):
            page = model(title=row.title, slug=row.slug, body=row.body, cover=pictures[row.cover], **row.fields)
            _publish(sections[slug], page, admin_user, audiences, row.audiences, days=days)
    _draft_to_check(sections["stories"], admin_user)
    questions = _questions(front, audiences, admin_user)
    guide = _guide(front, audiences, admin_user)
    _standing_pages(front, admin_user)
    search_demo.load(guide=guide, admin_user=admin_user)
    _compose_front(front, guide, sections, questions, admin_user)
    campaigns_demo.load(area=_demo_area(admin_user), actor=admin_user, covers=pictures)
    for place, slug in shelf.PLACE_OF_ACTIVITY.items():
        Activity.objects.filter(place=place, place_page=None).update(place_page=PlacePage.objects.get(slug=slug))


def _story(article: Article, cover: SiteImage) -> ArticlePage | ExemplarPage:
    fields = {
        "title": article.title,
        "slug": article.slug,
        "summary": article.summary,
        "place": article.place,
        "source": "示例区信用办",
        "cover": cover,
        "body": article.body,
    }
    honoree, honour = article.honour
    if not honoree:
        return ArticlePage(**fields)
    consent = "演示内容：人物、店铺均为虚构。"
    return ExemplarPage(
        **fields, honoree_name=honoree, honour=honour, credit_code=article.credit_code, consent_note=consent
    )


def _policies(section: SectionPage, user: User, audiences: dict[str, Audience]) -> None:
    pages = {}
    for days, (row, _newer) in enumerate(reversed(shelf.POLICIES), start=10):
        page = PolicyPage(title=row.title, slug=row.slug, body=row.body, **row.fields)
        pages[row.slug] = _publish(section, page, user, audiences, row.audiences, days=days)
    for row, newer in shelf.POLICIES:
        page = pages[row.slug]
        if newer and not page.replaced_by_id:
            page.replaced_by = pages[newer]
            page.save_revision(user=user).publish(user=user)


def _demo_area(user: User) -> Area:
    return user.area or Area.objects.earliest("path")


def _picture(name: str) -> SiteImage:
    """The drawing from the library, drawn when it isn't there yet."""
    title = f"插图：{DRAWINGS[name][0]}"
    found = SiteImage.objects.filter(title=title).first()
    if found:
        return found
    file = ContentFile(draw(name), name=f"demo-{name}.jpg")
    return SiteImage.objects.create(
        title=title,
        file=file,
        alt_text=DRAWINGS[name][0],
        description=DRAWINGS[name][0],
        source="本站插图",
        consent_note="手绘插图，没有真人",
    )


def _front_page(user: User) -> HomePage:
    """The front page as the root of the default site, in place of Wagtail's welcome page."""
    site = Site.objects.get(is_default_site=True)
    if isinstance(site.root_page.specific, HomePage):
        return site.root_page.specific
    welcome = site.root_page
    front = HomePage(title="首页", slug="front")
    Page.get_first_root_node().add_child(instance=front)
    front.save_revision(user=user).publish(user=user)
    site.root_page, site.site_name = front, "诚信宣教"
    site.save()
    if not welcome.is_root() and type(welcome.specific) is Page:
        welcome.delete()
    return front


def _publish(
    parent: Page,
    page: Any,
    user: User,
    audiences: dict[str, Audience] | None = None,
    codes: tuple[str, ...] = (),
    *,
    days: float = 0,
) -> Any:
    """Add and publish the page below parent, unless a page with its slug is there already."""
    found = Page.objects.child_of(parent).filter(slug=page.slug).first()
    if found:
        return found.specific
    at = _moment(days)
    page.last_reviewed_on = timezone.localtime(at).date()
    page.next_review_on = page.last_reviewed_on + timedelta(days=180)
    page.owner = User.objects.filter(username="editor").first() or user
    parent.add_child(instance=page)
    page.audiences = [(audiences or {})[code] for code in codes]
    page.save_revision(user=user).publish(user=user)
    return change_publication_date(page, at=at, reason="演示内容", actor=user)


def _moment(days: float) -> datetime:
    return now() - timedelta(days=days, minutes=5)


def _sections(front: HomePage, audiences: dict[str, Audience], user: User) -> dict[str, SectionPage]:
    sections: dict[str, SectionPage] = {}
    for code, introduction in AUDIENCE_INTRODUCTIONS.items():
        audience = audiences[code]
        page = SectionPage(
            title=audience.name, slug=code, introduction=introduction, listing=Listing.AUDIENCE, audience=audience
        )
        sections[code] = _publish(front, page, user)
    for slug, title, introduction, listing, in_menu in [
        ("news", "诚信动态", "全区的诚信宣传，最新的在前面。", Listing.EVERYTHING, False),
        ("stories", "诚信风采", "守信的人和店，就在我们身边。刊登都经本人同意。", Listing.OWN, True),
        ("policies", "政策文件", "文件原名、文号、起止日期，先用大白话说一遍。", Listing.OWN, True),
        ("materials", "资料下载", "手册、海报、教案、大喇叭稿，都可以免费打印、转发、播放。", Listing.OWN, True),
        ("places", "宣传阵地", "学校、社区、村、园区和宣传基地，在哪里、找谁、有什么活动。", Listing.OWN, False),
    ]:
        page = SectionPage(title=title, slug=slug, introduction=introduction, listing=listing, show_in_menus=in_menu)
        sections[slug] = _publish(front, page, user)
    return sections


def _draft_to_check(section: SectionPage, user: User) -> None:
    """A draft as it shouldn't be published: open it to see what the content checks say."""
    if Page.objects.child_of(section).filter(slug=UNCHECKED.slug).exists():
        return
    page = ArticlePage(
        title=UNCHECKED.title,
        slug=UNCHECKED.slug,
        summary=UNCHECKED.summary,
        body=UNCHECKED.body,
        live=False,
        owner=user,
    )
    section.add_child(instance=page)
    page.save_revision(user=user)


def _questions(front: HomePage, audiences: dict[str, Audience], user: User) -> QuestionIndexPage:
    introduction = "先给答案，再说为什么，最后写依据。"
    index = QuestionIndexPage(title="政策问答", slug="questions", introduction=introduction, show_in_menus=True)
    index = _publish(front, index, user)
    for position, answer in enumerate(answers.ANSWERS):
        page = QuestionPage(
            title=answer.title, slug=answer.slug, short_answer=answer.short, basis=answer.basis, body=answer.body
        )
        _publish(index, page, user, audiences, answer.audiences, days=7 + position)
    return index


def _guide(front: HomePage, audiences: dict[str, Audience], user: User) -> GuidePage:
    page = GuidePage(
        title="信用修复指引",
        slug="restoration-guide",
        introduction=answers.GUIDE_INTRODUCTION,
        rule_name=answers.GUIDE_RULE,
        rule_in_force_on=answers.GUIDE_RULE_FROM,
        periods=answers.GUIDE_PERIODS,
        body=answers.GUIDE_BODY,
        court_note=answers.GUIDE_COURT,
        show_in_menus=True,
    )
    return _publish(front, page, user, audiences, ("park",), days=4)


def _standing_pages(front: HomePage, user: User) -> None:
    for slug, title, introduction, body in answers.STANDING:
        _publish(front, StandingPage(title=title, slug=slug, introduction=introduction, body=body), user)
    office = OfficeSettings.for_site(Site.objects.get(is_default_site=True))
    office.accessibility_url = office.accessibility_url or "/accessibility/"
    office.feedback_url = office.feedback_url or "/feedback/"
    office.report_error_url = office.report_error_url or REPORT_ERROR_URL
    office.save()


def _compose_front(
    front: HomePage, guide: GuidePage, sections: dict[str, SectionPage], questions: QuestionIndexPage, user: User
) -> None:
    if front.guide_page_id:
        return
    front.introduction = "学信用、懂信用、守信用，从身边的小事开始。"
    front.guide_title = "处罚信息怎么修复？"
    front.guide_text = "看看属于哪一类、最早什么时候可以申请、到哪里办、带什么。不用登录，不收费。"
    front.search_description = "示例区诚信宣传教育：宣传活动、诚信故事、政策问答、信用修复指引和公益培训。"
    front.guide_page, front.questions_page = guide, questions
    front.news_page, front.stories_page = sections["news"], sections["stories"]
    front.save_revision(user=user).publish(user=user)
