from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from wagtail.blocks import StreamBlock, URLBlock
from wagtail.contrib.redirects.models import Redirect

from outreach.domain import links, page_links
from outreach.domain.links import check_page, continue_check, dead_links_of, is_there
from outreach.domain.page_links import links_in_html, links_of
from outreach.enums import LinkProblem
from outreach.models import ArticlePage, DeadLink, LinkCheck, SiteDocument
from outreach.tasks import check_links, check_page_links
from tests.conftest import drain_tasks
from tests.factories.campaigns import CampaignFactory
from tests.factories.outreach import ArticleFactory, GuideFactory, PolicyFactory, SiteImageFactory, front_page

pytestmark = pytest.mark.django_db
THREE_AT_NIGHT = datetime(2026, 11, 23, 19, tzinfo=UTC)


def article(html: str = "", *more: tuple[str, object], **fields) -> ArticlePage:
    body = [("paragraph", html), *more] if html else list(more)
    return ArticlePage.objects.get(pk=ArticleFactory(body=body, **fields).pk)


def document(**fields) -> SiteDocument:
    return SiteDocument.objects.create(title="申请表", file=ContentFile(b"pdf", name="form.pdf"), **fields)


def problems(page) -> list[tuple[str, str]]:
    return sorted((target, str(problem)) for (_place, target), problem in dead_links_of(page).items())


class TestWhatAPagePointsTo:
    def test_blocks_however_deep_texts_and_fields(self):
        file, picture, other = document(), SiteImageFactory(), ArticleFactory()
        page = article(
            f'<p><a linktype="page" id="{other.pk}">文</a> <a href="/campaigns/">活动</a></p>',
            ("steps", {"steps": [{"title": "一", "text": f'<p><a linktype="document" id="{file.pk}">表</a></p>'}]}),
            ("downloads", {"title": "", "files": [{"document": file, "note": ""}]}),
            ("callout", {"tone": "info", "title": "", "text": '<p><a href="https://www.gov.cn/">国务院</a></p>'}),
            ("figure", {"image": picture, "caption": "图"}),
            cover=picture,
        )
        found = {(link.kind, link.ref) for link in links_of(page)}
        wanted = {("page", other.pk), ("address", "/campaigns/"), ("document", file.pk), ("image", picture.pk)}
        assert found == wanted | {("address", "https://www.gov.cn/")}

    def test_fields_of_other_types(self):
        newer = PolicyFactory(title="新办法")
        policy = PolicyFactory(official_url="https://www.ndrc.gov.cn/x", replaced_by=newer)
        guide = GuideFactory(court_note='<p><a href="/nowhere/">法院</a></p>')
        assert {(link.kind, link.ref) for link in links_of(policy)} == {
            ("page", newer.pk),
            ("address", "https://www.ndrc.gov.cn/x"),
        }
        assert {link.ref for link in links_of(guide)} == {"/nowhere/"}
        assert links_of(ArticleFactory()) == set()

    def test_a_block_type_that_is_gone_is_passed_over(self):
        page = article("<p>x</p>")
        ArticlePage.objects.filter(pk=page.pk).update(
            body=[
                {"type": "ticker", "value": "x", "id": "1"},
                {"type": "downloads", "value": {"files": [7], "title": ""}, "id": "2"},
                {"type": "facts", "value": "broken", "id": "3"},
            ]
        )
        page = ArticlePage.objects.get(pk=page.pk)
        assert {(link.kind, link.ref) for link in links_of(page)} == set()

    def test_html_as_wagtail_stores_it(self):
        html = (
            '<embed embedtype="image" id="5" alt="x"/><a linktype="page" id="oops">a</a><a name="top">b</a>'
            '<a linktype="page" id="6">c</a><b id="7">d</b>'
        )
        assert links_in_html(html) == [("image", 5), ("page", 6)]

    def test_an_address_in_a_block_of_its_own(self):
        block = StreamBlock([("site", URLBlock())])
        raw = [{"type": "site", "value": "/nowhere/", "id": "1"}]
        assert list(page_links._in_block(block, raw)) == [("address", "/nowhere/")]


