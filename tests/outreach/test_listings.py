"""The editor's flat lists of pages."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from outreach.enums import PlaceKind
from outreach.models import Audience
from tests.factories.outreach import ArticleFactory, ExemplarFactory, PlaceFactory, PolicyFactory

pytestmark = pytest.mark.django_db
CODE = "91230500MA1B3N1N2M"


@pytest.fixture
def editor(users: dict[str, User], client: Client) -> Client:
    client.force_login(users[Role.EDITOR.value], backend="django.contrib.auth.backends.ModelBackend")
    return client


def listing(client: Client, name: str, query: str = "") -> str:
    response = client.get(reverse(f"{name}:index") + query)
    assert response.status_code == 200
    return response.content.decode()


def test_each_list_has_its_own_type_only(editor: Client) -> None:
    ArticleFactory(title="一条消息")
    PolicyFactory(title="一份文件", document_number="58号")
    html = listing(editor, "policies")
    assert "一份文件" in html and "58号" in html and "一条消息" not in html


def test_filter_by_audience_state_and_kind(editor: Client) -> None:
    campus = Audience.objects.get(code="campus")
    PlaceFactory(title="中学", place_kind=PlaceKind.CAMPUS, audiences=[campus])
    PlaceFactory(title="青禾村", place_kind=PlaceKind.VILLAGE, live=False)
    assert "青禾村" not in listing(editor, "places", f"?audiences={campus.pk}")
    assert "青禾村" not in listing(editor, "places", "?place_kind=campus")
    drafts = listing(editor, "places", "?live=false")
    assert "青禾村" in drafts and "中学" not in drafts


def test_export_as_a_sheet(editor: Client) -> None:
    ExemplarFactory(title="一杆秤", credit_code=CODE)
    response = editor.get(reverse("exemplars:index") + "?export=csv")
    sheet = b"".join(response.streaming_content).decode()
    assert "一杆秤" in sheet and CODE in sheet


def test_it_asks_the_same_however_long(users: dict[str, User], client: Client) -> None:
    """For whoever may publish (Wagtail asks everybody else's rows whether something live lies below), and not counting the
    site's address, which Wagtail takes from the cache for each row."""
    client.force_login(users[Role.LEADER_REVIEWER.value], backend="django.contrib.auth.backends.ModelBackend")

    def count() -> int:
        listing(client, "articles")
        with CaptureQueriesContext(connection) as queries:
            listing(client, "articles")
        return len([query for query in queries.captured_queries if 'FROM "cache"' not in query["sql"]])

    ArticleFactory()
    first = count()
    ArticleFactory()
    ArticleFactory()
    assert count() == first
