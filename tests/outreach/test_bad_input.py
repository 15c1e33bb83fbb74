"""What editors paste and type: too long, from Word, with rare characters, with scripts. It is cleaned or refused in words."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from outreach.models import ArticlePage, Audience
from tests.factories.outreach import SectionFactory

pytestmark = pytest.mark.django_db
RARE = "𠮷㐂䶮 诚信😀👩‍🌾"


@pytest.fixture(autouse=True)
def editor(users: dict[str, User], client: Client) -> None:
    client.force_login(users[Role.EDITOR.value], backend="django.contrib.auth.backends.ModelBackend")


def pasted(*blocks: dict[str, Any], entities: dict[str, Any] | None = None) -> str:
    """What Draftail sends."""
    whole = [
        {"key": f"b{number}", "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": [], **block}
        for number, block in enumerate(blocks)
    ]
    return json.dumps({"blocks": whole, "entityMap": entities or {}})


def create(client: Client, *, text: str = "", **changes: str) -> Any:
    data = {"title": "标题", "slug": "slug", "summary": "摘要写好了", "place": "", "source": "", "body-count": "0"}
    if text:
        data |= {
            "body-count": "1",
            "body-0-type": "paragraph",
            "body-0-order": "0",
            "body-0-deleted": "",
            "body-0-value": text,
        }
    section = SectionFactory()
    add = reverse("wagtailadmin_pages:add", args=["outreach", "articlepage", section.pk])
    return client.post(add, {**data, **changes})


def stored() -> ArticlePage:
    return ArticlePage.objects.get().get_latest_revision_as_object()


class TestTitles:
    def test_ten_thousand_characters_are_an_error_in_the_form_and_nothing_is_lost(self, client: Client) -> None:
        answer = create(client, title="很长" * 5000)
        html = answer.content.decode()
        assert answer.status_code == 200 and "error-message" in html
        assert "摘要写好了" in html and "很长" * 5000 in html and not ArticlePage.objects.exists()

    def test_rare_characters_and_emoji_are_kept_everywhere(self, client: Client) -> None:
        assert create(client, title=RARE, summary=RARE, text=pasted({"text": RARE})).status_code == 302
        page = stored()
        assert (page.title, page.summary) == (RARE, RARE) and RARE in page.body[0].value.source
        page.save_revision().publish()
        html = client.get(ArticlePage.objects.get().url).content.decode()
        assert html.count(RARE) >= 3 and RARE in ArticlePage.objects.get().search_text


class TestAddresses:
    def test_a_chinese_title_gets_a_usable_address(self, client: Client) -> None:
        assert create(client, title="诚信故事", slug="").status_code == 302
        slug = ArticlePage.objects.get().slug
        assert slug.isascii() and slug[:8].isdigit()

    def test_an_english_title_gives_its_own(self, client: Client) -> None:
        create(client, title="Open day 2026", slug="")
        assert ArticlePage.objects.get().slug == "open-day-2026"

    def test_what_the_editor_chose_stays_and_chinese_is_refused_in_words(self, client: Client) -> None:
        create(client, slug="my-own")
        assert ArticlePage.objects.get().slug == "my-own"
        answer = create(client, slug="诚信")
        assert answer.status_code == 200 and "网址只能" in answer.content.decode()

    def test_the_form_of_a_new_page_proposes_one_and_an_old_page_keeps_its_own(self, client: Client) -> None:
        section = SectionFactory(slug="kept")
        add = client.get(reverse("wagtailadmin_pages:add", args=["outreach", "articlepage", section.pk]))
        assert add.context["form"].initial["slug"][:8].isdigit()
        edit = client.get(reverse("wagtailadmin_pages:edit", args=[section.pk]))
        assert edit.context["form"].initial["slug"] == "kept"


class TestRichText:
    def test_markup_in_the_text_stays_text(self, client: Client) -> None:
        create(client, text=pasted({"text": '<script>alert(1)</script><p style="mso-list:l0" onclick="x()">'}))
        source = stored().body[0].value.source
        assert "<script" not in source and "<p style" not in source and "&lt;script&gt;" in source

    @pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", " javascript:x", "vbscript:x"])
    def test_links_that_run_something_lead_nowhere(self, client: Client, url: str) -> None:
        link = {"0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": url}}}
        block = {"text": "点这里", "entityRanges": [{"offset": 0, "length": 3, "key": 0}]}
        create(client, text=pasted(block, entities=link))
        source = stored().body[0].value.source
        assert "script:" not in source and "data:" not in source and "点这里" in source

    def test_styles_and_parts_nobody_may_use_fall_away(self, client: Client) -> None:
        """As Word's paste could bring them past the editor: headings, colours, strikethrough, pictures from elsewhere."""
        image = {"0": {"type": "IMAGE", "mutability": "IMMUTABLE", "data": {"src": "http://x.example/track.gif"}}}
        create(
            client,
            text=pasted(
                {"text": "标题", "type": "header-one"},
                {"text": "彩色", "inlineStyleRanges": [{"offset": 0, "length": 2, "style": "COLOR-FF0000"}]},
                {"text": "粗体", "inlineStyleRanges": [{"offset": 0, "length": 2, "style": "BOLD"}]},
                {"text": "图 ", "entityRanges": [{"offset": 1, "length": 1, "key": 0}]},
                entities=image,
            ),
        )
        source = stored().body[0].value.source
        assert "<b>粗体</b>" in source and "彩色" in source
        for banned in ("<h1", "color", "track.gif", "<img", "style="):
            assert banned not in source.lower()


def test_every_page_form_of_ours_proposes_addresses() -> None:
    from outreach.interfaces.page_forms import SitePageForm

    assert ArticlePage.base_form_class is SitePageForm and Audience.objects.exists()
