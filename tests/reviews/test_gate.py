"""Nothing becomes public without its reviews, on whatever road."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from accounts.models import AuditEntry
from common.clock import now
from outreach.models import ArticlePage, SectionPage
from reviews.domain import gate
from reviews.domain.errors import PublicationRefused
from reviews.domain.gate import imported, may_publish, require_reviewed
from reviews.enums import Basis, RoundState
from reviews.models import Publication
from tests.factories.accounts import UserFactory
from tests.factories.outreach import ArticleFactory, SectionFactory
from tests.factories.reviews import agree, edit, make_chain
from tests.reviews.conftest import Office

pytestmark = pytest.mark.django_db


def publish_in_full(office: Office) -> ArticlePage:
    round_ = office.hand_in()
    agree(round_, 1, office.head)
    agree(round_, 2, office.deputy)
    page = office.fresh()
    assert page.live
    return page


class TestTheWayThatIsMeant:
    def test_two_signatures_publish(self, office: Office) -> None:
        round_ = office.hand_in()
        agree(round_, 1, office.head)
        assert not office.fresh().live
        agree(round_, 2, office.deputy)
        assert office.fresh().live
        round_.refresh_from_db()
        assert round_.state == RoundState.PUBLISHED
        publication = Publication.objects.get()
        assert (publication.basis, publication.round, publication.content_hash) == (
            Basis.REVIEWED,
            round_,
            round_.content_hash,
        )
        assert AuditEntry.objects.filter(action="reviews.published").count() == 1
        assert office.fresh().current_workflow_state is None

    def test_types_without_a_chain_are_published_as_before(self, office: Office) -> None:
        section = SectionFactory(live=False)
        section.save_revision().publish()
        assert SectionPage.objects.get(pk=section.pk).live
        assert may_publish(section).basis == Basis.NO_CHAIN

    def test_what_was_public_before_the_chain_stays(self, area, users) -> None:
        article = ArticleFactory()
        make_chain(UserFactory(), UserFactory())
        article.save()
        assert Publication.objects.get().basis == Basis.BEFORE_CHAIN
        article.title = "换一个标题"
        with pytest.raises(PublicationRefused):
            article.save()


class TestEveryRoad:
    def refused(self, office: Office) -> None:
        assert not office.fresh().live
        assert not Publication.objects.exists()

    def test_publish_action(self, office: Office) -> None:
        with pytest.raises(PublicationRefused, match=r"早市"):
            office.page.latest_revision.publish(user=UserFactory(is_superuser=True))
        self.refused(office)

    def test_half_signed(self, office: Office) -> None:
        agree(office.hand_in(), 1, office.head)
        with pytest.raises(PublicationRefused):
            office.fresh().latest_revision.publish(skip_permission_checks=True)
        self.refused(office)

    def test_save_and_add_child(self, office: Office) -> None:
        office.page.live = True
        with pytest.raises(PublicationRefused):
            office.page.save()
        with pytest.raises(PublicationRefused):
            office.page.save(update_fields=["live"])
        parent = SectionFactory()
        with pytest.raises(PublicationRefused):
            parent.add_child(instance=ArticlePage(title="直接上线", slug="direct", live=True))
        assert not ArticlePage.objects.filter(slug="direct").exists()
        self.refused(office)

    def test_save_through_the_parent_model(self, office: Office) -> None:
        plain = Page.objects.get(pk=office.page.pk)
        plain.live = True
        with pytest.raises(PublicationRefused):
            plain.save()
        publish_in_full(office)
        plain = Page.objects.get(pk=office.page.pk)
        plain.save()
        plain.title = "换了标题"
        with pytest.raises(PublicationRefused):
            plain.save()

    def test_changing_what_is_public(self, office: Office) -> None:
        page = publish_in_full(office)
        page.save()
        page.summary = "悄悄改一句。"
        with pytest.raises(PublicationRefused):
            page.save()
        with pytest.raises(PublicationRefused):
            page.save(update_fields=["summary"])

    def test_copy_kept_live(self, office: Office) -> None:
        page = publish_in_full(office)
        with pytest.raises(PublicationRefused):
            page.copy(update_attrs={"slug": "copy"}, keep_live=True)
        draft = page.copy(update_attrs={"slug": "copy-draft"}, keep_live=False)
        assert not draft.live
        with pytest.raises(PublicationRefused):
            draft.latest_revision.publish()

    def test_alias_shows_only_what_is_reviewed(self, office: Office) -> None:
        page = publish_in_full(office)
        alias = page.create_alias(parent=SectionFactory(), update_slug="same-text")
        assert alias.live
        assert Publication.objects.first().basis == Basis.ALIAS
        alias = ArticlePage.objects.get(pk=alias.pk)
        alias.title = "另一篇"
        with pytest.raises(PublicationRefused):
            alias.save()

    def test_alias_follows_its_original(self, office: Office) -> None:
        page = publish_in_full(office)
        alias = page.create_alias(parent=SectionFactory(), update_slug="same-text")
        edit(page, office.author, summary="第二版。")
        round_ = office.hand_in()
        agree(round_, 1, office.head)
        agree(round_, 2, office.deputy)
        assert ArticlePage.objects.get(pk=alias.pk).summary == "第二版。"

    def test_an_alias_of_a_draft_stays_a_draft(self, office: Office) -> None:
        alias = office.page.create_alias(parent=SectionFactory(), update_slug="draft-alias")
        assert not alias.live
        alias.live = True
        with pytest.raises(PublicationRefused):
            alias.save()

    def test_an_alias_made_independent_needs_reviews_of_its_own(self, office: Office) -> None:
        page = publish_in_full(office)
        alias = page.create_alias(parent=SectionFactory(), update_slug="same-text")
        from wagtail.actions.convert_alias import ConvertAliasPageAction

        own = ConvertAliasPageAction(ArticlePage.objects.get(pk=alias.pk)).execute()
        assert own.live
        changed = edit(own, office.author, summary="自己的话。")
        with pytest.raises(PublicationRefused):
            changed.latest_revision.publish()

    def test_moving_changes_no_word(self, office: Office) -> None:
        page = publish_in_full(office)
        page.move(SectionFactory(title="另一栏目"), pos="last-child")
        assert office.fresh().live
        assert Publication.objects.count() == 1

    def test_moving_a_draft_publishes_nothing(self, office: Office) -> None:
        office.page.move(SectionFactory(title="另一栏目"), pos="last-child")
        self.refused(office)

    def test_down_and_up_again_needs_new_reviews(self, office: Office) -> None:
        publish_in_full(office).unpublish()
        page = office.fresh()
        assert not page.live
        with pytest.raises(PublicationRefused):
            page.latest_revision.publish()

    def test_back_to_an_old_version(self, office: Office) -> None:
        first = publish_in_full(office).latest_revision
        edit(office.page, office.author, summary="新的一版。")
        round_ = office.hand_in()
        agree(round_, 1, office.head)
        agree(round_, 2, office.deputy)
        with pytest.raises(PublicationRefused):
            first.publish()
        assert office.fresh().summary == "新的一版。"

    def test_an_older_version_than_the_signed_one(self, office: Office) -> None:
        old = office.page.latest_revision
        edit(office.page, office.author, summary="改过。")
        round_ = office.hand_in()
        agree(round_, 1, office.head)
        gate.register_hold(hold := lambda version: "重保期间暂停发布。")
        try:
            agree(round_, 2, office.deputy)
        finally:
            gate._holds.remove(hold)
        assert may_publish(office.fresh(), office.fresh().latest_revision).allowed
        with pytest.raises(PublicationRefused):
            old.publish()
        self.refused(office)

    def test_workflow_approved_past_our_tasks(self, office: Office) -> None:
        office.hand_in()
        for _stage in range(2):
            state = office.fresh().current_workflow_state
            state.current_task_state.approve(user=UserFactory(is_superuser=True))
        self.refused(office)


class TestAdmin:
    """The same roads through Wagtail's screens, as a superuser."""

    @pytest.fixture
    def root(self, client: Client) -> Client:
        client.force_login(
            UserFactory(is_superuser=True, is_staff=True), backend="django.contrib.auth.backends.ModelBackend"
        )
        return client

    def form(self, page: ArticlePage, **extra: str) -> dict[str, str]:
        data = {
            "title": page.title,
            "slug": page.slug,
            "summary": page.summary,
            "place": page.place,
            "source": "",
            "body-count": "0",
            "seo_title": "",
            "search_description": "",
            "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0",
        }
        return data | extra

    def test_publish_button_is_gone_and_its_post_refused(self, root: Client, office: Office) -> None:
        url = reverse("wagtailadmin_pages:edit", args=[office.page.pk])
        assert "action-publish" not in root.get(url).content.decode()
        response = root.post(url, self.form(office.page, **{"action-publish": "1", "summary": "新稿。"}), follow=True)
        assert response.status_code == 200
        assert "还不能发布" in response.content.decode()
        page = office.fresh()
        assert not page.live
        assert page.latest_revision.content["summary"] == "新稿。"

    def test_create_and_publish(self, root: Client, office: Office) -> None:
        section = SectionFactory()
        url = reverse("wagtailadmin_pages:add", args=["outreach", "articlepage", section.pk])
        draft = ArticlePage(title="新文章", slug="new-one")
        assert "action-publish" not in root.get(url).content.decode()
        response = root.post(url, self.form(draft, **{"action-publish": "1"}), follow=True)
        assert "已存为草稿" in response.content.decode()
        assert not ArticlePage.objects.get(slug="new-one").live

    def test_bulk_publish(self, root: Client, office: Office) -> None:
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        response = root.post(f"{url}?id={office.page.pk}&next=/admin/", {"include_descendants": "on"}, follow=True)
        assert response.status_code == 200
        assert not office.fresh().live

    def test_copy_and_alias(self, root: Client, office: Office) -> None:
        page = publish_in_full(office)
        data = {
            "new_title": "副本",
            "new_slug": "copy-one",
            "new_parent_page": str(page.get_parent().pk),
            "publish_copies": "on",
        }
        root.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data, follow=True)
        assert not ArticlePage.objects.filter(slug="copy-one", live=True).exists()

    def test_revert_and_publish(self, root: Client, office: Office) -> None:
        first = publish_in_full(office).latest_revision
        edit(office.page, office.author, summary="新的一版。")
        url = reverse("wagtailadmin_pages:revisions_revert", args=[office.page.pk, first.pk])
        data = self.form(office.page, **{"action-publish": "1", "summary": "又一句。"})
        root.post(url, data | {"revision": str(first.pk)}, follow=True)
        assert office.fresh().summary == "一句话说清楚。"