class TestWhatIsDead:
    def test_pages_that_are_offline_or_gone(self):
        offline, gone, fine = ArticleFactory(title="已下线", live=False), ArticleFactory(), ArticleFactory()
        pk = gone.pk
        html = "".join(f'<a linktype="page" id="{target.pk}">x</a>' for target in (offline, gone, fine))
        gone.delete()
        assert problems(article(f"<p>{html}</p>")) == sorted([("已下线", "not_live"), (f"第{pk}号页面", "missing")])

    def test_files_that_are_gone_or_were_never_there(self):
        kept, without, deleted = document(), document(), document()
        without.file.storage.delete(without.file.name)
        SiteDocument.objects.filter(pk=without.pk).update(title="缺文件")
        page = article(
            "", ("downloads", {"title": "", "files": [{"document": f, "note": ""} for f in (kept, without, deleted)]})
        )
        pk = deleted.pk
        deleted.delete()
        assert problems(page) == sorted([("缺文件", "no_file"), (f"第{pk}号文件", "missing")])

    def test_pictures_without_their_file(self):
        picture = SiteImageFactory(title="合影")
        picture.file.storage.delete(picture.file.name)
        assert problems(article("<p>x</p>", cover=picture)) == [("合影", "no_file")]

    @pytest.mark.parametrize(
        ("href", "dead"),
        [
            ("/", False),
            ("/campaigns/", False),
            ("/campaigns", False),
            ("/sign-in/?next=/x/", False),
            ("/no-such-page/", True),
            ("/no such/page.html", True),
            ("http://localhost/no-such-page/", True),
            ("http://testserver/sign-in/", False),
            ("https://www.creditchina.gov.cn/no-such-page/", False),
            ("//other.example/no-such-page/", False),
            ("tel:051812345678", False),
            ("mailto:a@example.gov.cn", False),
            ("#top", False),
            ("http://[broken", True),
            ("/static/img/mark.svg", False),
            ("/media/no/such.jpg", True),
            ("/media/../../etc/passwd", True),
        ],
    )
    def test_addresses(self, href, dead):
        front_page()
        page = article(f'<p><a href="{href}">x</a></p>')
        assert bool(dead_links_of(page)) is dead

    def test_addresses_of_pages_documents_and_what_was_moved(self):
        page, file = ArticleFactory(), document()
        url = page.get_url()
        assert is_there(url) and is_there(f"/documents/{file.pk}/form.pdf")
        assert not is_there(f"/documents/{file.pk + 1}/form.pdf")
        assert is_there(CampaignFactory().get_absolute_url())
        assert is_there(f"/media/{file.file.name}") and not is_there("/media/../../etc/passwd")
        page.unpublish()
        assert not is_there(url)
        Redirect.objects.create(old_path=Redirect.normalise_path(url), redirect_link="/")
        Redirect.objects.create(old_path=Redirect.normalise_path("/alt.html"), redirect_link="/")
        assert is_there(url) and is_there("/alt.html")


class TestKeeping:
    def test_found_once_closed_when_mended_and_found_again(self, set_clock):
        set_clock(THREE_AT_NIGHT)
        page = article('<p><a href="/nowhere/">x</a></p>')
        assert check_page(page) == check_page(page) == 1
        row = DeadLink.objects.open().get()
        assert (row.problem, row.target, str(row)) == (LinkProblem.NO_ADDRESS, "/nowhere/", "正文: /nowhere/")
        page.body = [("paragraph", "<p>改好了</p>")]
        page.save()
        assert check_page(ArticlePage.objects.get(pk=page.pk)) == 0
        row.refresh_from_db()
        assert row.gone_at == THREE_AT_NIGHT
        page.body = [("paragraph", '<p><a href="/nowhere/">x</a></p>')]
        page.save()
        check_page(ArticlePage.objects.get(pk=page.pk))
        assert DeadLink.objects.count() == 2

    def test_a_page_that_went_offline_has_no_dead_links(self):
        page = article('<p><a href="/nowhere/">x</a></p>')
        check_page(page)
        page.unpublish()
        assert not DeadLink.objects.open().exists()
        assert check_page_links(page.pk) == 0 and DeadLink.objects.get().gone_at
        assert check_page_links(0) == 0

    def test_publishing_checks_the_page_at_once(self, django_capture_on_commit_callbacks):
        page = article("<p>x</p>")
        page.body = [("paragraph", '<p><a href="/nowhere/">x</a></p>')]
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()
        drain_tasks()
        assert DeadLink.objects.open().get().page_id == page.pk

    def test_a_very_long_address_is_kept_short(self):
        check_page(article(f'<p><a href="/{"x" * 900}/">x</a></p>'))
        assert len(DeadLink.objects.get().target) == 300


class TestEveryNight:
    def test_all_live_pages_in_slices_once_a_night(self, set_clock, monkeypatch):
        monkeypatch.setattr(links, "SLICE", 2)
        pages = [article('<p><a href="/nowhere/">x</a></p>') for _number in range(3)]
        ArticleFactory(live=False, body=[("paragraph", '<p><a href="/nowhere/">x</a></p>')])
        set_clock(THREE_AT_NIGHT)
        assert continue_check() >= 3
        assert set(DeadLink.objects.values_list("page_id", flat=True)) == {page.pk for page in pages}
        assert check_links() == 0, "once a night"
        set_clock(THREE_AT_NIGHT + timedelta(days=1))
        assert continue_check() >= 3

    def test_not_before_two(self, set_clock):
        set_clock(THREE_AT_NIGHT - timedelta(hours=1, minutes=1))
        assert continue_check() == 0 and not LinkCheck.objects.exists()

    def test_what_was_interrupted_goes_on_where_it_stopped(self, set_clock, monkeypatch):
        first, second = (article('<p><a href="/nowhere/">x</a></p>') for _number in range(2))
        set_clock(THREE_AT_NIGHT)
        LinkCheck.objects.create(day=datetime(2026, 11, 24, tzinfo=UTC).date(), position=first.pk)
        monkeypatch.setattr(links, "SECONDS_AT_ONCE", -1)
        assert continue_check() == 0, "no time left this time"
        monkeypatch.undo()
        assert continue_check() == 1
        assert DeadLink.objects.get().page_id == second.pk

    def test_nothing_to_look_at_is_finished_too(self, set_clock):
        set_clock(THREE_AT_NIGHT)
        ArticlePage.objects.all().delete()
        from wagtail.models import Page

        Page.objects.update(live=False)
        assert continue_check() == 0
        assert LinkCheck.objects.get().finished_at == THREE_AT_NIGHT
