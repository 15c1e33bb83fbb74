"""A short link is printed on paper: whatever happens to its page, it leads on or says what has become of it."""

from io import BytesIO, StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from PIL import Image
from wagtail.models import Page, PageViewRestriction, ReferenceIndex

from accounts.enums import Role
from accounts.models import User
from outreach.domain.short_links import ensure_all, ensure_short_link, nearest_open_page
from outreach.models import ArticlePage, ShortLink
from tests.factories.outreach import ArticleFactory, SectionFactory, front_page

pytestmark = pytest.mark.django_db


def link_of(page: Page) -> ShortLink:
    return ShortLink.objects.get(page_id=page.pk)


def address_of(page: Page) -> str:
    return reverse("outreach:short-link", args=[link_of(page).code])


class TestMaking:
    def test_every_page_of_ours_has_one_from_the_start(self) -> None:
        article = ArticleFactory()
        assert len(link_of(article).code) == 8 and str(link_of(article)) == link_of(article).code
        assert link_of(front_page()).code != link_of(article).code

    def test_asking_again_gives_the_same(self) -> None:
        article = ArticleFactory()
        assert ensure_short_link(article) == ensure_short_link(article) == link_of(article)

    def test_saving_and_copying(self) -> None:
        article = ArticleFactory()
        code = link_of(article).code
        article.title = "改了"
        article.save_revision().publish()
        copy = article.copy(update_attrs={"slug": "copy"})
        assert link_of(article).code == code and link_of(copy).code != code

    def test_the_command_fills_what_is_missing(self) -> None:
        article = ArticleFactory()
        ShortLink.objects.all().delete()
        out = StringIO()
        call_command("make_short_links", stdout=out)
        assert link_of(article) and "3" in out.getvalue()
        assert ensure_all() == 0
        assert not ShortLink.objects.filter(page__depth=1).exists(), "Wagtail's own root needs none"

    def test_it_counts_as_no_use_of_the_page(self) -> None:
        assert ReferenceIndex.get_references_to(ArticleFactory()).count() == 0


class TestFollowing:
    @pytest.mark.parametrize("method", ["get", "head"])
    def test_leads_to_the_page_and_may_not_be_stored(self, client: Client, method: str) -> None:
        article = ArticleFactory()
        answer = getattr(client, method)(address_of(article))
        assert (answer.status_code, answer["Location"]) == (302, article.url)
        assert answer["Cache-Control"] == "private, no-store"

    def test_capitals_mean_the_same(self, client: Client) -> None:
        article = ArticleFactory()
        assert client.get(f"/s/{link_of(article).code.upper()}/").status_code == 302

    def test_survives_renaming_and_moving(self, client: Client) -> None:
        article, address = ArticleFactory(slug="before"), ""
        address = address_of(article)
        article.slug = "after"
        article.save_revision().publish()
        assert client.get(address)["Location"].endswith("/after/")
        article.move(SectionFactory(slug="elsewhere"), pos="last-child")
        answer = client.get(address, follow=True)
        assert answer.status_code == 200 and answer.redirect_chain == [("/elsewhere/after/", 302)]

    def test_a_withdrawn_page_says_so_and_shows_what_is_near(self, client: Client) -> None:
        section = SectionFactory(title="诚信风采")
        article = ArticleFactory(parent=section)
        article.unpublish()
        answer = client.get(address_of(article))
        html = answer.content.decode()
        assert answer.status_code == 404 and "暂时" in html and f'href="{section.url}"' in html
        article.save_revision().publish()
        assert client.get(address_of(article)).status_code == 302

    def test_a_deleted_page_is_gone_for_good(self, client: Client) -> None:
        article = ArticleFactory()
        address, code = address_of(article), link_of(article).code
        article.delete()
        answer = client.get(address)
        assert answer.status_code == 410 and 'href="/"' in answer.content.decode()
        assert nearest_open_page(ShortLink.objects.get(code=code)) is None

    def test_nothing_private_is_named(self) -> None:
        section = SectionFactory()
        article = ArticleFactory(parent=section)
        PageViewRestriction.objects.create(page=section, restriction_type=PageViewRestriction.PASSWORD, password="x")
        assert nearest_open_page(link_of(article)) == Page.objects.get(pk=front_page().pk)

    def test_an_unknown_code(self, client: Client) -> None:
        for name in ("short-link", "short-link-svg", "short-link-png"):
            assert client.get(reverse(f"outreach:{name}", args=["nosuchco"])).status_code == 404

    def test_nothing_is_posted(self, client: Client) -> None:
        assert client.post(address_of(ArticleFactory())).status_code == 405


