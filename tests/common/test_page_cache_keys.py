"""What the page cache must never keep, and which visits are the same."""

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import path

from common.public_pages import known_query, public_page
from outreach.models import ArticlePage
from tests.common.page_visits import page_cache_on, shows, stored_pages, visit
from tests.factories.accounts import UserFactory
from tests.factories.courses import TrainingSessionFactory
from tests.factories.outreach import ArticleFactory, SectionFactory

__all__ = ["page_cache_on"]
pytestmark = pytest.mark.django_db(transaction=True)


@public_page()
def with_a_form(request: HttpRequest) -> HttpResponse:
    template = engines["django"].from_string("<form>{% csrf_token %}</form>")
    return HttpResponse(template.render({}, request))


@public_page()
def with_a_cookie(request: HttpRequest) -> HttpResponse:
    response = HttpResponse("ok")
    response.set_cookie("seen", "1")
    return response


@public_page()
def with_a_session(request: HttpRequest) -> HttpResponse:
    request.session["seen"] = 1
    return HttpResponse("ok")


def says_nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [path(f"{view.__name__}/", view) for view in (with_a_form, with_a_cookie, with_a_session, says_nothing)]


class TestNeverStored:
    @pytest.mark.urls(__name__)
    @pytest.mark.parametrize("name", ["with_a_form", "with_a_cookie", "with_a_session", "says_nothing"])
    def test_what_became_personal_on_the_way_or_never_said_it_was_public(self, name: str) -> None:
        answer = visit(f"/{name}/")
        assert answer.status_code == 200 and stored_pages() == 0
        assert answer["Cache-Control"] == "private, no-store" and not answer.has_header("ETag")

    def test_pages_of_people_who_are_known(self) -> None:
        article, client = ArticleFactory(), Client()
        visit(article.url)
        client.force_login(UserFactory(representative=True), backend="django.contrib.auth.backends.ModelBackend")
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(article.url)
        assert len(queries) > 1 and answer["Cache-Control"] == "private, no-store"

    @pytest.mark.parametrize(
        "headers",
        [{"cookie": "messages=x"}, {"hx_request": "true"}, {"authorization": "Basic x"}, {"range": "bytes=0-1"}],
    )
    def test_other_special_visits(self, headers: dict[str, str]) -> None:
        assert visit(ArticleFactory().url, **headers)["Cache-Control"] == "private, no-store"
        assert stored_pages() == 0

    def test_a_page_type_that_says_it_is_personal(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(ArticlePage, "same_for_everyone", False)
        assert visit(ArticleFactory().url)["Cache-Control"] == "private, no-store" and stored_pages() == 0

    def test_what_is_not_there_and_what_is_posted(self) -> None:
        assert visit("/no/such/page/")["Cache-Control"] == "private, no-store"
        Client().post(ArticleFactory().url)
        assert stored_pages() == 0

    def test_a_draft_previewed_by_staff(self) -> None:
        article = ArticleFactory()
        article.title = "草稿题"
        article.save_revision()
        client = Client()
        client.force_login(UserFactory(is_superuser=True), backend="django.contrib.auth.backends.ModelBackend")
        preview = client.get(f"/admin/pages/{article.pk}/view_draft/")
        assert "草稿题" in preview.content.decode() and stored_pages() == 0
        assert not shows(article.url, "草稿题")

    @pytest.mark.parametrize(
        "address", ["/sign-in/", "/verify/", "/enter/", "/healthz", "/portal/", "/display/", "/admin/login/"]
    )
    def test_forms_and_personal_pages_are_private(self, address: str) -> None:
        policy = visit(address)["Cache-Control"]
        assert ("private" in policy and "no-cache" in policy) or "no-store" in policy
        assert stored_pages() == 0


class TestKeys:
    def test_the_elder_view_is_kept_apart(self) -> None:
        address = ArticleFactory().url
        elder, standard = "data-mode=", "长辈版"
        assert shows(address, standard) and not shows(address, elder)
        assert shows(address, elder, cookie="mode=elder") and not shows(address, elder)
        etags = {visit(address)["ETag"], visit(address, cookie="mode=elder")["ETag"]}
        assert len(etags) == 2 and shows(address, elder, cookie="mode=elder")
        assert not shows(address, elder, cookie="mode=junk") and stored_pages() == 2

    def test_parameters_in_any_order_and_from_anywhere_are_one_page(self) -> None:
        section = SectionFactory()
        for query in ("?kind=article&page=1", "?page=1&kind=article&utm_source=wx&from=timeline&isappinstalled=0"):
            assert visit(section.url + query).status_code == 200
        assert stored_pages() == 1
        with CaptureQueriesContext(connection) as queries:
            page = visit(f"{section.url}?from=singlemessage&kind=article&page=1").content.decode()
        assert len(queries) == 1 and "singlemessage" not in page and "utm_" not in page

    @pytest.mark.parametrize("query", ["?junk=1", "?page=<script>", "?kind=" + "x" * 40, "?page=1&page2=1"])
    def test_junk_is_answered_and_not_kept(self, query: str) -> None:
        section = SectionFactory()
        answer = visit(section.url + query)
        assert answer.status_code == 200 and answer["Cache-Control"] == "private, no-store"
        assert (
            stored_pages() == 0 and f'rel="canonical" href="http://testserver{section.url}' in answer.content.decode()
        )

    def test_known_query_leaves_out_what_is_empty(self) -> None:
        request = RequestFactory().get("/?kind=&page=2&page=3&utm_medium=x")
        assert known_query(request, frozenset({"kind", "page"})) == ("page=3", True)


def test_session_page_of_staff_is_not_stored_with_its_draft() -> None:
    draft = TrainingSessionFactory(draft=True)
    staff = Client()
    staff.force_login(
        UserFactory(is_superuser=True, area=draft.area), backend="django.contrib.auth.backends.ModelBackend"
    )
    staff.get(draft.get_absolute_url())
    assert visit(draft.get_absolute_url()).status_code == 404 and stored_pages() == 0
