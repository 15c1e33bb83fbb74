"""The screens: what can be taken along, where the page was published, the report and its CSV."""

import csv
from datetime import date, timedelta
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from common.clock import today
from outreach.domain.short_links import short_address
from outreach.enums import CopyState, Platform
from outreach.models import ArticlePage, Republication
from tests.factories.outreach import ArticleFactory, RepublicationFactory, SectionFactory, SiteImageFactory

pytestmark = pytest.mark.django_db
URL = "https://www.example.gov.cn/art/1.html"


@pytest.fixture(autouse=True)
def editor(users: dict[str, User], client: Client) -> User:
    client.force_login(users[Role.EDITOR.value], backend="django.contrib.auth.backends.ModelBackend")
    return users[Role.EDITOR.value]


def get(client: Client, name: str, *args: object, query: str = "", status: int = 200) -> str:
    response = client.get(reverse(name, args=args) + query, follow=True)
    assert response.status_code == status
    return response.content.decode()


def entered(**details: object) -> dict[str, object]:
    return {"platform": "host", "url": URL, "published_on": today().isoformat(), "title": "一杆秤"} | details


class TestOnePage:
    def test_entering_a_place_shows_it(self, client: Client) -> None:
        page = ArticleFactory(title="一杆秤")
        address = reverse("page-elsewhere", args=[page.pk])
        assert 'value="一杆秤"' in get(client, "page-elsewhere", page.pk)
        response = client.post(address, entered(), follow=True)
        html = response.content.decode()
        assert URL in html and "内容一致" in html and "集约化平台" in html
        assert Republication.objects.get().recorded_by.username == "editor"

    def test_a_refusal_keeps_what_was_typed(self, client: Client) -> None:
        page = ArticleFactory()
        response = client.post(reverse("page-elsewhere", args=[page.pk]), entered(url="", note="我写的"))
        html = response.content.decode()
        assert response.status_code == 422
        assert "请填写该平台的链接" in html and "我写的" in html
        assert client.post(reverse("page-elsewhere", args=[page.pk]), {}).status_code == 422

    def test_says_what_is_not_published(self, client: Client) -> None:
        draft = get(client, "page-elsewhere", ArticleFactory(live=False).pk)
        assert "还没有发布" in draft and "package.zip" not in draft and "<form method" not in draft
        page = ArticleFactory()
        page.title = "改了"
        page.save_revision()
        assert "尚未发布的修改" in get(client, "page-elsewhere", page.pk)
        assert "尚未发布的修改" in get(client, "page-wechat", page.pk)

    def test_out_of_step_can_be_marked_as_brought_up_to_date(self, client: Client) -> None:
        copy = RepublicationFactory(changed=True, content_hash="0" * 64)
        page = ArticlePage.objects.get(pk=copy.page_id)
        html = get(client, "page-elsewhere", page.pk)
        assert "内容已更新，请同步" in html
        seen = html.partition('name="seen" value="')[2].partition('"')[0]
        sync = reverse("republication-sync", args=[copy.pk])
        assert "又有更新" in client.post(sync, {"seen": "x"}, follow=True).content.decode()
        assert "该平台内容与本站一致" in client.post(sync, {"seen": seen}, follow=True).content.decode()
        assert Republication.objects.get().state == CopyState.SAME

    def test_correcting(self, client: Client) -> None:
        copy, other = RepublicationFactory(), RepublicationFactory()
        Republication.objects.filter(pk=other.pk).update(page=copy.page)
        address = reverse("republication-correct", args=[copy.pk])
        assert copy.url in get(client, "republication-correct", copy.pk)
        assert client.post(address, entered(url=other.url)).status_code == 422
        response = client.post(address, entered(title="新题目"), follow=True)
        assert "已更正" in response.content.decode() and "新题目" in response.content.decode()

    def test_taking_down(self, client: Client) -> None:
        copy = RepublicationFactory()
        address = reverse("republication-withdraw", args=[copy.pk])
        early = (today() - timedelta(days=9)).isoformat()
        assert client.post(address, {"withdrawn_on": early}).status_code == 422
        html = client.post(address, {"withdrawn_on": today().isoformat()}, follow=True).content.decode()
        assert "已撤下" in html and Republication.objects.get().withdrawn_on == today()

    def test_entries_of_deleted_pages_lead_back_to_the_report(self, client: Client) -> None:
        copy = RepublicationFactory()
        copy.page.delete()
        address = reverse("republication-withdraw", args=[copy.pk])
        response = client.post(address, {"withdrawn_on": today().isoformat()})
        assert response.url == reverse("republication-report")
        get(client, "republication-correct", copy.pk)

    @pytest.mark.parametrize("name", ["page-elsewhere", "page-package", "page-wechat"])
    def test_lists_of_pages_are_404(self, client: Client, name: str) -> None:
        get(client, name, SectionFactory().pk, status=404)
        get(client, name, 999999, status=404)

    def test_asks_the_same_however_many_places(self, client: Client) -> None:
        page = ArticleFactory()
        RepublicationFactory(page=page)
        address = reverse("page-elsewhere", args=[page.pk])
        count_queries(client, address)
        first = count_queries(client, address)
        RepublicationFactory(page=page)
        RepublicationFactory(page=page)
        assert count_queries(client, address) == first