class TestImports:
    def test_with_a_reason_and_an_audit_line(self, office: Office) -> None:
        with imported("从旧网站迁移", actor=office.deputy) as window:
            ArticleFactory(title="旧文一")
            ArticleFactory(title="旧文二")
        assert window.count == 2
        entry = AuditEntry.objects.get(action="reviews.imported")
        assert entry.detail == {"reason": "从旧网站迁移", "publications": 2}
        assert set(Publication.objects.values_list("basis", "reason")) == {(Basis.IMPORTED, "从旧网站迁移")}
        with pytest.raises(PublicationRefused):
            ArticleFactory(title="迁移之后")

    def test_all_or_nothing(self, office: Office) -> None:
        def break_off() -> None:
            with imported("一半"):
                ArticleFactory(title="半篇")
                raise RuntimeError

        with pytest.raises(RuntimeError):
            break_off()
        assert not ArticlePage.objects.filter(title="半篇").exists()
        assert not AuditEntry.objects.filter(action="reviews.imported").exists()

    def test_no_reason_no_import(self, office: Office) -> None:
        with pytest.raises(ValueError, match="import"), imported("  "):
            pass

    def test_nothing_imported_writes_nothing(self, office: Office) -> None:
        with imported("空"):
            pass
        assert not AuditEntry.objects.filter(action="reviews.imported").exists()


