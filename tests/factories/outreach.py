"""The page tree for tests: a front page as the site's root, sections, articles, questions."""

from datetime import timedelta
from io import BytesIO

import factory
from django.core.files.base import ContentFile
from PIL import Image
from wagtail.models import Collection, Locale, Page, Site

from common.clock import now, today
from common.public_ids import random_id
from home.models import HomePage
from outreach.domain.transcripts import check_code, read_page
from outreach.enums import AlarmState, PlaceKind, Platform, ResourceKind
from outreach.models import (
    ArticlePage,
    ExemplarAlarm,
    ExemplarPage,
    GuidePage,
    PlacePage,
    PolicyPage,
    QuestionIndexPage,
    QuestionPage,
    Republication,
    ResourcePage,
    SectionPage,
    SiteDocument,
    SiteImage,
    StandingPage,
)
from tests.factories.accounts import UserFactory
from tests.factories.subjects import BreachRecordFactory


def picture(*, size: tuple[int, int] = (60, 40), file_format: str = "JPEG", **save: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "#b3261e").save(out, format=file_format, **save)
    return out.getvalue()


def wagtail_roots() -> Site:
    """What Wagtail's own migrations make, put back if a transactional test before this one has emptied the tables."""
    Site.clear_site_root_paths_cache()
    Locale.objects.get_or_create(language_code="zh-hans")
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
    site = Site.objects.filter(is_default_site=True).first()
    if site:
        return site
    welcome = root.add_child(instance=Page(title="Welcome", slug="home"))
    return Site.objects.create(hostname="testserver", root_page=welcome, is_default_site=True)


def front_page() -> HomePage:
    """The root of the default site, made once."""
    site = wagtail_roots()
    if isinstance(site.root_page.specific, HomePage):
        return site.root_page.specific
    front = Page.get_first_root_node().add_child(instance=HomePage(title="首页", slug="front"))
    site.root_page = front
    site.save()
    return front


class PageFactory(factory.django.DjangoModelFactory):
    """Published; `parent=` is where it hangs, `audiences=[…]` whom it is for."""

    class Meta:
        abstract = True

    title = factory.Sequence(lambda n: f"页面{n}")
    slug = factory.LazyFunction(random_id)

    @classmethod
    def default_parent(cls) -> Page:
        return front_page()

    @classmethod
    def _create(cls, model_class, *args, parent=None, audiences=(), days=0, live=True, **kwargs):
        page = model_class(live=live, **kwargs)
        (parent or cls.default_parent()).add_child(instance=page)
        if live:  # saving never dates back: what lies in the past is written past the model
            page.first_published_at = now() - timedelta(days=days)
            Page.objects.filter(pk=page.pk).update(first_published_at=page.first_published_at)
        if audiences:
            page.audiences = list(audiences)
            page.save()
        return page


class SectionFactory(PageFactory):
    class Meta:
        model = SectionPage


class ArticleFactory(PageFactory):
    class Meta:
        model = ArticlePage

    summary = "一句话说清楚。"
    place = "海棠街道"

    @classmethod
    def default_parent(cls) -> Page:
        return SectionPage.objects.filter(audience=None).first() or SectionFactory(title="诚信动态")


class ExemplarFactory(ArticleFactory):
    class Meta:
        model = ExemplarPage

    honoree_name = "老街粮油店"
    consent_note = "本人 2026年3月1日 书面同意"


class PolicyFactory(PageFactory):
    class Meta:
        model = PolicyPage

    issuing_body = "国家发展改革委"
    plain_summary = "一句话说清楚。"

    @classmethod
    def default_parent(cls) -> Page:
        return ArticleFactory.default_parent()


class ResourceFactory(PolicyFactory):
    class Meta:
        model = ResourcePage
        exclude = ("issuing_body", "plain_summary")

    resource_kind = ResourceKind.HANDBOOK


class PlaceFactory(ResourceFactory):
    class Meta:
        model = PlacePage
        exclude = ("issuing_body", "plain_summary", "resource_kind")

    place_kind = PlaceKind.VILLAGE


class QuestionIndexFactory(PageFactory):
    class Meta:
        model = QuestionIndexPage


class QuestionFactory(PageFactory):
    class Meta:
        model = QuestionPage

    short_answer = "能。"

    @classmethod
    def default_parent(cls) -> Page:
        return QuestionIndexPage.objects.first() or QuestionIndexFactory(title="政策问答")


class GuideFactory(PageFactory):
    class Meta:
        model = GuidePage


class StandingPageFactory(PageFactory):
    class Meta:
        model = StandingPage


class SiteImageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SiteImage

    title = factory.Sequence(lambda n: f"图片{n}")
    alt_text = "一面红旗"
    file = factory.LazyFunction(lambda: ContentFile(picture(), name="picture.jpg"))


class ExemplarAlarmFactory(factory.django.DjangoModelFactory):
    """Open: a live story about a firm with an open breach record. `kept=True`: left online by a leader."""

    class Meta:
        model = ExemplarAlarm

    record = factory.SubFactory(BreachRecordFactory)
    page = factory.LazyAttribute(lambda alarm: ExemplarFactory(credit_code=alarm.record.subject.uscc))
    found_at = factory.LazyFunction(now)

    class Params:
        kept = factory.Trait(
            state=AlarmState.KEPT,
            reason="已核实，不影响",
            decided_at=factory.LazyFunction(now),
            decided_by=factory.SubFactory(UserFactory),
        )


class SiteDocumentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SiteDocument

    title = factory.Sequence(lambda n: f"附件{n}")
    file = factory.LazyFunction(lambda: ContentFile(b"x" * 2048, name="sheet.pdf"))


class RepublicationFactory(factory.django.DjangoModelFactory):
    """A copy that says the same as its page; trait `changed` says something else, `on_paper` has no address."""

    class Meta:
        model = Republication

    class Params:
        changed = factory.Trait(current_hash="f" * 64)
        on_paper = factory.Trait(platform=Platform.PRESS, platform_name="区报", url="")
        withdrawn = factory.Trait(withdrawn_on=factory.LazyFunction(today))

    page = factory.SubFactory(ArticleFactory)
    platform = Platform.HOST
    url = factory.Sequence(lambda n: f"https://www.example.gov.cn/art/{n}.html")
    published_on = factory.LazyFunction(today)
    title = factory.LazyAttribute(lambda copy: copy.page.title)
    content_hash = factory.LazyAttribute(lambda copy: check_code(read_page(copy.page)))
    current_hash = factory.SelfAttribute("content_hash")
    recorded_by = factory.SubFactory(UserFactory)
    recorded_at = factory.LazyFunction(now)
