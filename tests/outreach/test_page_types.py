"""Exemplar stories, policies, places, materials, and sections that list and filter all of them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from campaigns.enums import CampaignState
from common.clock import now, today
from outreach.enums import Listing, PageKind, PlaceKind, PolicyStatus, ResourceKind
from outreach.models import Audience, BasePage, ExemplarPage, PolicyPage, SiteDocument
from outreach.models.blocks import BodyBlock
from outreach.models.querysets import THUMBNAILS
from tests.factories.campaigns import ActivityFactory
from tests.factories.outreach import (
    ArticleFactory,
    ExemplarFactory,
    PlaceFactory,
    PolicyFactory,
    QuestionFactory,
    QuestionIndexFactory,
    ResourceFactory,
    SectionFactory,
    SiteImageFactory,
)

pytestmark = pytest.mark.django_db

CODE = "91230500MA1B3N1N2M"
FACTORIES = {
    PageKind.ARTICLE: ArticleFactory,
    PageKind.EXEMPLAR: ExemplarFactory,
    PageKind.POLICY: PolicyFactory,
    PageKind.RESOURCE: ResourceFactory,
    PageKind.PLACE: PlaceFactory,
}


def audience(code: str) -> Audience:
    return Audience.objects.get(code=code)


def get(client: Client, page: Page, query: str = "") -> str:
    response = client.get(page.url + query)
    assert response.status_code == 200
    return response.content.decode()


def document(name: str, content: bytes = b"%PDF-1.4") -> SiteDocument:
    return SiteDocument.objects.create(title=name, file=ContentFile(content, name=name))


class TestExemplar:
    def test_shows_who_is_praised_and_never_the_code_or_the_consent(self, client: Client) -> None:
        page = ExemplarFactory(
            honoree_name="青禾合作社", honour="守信合作社", credit_code=CODE, consent_note="负责人书面同意"
        )
        html = get(client, page)
        assert "青禾合作社" in html and "守信合作社" in html
        assert CODE not in html and "负责人书面同意" not in html

    @pytest.mark.parametrize(
        "typed", [CODE.lower(), "９１２３０５００ＭＡ１Ｂ３Ｎ１Ｎ２Ｍ", f" {CODE[:8]} {CODE[8:]} "]
    )
    def test_the_code_is_kept_in_one_form(self, typed: str) -> None:
        page = ExemplarPage(title="一杆秤", slug="a", honoree_name="店", consent_note="同意", credit_code=typed)
        page.clean_fields(exclude=["path", "depth", "content_type"])
        assert page.credit_code == CODE

    def test_a_wrong_code_is_refused_and_no_code_is_fine(self) -> None:
        page = ExemplarPage(
            title="一杆秤", slug="a", honoree_name="店", consent_note="同意", credit_code=CODE[:-1] + "N"
        )
        with pytest.raises(ValidationError) as refused:
            page.clean_fields(exclude=["path", "depth", "content_type"])
        assert "credit_code" in refused.value.message_dict
        page.credit_code = ""
        page.clean_fields(exclude=["path", "depth", "content_type"])

    def test_publication_wants_the_consent_on_record(self) -> None:
        page = ExemplarPage(title="一杆秤", slug="a", honoree_name="店")
        with pytest.raises(ValidationError) as refused:
            page.clean_fields(exclude=["path", "depth", "content_type"])
        assert "consent_note" in refused.value.message_dict


class TestPolicy:
    @pytest.mark.parametrize(
        ("effective", "repealed", "day", "status"),
        [
            (date(2023, 5, 1), date(2026, 4, 1), date(2023, 4, 30), PolicyStatus.NOT_YET),
            (date(2023, 5, 1), date(2026, 4, 1), date(2023, 5, 1), PolicyStatus.IN_FORCE),
            (date(2023, 5, 1), date(2026, 4, 1), date(2026, 3, 31), PolicyStatus.IN_FORCE),
            (date(2023, 5, 1), date(2026, 4, 1), date(2026, 4, 1), PolicyStatus.REPEALED),
            (None, None, date(2026, 4, 1), PolicyStatus.UNDATED),
            (None, date(2026, 4, 1), date(2026, 4, 1), PolicyStatus.REPEALED),
            (date(2026, 4, 1), None, date(2030, 1, 1), PolicyStatus.IN_FORCE),
        ],
    )
    def test_the_status_follows_from_the_dates(self, effective, repealed, day, status) -> None:
        assert PolicyPage(effective_on=effective, repealed_on=repealed).status_on(day) == status

    def test_a_repealed_one_leads_to_what_replaced_it_and_back(self, client: Client) -> None:
        newer = PolicyFactory(title="信用修复管理办法", effective_on=date(2026, 4, 1))
        older = PolicyFactory(title="试行办法", repealed_on=date(2026, 4, 1), replaced_by=newer, document_number="58号")
        html = get(client, older)
        assert "已失效" in html and newer.url in html and "2026年4月1日" in html
        assert older.url in get(client, newer)

    def test_an_unpublished_replacement_is_not_named(self, client: Client) -> None:
        draft = PolicyFactory(title="还没发布的办法", live=False)
        older = PolicyFactory(repealed_on=date(2026, 4, 1), replaced_by=draft)
        assert "还没发布的办法" not in get(client, older)

    def test_one_in_force_can_point_to_a_newer_document(self, client: Client) -> None:
        newer = PolicyFactory(title="新办法", effective_on=today() + timedelta(days=30))
        assert "有更新的文件" in get(client, PolicyFactory(effective_on=date(2023, 5, 1), replaced_by=newer))

    def test_it_cannot_replace_itself_or_end_before_it_begins(self) -> None:
        policy = PolicyFactory()
        policy.replaced_by = policy
        with pytest.raises(ValidationError):
            policy.clean()
        with pytest.raises(ValidationError, match="失效日期"):
            PolicyFactory(effective_on=date(2026, 4, 1), repealed_on=date(2026, 3, 31))
        rows = PolicyPage.objects.filter(pk=policy.pk)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(effective_on=date(2026, 4, 1), repealed_on=date(2026, 3, 31))

    def test_attachments_show_kind_and_size(self, client: Client) -> None:
        file = document("guide.pdf")
        page = PolicyFactory(attachments=[{"type": "file", "value": {"document": file.pk, "note": "官方文本"}}])
        html = get(client, page)
        assert "PDF" in html and "官方文本" in html and file.url in html


class TestPlace:
    def test_shows_contact_activities_pictures_and_materials(self, client: Client) -> None:
        image, material = SiteImageFactory(), ResourceFactory(title="大喇叭稿", minutes=2)
        photo = {"image": {"image": image.pk, "alt_text": "咨询台", "decorative": False}, "caption": "赶集日"}
        place = PlaceFactory(
            title="青禾村", phone="000-0000 0002", address="青山镇", photos=[{"type": "photo", "value": photo}]
        )
        place.materials = [material]
        place.save()
        activity = ActivityFactory(title="赶集日咨询台", place_page=place)
        html = get(client, place)
        for part in ("乡村", "tel:00000000002", "赶集日咨询台", activity.place, "咨询台", material.url, "约2分钟"):
            assert part in html

    def test_what_is_not_public_is_not_announced(self, client: Client) -> None:
        place, draft = PlaceFactory(), ResourceFactory(title="草稿资料", live=False)
        place.materials = [draft]
        place.save()
        ActivityFactory(title="还在计划", place_page=place, campaign__state=CampaignState.DRAFT)
        html = get(client, place)
        assert "还在计划" not in html and "草稿资料" not in html and "近期没有安排活动" in html

    def test_coming_activities_stand_before_past_ones(self, client: Client) -> None:
        place = PlaceFactory()
        for title, days in (("上个月", -30), ("昨天", -1), ("下个月", 30), ("明天", 1)):
            ActivityFactory(title=title, place_page=place, starts_at=now() + timedelta(days=days), ends_at=None)
        html = get(client, place)
        places = [html.index(title) for title in ("明天", "下个月", "昨天", "上个月")]
        assert places == sorted(places)

    def test_it_asks_the_same_however_much_goes_on(self, client: Client) -> None:
        place = PlaceFactory()

        def more() -> None:
            ActivityFactory(place_page=place, audience=audience("village"))
            place.materials.add(ResourceFactory())
            place.save()

        more()
        before = _count(client, place)
        more()
        more()
        assert _count(client, place) == before <= 30


def _count(client: Client, page: Page) -> int:
    """Queries of one visit with warm caches."""
    get(client, page)
    with CaptureQueriesContext(connection) as queries:
        get(client, page)
    return len(queries)


class TestResource:
    def test_a_file_to_download_and_a_page_to_print(self, client: Client) -> None:
        page = ResourceFactory(
            resource_kind=ResourceKind.LESSON_PLAN,
            file=document("plan.docx"),
            body=[{"type": "heading", "value": "开场"}],
            audiences=[audience("campus")],
        )
        html = get(client, page)
        assert "DOCX" in html and "data-print" in html and "教案" in html and "校园" in html

    def test_a_film_has_its_captions_and_a_recording_its_player(self, client: Client) -> None:
        film = ResourceFactory(file=document("a.mp4"), captions=document("a.vtt"), resource_kind=ResourceKind.VIDEO)
        html = get(client, film)
        assert "<video" in html and 'kind="captions"' in html
        assert "<audio" in get(client, ResourceFactory(file=document("a.mp3")))

    def test_captions_are_vtt(self) -> None:
        with pytest.raises(ValidationError):
            ResourceFactory.build(captions=document("a.txt")).clean()

    def test_one_without_anything_says_so(self, client: Client) -> None:
        assert "资料正在准备" in get(client, ResourceFactory())


class TestSections:
    def test_an_own_listing_shows_every_kind_filed_under_it(self, client: Client) -> None:
        section = SectionFactory()
        pages = [factory(parent=section) for factory in FACTORIES.values()]
        assert set(section.listed_pages().specific()) == set(pages)
        html = get(client, section)
        assert all(page.title in html for page in pages)

    @pytest.mark.parametrize("kind", list(FACTORIES))
    def test_one_kind_only(self, client: Client, kind: PageKind) -> None:
        section = SectionFactory()
        pages = {each: factory(parent=section, title=f"标题{each}") for each, factory in FACTORIES.items()}
        html = get(client, section, f"?kind={kind}")
        assert [each for each, page in pages.items() if f"标题{each}" in html] == [kind]

    def test_a_landing_page_lists_every_kind_for_its_audience(self, client: Client) -> None:
        village = audience("village")
        landing = SectionFactory(title="乡村", listing=Listing.AUDIENCE, audience=village)
        for kind, factory in FACTORIES.items():
            factory(title=f"村里的{kind}", audiences=[village])
            factory(title=f"校里的{kind}", audiences=[audience("campus")])
        html = get(client, landing)
        assert all(f"村里的{kind}" in html and f"校里的{kind}" not in html for kind in FACTORIES)

    def test_news_lists_articles_and_stories_only(self, client: Client) -> None:
        news = SectionFactory(listing=Listing.EVERYTHING)
        for kind, factory in FACTORIES.items():
            factory(title=f"标题{kind}")
        shown = get(client, news)
        assert [kind for kind in FACTORIES if f"标题{kind}" in shown] == [PageKind.ARTICLE, PageKind.EXEMPLAR]

    def test_filter_by_audience_and_say_when_nothing_fits(self, client: Client) -> None:
        section = SectionFactory()
        PolicyFactory(parent=section, title="给企业的", audiences=[audience("enterprise")])
        PolicyFactory(parent=section, title="给学校的", audiences=[audience("campus")])
        html = get(client, section, "?audience=campus")
        assert "给学校的" in html and "给企业的" not in html
        assert "没有符合条件的内容" in get(client, section, "?audience=village")

    @pytest.mark.parametrize("query", ["?kind=x", "?audience=x", "?kind=place", "?kind=%00&audience=" + "长" * 500])
    def test_a_choice_that_does_not_exist_shows_everything(self, client: Client, query: str) -> None:
        section = SectionFactory()
        ArticleFactory(parent=section, title="照样显示")
        assert "照样显示" in get(client, section, query)

    def test_drafts_and_restricted_pages_are_not_listed(self, client: Client) -> None:
        section = SectionFactory()
        PolicyFactory(parent=section, title="草稿政策", live=False)
        restricted = PolicyFactory(parent=section, title="内部政策")
        PageViewRestriction.objects.create(page=restricted, restriction_type=PageViewRestriction.LOGIN)
        html = get(client, section)
        assert "草稿政策" not in html and "内部政策" not in html

    def test_it_asks_the_same_however_long(self, client: Client) -> None:
        section = SectionFactory()

        def more() -> None:
            for kind, factory in FACTORIES.items():
                cover = SiteImageFactory()
                cover.get_renditions(*THUMBNAILS)
                factory(parent=section, **({} if kind == PageKind.POLICY else {"cover": cover}))

        more()
        before = _count(client, section)
        more()
        more()
        assert _count(client, section) == before <= 30


class TestQuestion:
    def test_related_pages_are_shown_in_order_and_only_public_ones(self, client: Client) -> None:
        policy, draft, article = PolicyFactory(title="办法"), ArticleFactory(title="草稿", live=False), ArticleFactory()
        blocks = [{"type": "page", "value": page.pk} for page in (article, draft, policy)]
        page = QuestionFactory(related=blocks)
        assert page.related_pages() == [Page.objects.get(pk=article.pk), Page.objects.get(pk=policy.pk)]
        assert "草稿" not in get(client, page)


class TestWords:
    @pytest.mark.parametrize("factory", [*FACTORIES.values(), QuestionFactory])
    def test_every_listed_page_says_something_for_lists(self, factory) -> None:
        page: BasePage = factory()
        assert isinstance(page.teaser, str) and all(isinstance(note, str) for note in page.list_notes)

    def test_place_and_policy_notes(self) -> None:
        assert PlaceFactory(place_kind=PlaceKind.BASE, address="镇上").list_notes == ["宣传基地", "镇上"]
        assert PolicyFactory(document_number="58号").list_notes == ["58号", "施行日期未注明"]

    def test_every_block_has_a_preview(self) -> None:
        SiteImageFactory()
        assert [name for name, block in BodyBlock().child_blocks.items() if not block.is_previewable] == []


class TestElderView:
    def test_the_menu_is_short_and_leads_to_what_older_people_come_for(self, client: Client) -> None:
        SectionFactory(title="诚信风采", show_in_menus=True)
        QuestionIndexFactory(title="政策问答", show_in_menus=True)
        QuestionIndexFactory(title="旧的问答", show_in_menus=False)
        landing = SectionFactory(title="老年人", listing=Listing.AUDIENCE, audience=audience("elderly"))
        client.cookies["mode"] = "elder"
        menu = get(client, landing).split("</nav>")[0]
        assert "老年人" in menu and "政策问答" in menu and "首页" in menu
        assert "诚信风采" not in menu and "旧的问答" not in menu and "公益培训" not in menu
