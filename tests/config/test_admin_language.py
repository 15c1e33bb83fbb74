"""The admin speaks Chinese: no screen an editor meets every day falls back on Wagtail's English."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext

from accounts.enums import Role
from accounts.models import User
from tests.factories.outreach import ArticleFactory

SCREENS = [
    "/admin/",
    "/admin/pages/{parent}/",
    "/admin/pages/{page}/edit/",
    "/admin/pages/{parent}/add_subpage/",
    "/admin/pages/search/",
    "/admin/articles/",
    "/admin/images/",
    "/admin/documents/",
    "/admin/reports/aging-pages/",
    "/admin/account/",
]
ENGLISH = (
    r"\b(Pages?|Search|Publish|Unpublish|Save|Draft|Live|Delete|Edit|Add|Title|Status|Type|Updated|Autosave|Privacy|Locked|"
    r"Scheduled|Workflow|Images?|Documents?|Reports|Settings|Filter|Question|Questions|Root|None|of)\b|文章s"
)


def visible(html: str) -> str:
    """The words on the screen: without scripts, styles, drawings and the marks themselves."""
    html = re.sub(r"<!--.*?-->|<(script|style|svg|template)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return re.sub(r"<[^>]*>", " ", html)


def test_the_vendor_catalogue_wins_over_the_packages():
    assert gettext("live") == "已发布"
    assert gettext("Autosave is paused") == "自动保存已暂停"


def test_our_own_catalogue_wins_over_the_vendor_catalogue():
    assert gettext("comment") == "意见"


@pytest.mark.parametrize("address", SCREENS)
def test_a_screen_of_the_editor_has_no_english(client: Client, users: dict[str, User], address: str):
    page = ArticleFactory()
    for shown in (page, page.get_parent()):
        shown.save_revision()  # as every page made on a screen has one
    client.force_login(users[Role.EDITOR])
    answer = client.get(address.format(page=page.pk, parent=page.get_parent().pk))
    assert answer.status_code == 200
    found = re.findall(r".{0,30}(?:" + ENGLISH + r").{0,30}", visible(answer.content.decode()))
    assert found == []


def test_the_scripts_of_the_admin_speak_chinese(client: Client, users: dict[str, User]):
    client.force_login(users[Role.EDITOR])
    answer = client.get(reverse("wagtailadmin_javascript_catalog"))
    catalog = re.search(r"const newcatalog = (\{.*?\});?\n", answer.content.decode(), flags=re.DOTALL)
    assert catalog
    assert json.loads(catalog[1])["Changes have been autosaved."] == "修改已自动保存。"