def count_queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


class TestTaking:
    def test_the_package_downloads_under_its_title(self, client: Client) -> None:
        page = ArticleFactory(title="一杆秤")
        response = client.get(reverse("page-package", args=[page.pk]))
        assert response["Content-Type"] == "application/zip"
        assert "filename*=utf-8''%E4%B8%80%E6%9D%86%E7%A7%A4" in response["Content-Disposition"]
        assert "正文.docx" in ZipFile(BytesIO(response.content)).namelist()

    def test_a_refusal_is_said_on_the_screen(self, client: Client) -> None:
        draft = ArticleFactory(live=False)
        for name in ("page-package", "page-wechat"):
            assert "请先完成审核并发布" in get(client, name, draft.pk)

    def test_the_wechat_text_stands_in_a_frame_without_scripts(self, client: Client) -> None:
        page = ArticleFactory(title="一杆秤", cover=SiteImageFactory(), body=[{"type": "heading", "value": "<b>小"}])
        html = get(client, "page-wechat", page.pk)
        assert 'sandbox="allow-same-origin"' in html and "srcdoc=" in html
        assert "&amp;lt;b&amp;gt;小" in html and "上传同名文件" in html
        assert f'value="{short_address(page)}"' in html

    def test_the_way_there_is_in_the_editor_and_in_the_list(self, client: Client) -> None:
        page = ArticleFactory()
        address = reverse("page-elsewhere", args=[page.pk])
        assert address in get(client, "wagtailadmin_pages:edit", page.pk)
        assert address in get(client, "wagtailadmin_explore", page.get_parent().pk)
        section = reverse("page-elsewhere", args=[page.get_parent().pk])
        assert section not in get(client, "wagtailadmin_pages:edit", page.get_parent().pk)

    def test_those_who_may_not_see_no_way_there(self, client: Client, users: dict[str, User]) -> None:
        page = ArticleFactory()
        client.force_login(users[Role.SYSTEM_ADMIN.value], backend="django.contrib.auth.backends.ModelBackend")
        assert reverse("page-elsewhere", args=[page.pk]) not in get(client, "wagtailadmin_pages:edit", page.pk)