class TestCodes:
    def test_svg_for_screens(self, client: Client) -> None:
        answer = client.get(reverse("outreach:short-link-svg", args=[link_of(ArticleFactory()).code]))
        assert answer["Content-Type"] == "image/svg+xml" and answer.content.startswith(b"<svg")
        assert "max-age" in answer["Cache-Control"] and "public" in answer["Cache-Control"]

    def test_png_large_enough_to_print_and_to_save(self, client: Client) -> None:
        link = link_of(ArticleFactory())
        answer = client.get(reverse("outreach:short-link-png", args=[link.code]))
        assert answer["Content-Disposition"] == f'attachment; filename="qr-{link.code}.png"'
        assert Image.open(BytesIO(answer.content)).size[0] >= 600

    def test_the_code_names_the_address_people_use(
        self, client: Client, settings: object, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.PUBLIC_URL = "https://credit.example.gov.cn"  # type: ignore[attr-defined]
        link, said = link_of(ArticleFactory()), []
        monkeypatch.setattr("common.qr.svg", lambda text: said.append(text) or "<svg/>")
        client.get(reverse("outreach:short-link-svg", args=[link.code]))
        assert said == [f"https://credit.example.gov.cn/s/{link.code}/"]


class TestShown:
    def test_editors_see_it_beside_the_page(self, client: Client, users: dict[str, User]) -> None:
        article = ArticleFactory()
        ShortLink.objects.filter(page_id=article.pk).delete()
        client.force_login(users[Role.EDITOR.value], backend="django.contrib.auth.backends.ModelBackend")
        html = client.get(reverse("wagtailadmin_pages:edit", args=[article.pk])).content.decode()
        assert f'value="http://testserver{address_of(article)}"' in html and "qr.png" in html and "复制" in html

    def test_a_new_page_has_none_to_show_yet(self, client: Client, users: dict[str, User]) -> None:
        section = SectionFactory()
        client.force_login(users[Role.EDITOR.value], backend="django.contrib.auth.backends.ModelBackend")
        add = reverse("wagtailadmin_pages:add", args=["outreach", "articlepage", section.pk])
        answer = client.get(add)
        assert answer.status_code == 200 and "short-link-title" not in answer.content.decode()

    def test_printed_at_the_foot_of_a_page_but_not_of_lists(self, client: Client) -> None:
        article = ArticleFactory()
        assert f"http://testserver{address_of(article)}" in client.get(article.url).content.decode()
        ShortLink.objects.filter(page_id=article.pk).delete()
        assert "printed-address" not in client.get(article.url).content.decode()
        assert not ShortLink.objects.filter(page_id=article.pk).exists(), "looking makes nothing"
        assert "printed-address" not in client.get(article.get_parent().url).content.decode()


def test_old_addresses_lead_on_after_renaming_twice(client: Client, django_capture_on_commit_callbacks: object) -> None:
    article = ArticleFactory(slug="first")
    old = article.url
    for slug in ("second", "third"):
        page = ArticlePage.objects.get(pk=article.pk)
        page.slug = slug
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            page.save_revision().publish()
    answer = client.get(old, follow=True)
    assert answer.status_code == 200 and answer.redirect_chain == [(old.replace("first", "third"), 301)]