class TestChecksAndHolds:
    @pytest.fixture
    def registered(self, monkeypatch: pytest.MonkeyPatch) -> tuple[list, list]:
        problems: list[str] = []
        reasons: list[str] = []
        monkeypatch.setattr(gate, "_checks", [])
        monkeypatch.setattr(gate, "_holds", [])
        check, hold = (lambda version: problems), (lambda version: "".join(reasons))
        for _twice in range(2):
            gate.register_check(check)
            gate.register_hold(hold)
        assert len(gate._checks) == len(gate._holds) == 1
        return problems, reasons

    def test_a_check_refuses_with_its_sentence(self, office: Office, registered: tuple[list, list]) -> None:
        registered[0].append("正文里有身份证号。")
        round_ = office.hand_in()
        agree(round_, 1, office.head)
        agree(round_, 2, office.deputy)
        assert not office.fresh().live
        round_.refresh_from_db()
        assert round_.waiting_for == "正文里有身份证号。"
        with pytest.raises(PublicationRefused, match="身份证号"):
            require_reviewed(office.fresh(), office.fresh().latest_revision)

    def test_what_is_held_goes_out_when_the_hold_ends(self, office: Office, registered: tuple[list, list]) -> None:
        from reviews.domain.schedule import run_schedule

        registered[1].append("重保期间暂停发布。")
        round_ = office.hand_in()
        agree(round_, 1, office.head)
        agree(round_, 2, office.deputy)
        assert run_schedule() == 0
        assert not office.fresh().live
        registered[1].clear()
        assert run_schedule() == 1
        assert office.fresh().live
        assert run_schedule() == 0


def test_a_page_public_for_a_set_time_keeps_its_signatures(office: Office) -> None:
    """When it goes out is no part of the text: a later time needs no new signatures."""
    round_ = office.hand_in()
    agree(round_, 1, office.head)
    edit(office.page, office.author, go_live_at=now() + timedelta(days=1))
    agree(round_, 2, office.deputy)
    page = office.fresh()
    assert not page.live and page.approved_schedule
