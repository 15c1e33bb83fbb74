"""Roads to another date of publication: all but one lead nowhere."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core import serializers
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.actions.revert_to_page_revision import RevertToPageRevisionAction
from wagtail.models import GroupPagePermission, Page, PageLogEntry

from accounts.enums import Role
from accounts.models import AuditEntry
from outreach.domain.publication_dates import DateRefused, change_publication_date
from outreach.models import ArticlePage
from tests.factories.outreach import ArticleFactory, SectionFactory

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=400)


@pytest.fixture(autouse=True)
def clock(set_clock):
    set_clock(NOW)


@pytest.fixture
def reviewer(users):
    return users[Role.LEADER_REVIEWER]


def stored(page) -> datetime | None:
    return Page.objects.get(pk=page.pk).first_published_at


def test_a_new_page_that_claims_to_be_old_is_new():
    section = SectionFactory()
    page = section.add_child(instance=ArticlePage(title="旧闻", slug="old", first_published_at=LONG_AGO))
    assert stored(page) == NOW


def test_a_draft_that_claims_to_be_old_has_no_date_until_it_goes_online():
    draft = SectionFactory().add_child(
        instance=ArticlePage(title="草稿", slug="draft", live=False, first_published_at=LONG_AGO)
    )
    assert stored(draft) is None
    draft.first_published_at = LONG_AGO
    draft.save()
    assert stored(draft) is None
    draft.first_published_at = LONG_AGO
    draft.save_revision().publish()
    assert stored(draft) == NOW


def test_a_revision_whose_content_was_dated_back_changes_nothing(set_clock):
    page = ArticleFactory(days=3)
    date = stored(page)
    revision = page.save_revision()
    revision.content["first_published_at"] = LONG_AGO.isoformat()
    revision.save()
    set_clock(NOW + timedelta(days=1))
    revision.publish()
    assert stored(page) == date
    RevertToPageRevisionAction(page.get_latest_revision_as_object(), revision).execute(skip_permission_checks=True)
    page.get_latest_revision().publish()
    assert stored(page) == date


def test_saving_an_object_with_another_date_or_none_changes_nothing():
    page = ArticleFactory(days=3)
    date = stored(page)
    for claim in (LONG_AGO, None, NOW):
        page.first_published_at = claim
        page.save()
        assert stored(page) == date == page.first_published_at
        page.first_published_at = claim
        page.save(update_fields=["first_published_at"])
        assert stored(page) == date


def test_saving_other_fields_alone_asks_nothing_more(django_assert_num_queries):
    page = ArticleFactory(days=3)
    with django_assert_num_queries(1):
        ArticlePage.objects.filter(pk=page.pk).update(summary="x")
    page.first_published_at = LONG_AGO
    page.save(update_fields=["summary"], clean=False)
    assert stored(page) == NOW - timedelta(days=3)


def test_unpublishing_and_publishing_again_keeps_the_first_date(set_clock):
    page = ArticleFactory(days=3)
    page.unpublish()
    set_clock(NOW + timedelta(days=9))
    page.save_revision().publish()
    assert stored(page) == NOW - timedelta(days=3)


def test_copies_and_aliases_begin_anew(reviewer):
    page, section = ArticleFactory(days=30), SectionFactory()
    live = CopyPageAction(
        page, to=section, keep_live=True, update_attrs={"slug": "live", "first_published_at": LONG_AGO}
    )
    draft = CopyPageAction(page, to=section, keep_live=False, update_attrs={"slug": "draft"})
    alias = CreatePageAliasAction(page, parent=section, update_slug="alias")
    dates = [stored(action.execute(skip_permission_checks=True)) for action in (live, draft, alias)]
    assert dates == [NOW, None, NOW]


def test_a_time_to_go_live_in_the_past_dates_nothing_back():
    draft = SectionFactory().add_child(instance=ArticlePage(title="预定", slug="planned", live=False))
    draft.go_live_at = LONG_AGO
    draft.save_revision().publish()
    assert stored(draft) == NOW


def test_posting_the_field_to_the_editor_changes_nothing(client, users):
    page = ArticleFactory(days=3)
    user = users[Role.SYSTEM_ADMIN]
    client.force_login(user, backend=BACKEND)
    form = {
        "title": "新标题",
        "slug": page.slug,
        "summary": page.summary,
        "body-count": 0,
        "first_published_at": "2020-01-01 08:00",
        "go_live_at": "2020-01-01 08:00",
        "comments-TOTAL_FORMS": 0,
        "comments-INITIAL_FORMS": 0,
        "action-publish": "1",
    }
    response = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)
    assert response.status_code == 302
    assert Page.objects.get(pk=page.pk).title == "新标题"
    assert stored(page) == NOW - timedelta(days=3)


def test_a_backup_is_restored_as_it_was():
    page = ArticleFactory(days=3)
    rows = json.loads(serializers.serialize("json", [Page.objects.get(pk=page.pk)]))
    rows[0]["fields"]["first_published_at"] = LONG_AGO.isoformat()
    for row in serializers.deserialize("json", json.dumps(rows)):
        row.save()
    assert stored(page) == LONG_AGO


class TestTheOneRoad:
    def test_with_a_reason_it_is_changed_and_on_record(self, reviewer):
        page = ArticleFactory(days=3)
        for _time in range(2):
            change_publication_date(page, at=LONG_AGO, reason=" 由旧站迁入 ", actor=reviewer)
        assert stored(page) == LONG_AGO == page.first_published_at
        entry = AuditEntry.objects.get(action="outreach.page.date_changed")
        assert (entry.actor, entry.area, entry.target_id) == (reviewer, reviewer.area, str(page.pk))
        assert entry.detail["reason"] == "由旧站迁入" and entry.detail["new"] == LONG_AGO.isoformat()
        assert PageLogEntry.objects.filter(page=page.pk, action="outreach.publication_date", user=reviewer).count() == 1
        page.save_revision().publish()
        assert stored(page) == LONG_AGO, "the next publication keeps it"

    @pytest.mark.parametrize(("at", "reason"), [(LONG_AGO, "  "), (NOW + timedelta(minutes=1), "写错了")])
    def test_not_without_a_reason_and_not_ahead(self, reviewer, at, reason):
        page = ArticleFactory(days=3)
        with pytest.raises(DateRefused):
            change_publication_date(page, at=at, reason=reason, actor=reviewer)
        assert stored(page) == NOW - timedelta(days=3)

    def test_not_by_everybody_and_not_for_what_was_never_online(self, users, reviewer):
        for user in (users[Role.EDITOR], users[Role.LEADER]):
            with pytest.raises(DateRefused):
                change_publication_date(ArticleFactory(), at=LONG_AGO, reason="x", actor=user)
        for page in (ArticleFactory(live=False), ArticlePage(title="新")):
            with pytest.raises(DateRefused):
                change_publication_date(page, at=LONG_AGO, reason="x", actor=reviewer)

    def test_the_screen(self, client, reviewer):
        page = ArticleFactory(title="迁入的文章", days=3)
        client.force_login(reviewer, backend=BACKEND)
        editor = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        address = reverse("page-publication-date", args=[page.pk])
        assert address in editor
        assert f'value="{timezone.localtime(stored(page)):%Y-%m-%dT%H:%M}"' in client.get(address).content.decode()
        refused = client.post(address, {"at": "2027-01-01T08:00", "reason": "往后写"}).content.decode()
        assert "往后写" in refused
        history = client.post(address, {"at": "2025-03-15T09:30", "reason": "由旧站迁入"}, follow=True).content.decode()
        assert "2025-03-15 09:30" in history and "由旧站迁入" in history
        assert timezone.localtime(stored(page)).isoformat() == "2025-03-15T09:30:00+08:00"

    def test_the_button_and_the_screen_are_not_for_editors_or_drafts(self, client, users, reviewer):
        page, draft = ArticleFactory(), ArticleFactory(live=False)
        client.force_login(users[Role.EDITOR], backend=BACKEND)
        address = reverse("page-publication-date", args=[page.pk])
        assert address not in client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        assert client.get(address).status_code == 404
        client.force_login(reviewer, backend=BACKEND)
        assert client.get(reverse("page-publication-date", args=[draft.pk])).status_code == 404
        GroupPagePermission.objects.all().delete()
        assert client.get(address).status_code == 302, "the page itself isn't theirs to edit"