class TestReport:
    def test_counts_by_month_and_lists(self, client: Client) -> None:
        RepublicationFactory(published_on=date(2026, 3, 15), title="三月的题目")
        RepublicationFactory(published_on=date(2026, 3, 15), on_paper=True, note="二版")
        RepublicationFactory(published_on=date(2025, 3, 15), title="去年的题目")
        html = get(client, "republication-report", query="?first=2026-01-01&last=2026-12-31")
        row = html.partition("2026-03</th>")[2].partition("</tr>")[0]
        assert row.replace("</td>", "").split("<td>")[1:] == ["1", "0", "1", "0", "0", "2"]
        assert "三月的题目" in html and "二版" in html and "去年的题目" not in html
        only = get(client, "republication-report", query="?platform=press&first=x")
        assert "二版" in only and "三月的题目" not in only

    def test_shows_what_must_be_brought_up_to_date(self, client: Client) -> None:
        RepublicationFactory(title="照旧")
        RepublicationFactory(title="要同步", changed=True)
        html = get(client, "republication-report", query="?out_of_step=on")
        assert "要同步" in html and "照旧" not in html and "有1处内容与本站不一致" in html
        RepublicationFactory(title="孤本").page.delete()
        assert "有2处" in get(client, "republication-report")

    def test_says_so_when_there_is_nothing(self, client: Client) -> None:
        html = get(client, "republication-report")
        assert "没有在其他平台发布" in html and "没有符合条件" in html and "还没有发布内容" in html

    def test_the_newest_pages_are_the_way_in(self, client: Client) -> None:
        page = ArticleFactory(title="刚发布")
        ArticleFactory(title="草稿", live=False)
        RepublicationFactory(page=page)
        html = get(client, "republication-report")
        assert reverse("page-elsewhere", args=[page.pk]) in html and "其他平台1处" in html and "草稿" not in html

    def test_the_leader_reads_and_does_not_act(self, client: Client, users: dict[str, User]) -> None:
        copy = RepublicationFactory(title="题目")
        client.force_login(users[Role.LEADER.value], backend="django.contrib.auth.backends.ModelBackend")
        html = get(client, "republication-report")
        assert "题目" in html and reverse("page-elsewhere", args=[copy.page_id]) not in html

    def test_pages_of_thirty(self, client: Client) -> None:
        page = ArticleFactory()
        for day in range(31):
            RepublicationFactory(page=page, published_on=date(2026, 3, 31) - timedelta(days=day), title=f"第{day}条")
        first = get(client, "republication-report", query="?platform=host")
        assert "第29条" in first and "第30条" not in first and "?platform=host&amp;p=2" in first
        assert "第30条" in get(client, "republication-report", query="?platform=host&p=2")

    def test_asks_the_same_however_long(self, client: Client) -> None:
        RepublicationFactory()
        address = reverse("republication-report")
        count_queries(client, address)
        first = count_queries(client, address)
        RepublicationFactory()
        RepublicationFactory()
        assert count_queries(client, address) == first


class TestCsv:
    def rows(self, client: Client, query: str = "") -> list[list[str]]:
        response = client.get(reverse("republication-csv") + query)
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        text = response.content.decode()
        assert text.startswith("\ufeff")
        return list(csv.reader(StringIO(text.removeprefix("\ufeff"))))

    def test_one_row_per_copy_with_the_same_filter(self, client: Client) -> None:
        RepublicationFactory(
            page=ArticleFactory(title="原题"),
            published_on=date(2026, 3, 1),
            title="新题",
            withdrawn_on=date(2026, 4, 1),
        )
        RepublicationFactory(platform=Platform.WECHAT).page.delete()
        head, *rows = self.rows(client, "?platform=host")
        assert head[:3] == ["平台", "名称", "发布日期"]
        assert [row[2:4] + row[5:8] for row in rows] == [["2026-03-01", "新题", "原题", "已撤下", "2026-04-01"]]
        assert len(self.rows(client)) == 3

    def test_no_cell_is_a_formula(self, client: Client) -> None:
        RepublicationFactory(title="=HYPERLINK(1)", note="+1", platform_name="@x")
        cells = self.rows(client)[1]
        assert {"'=HYPERLINK(1)", "'+1", "'@x"} <= set(cells)
