"""Synonyms that the office edits, and counts of what visitors search for."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, User
from common.clock import today
from outreach.domain import search_log
from outreach.domain.search_log import forget_old_searches, phrase_to_keep, tally_search
from outreach.domain.synonyms import SynonymsRefused, delete_synonyms, load_synonyms, save_synonyms
from outreach.models import SearchTally, SynonymGroup
from outreach.tasks import forget_searches
from outreach.validators import split_words, validate_synonyms

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(users: dict[str, User]) -> User:
    return users["editor"]


class TestSynonyms:
    def test_each_word_stands_for_the_others(self, editor: User) -> None:
        save_synonyms(words="老赖\n失信被执行人、Ａ级", note="", actor=editor)
        save_synonyms(words="老赖，欠债不还的人", note="", actor=editor)
        same = load_synonyms()
        assert same["老赖"] == {"失信被执行人", "a级", "欠债不还的人"} and same["a级"] == {"老赖", "失信被执行人"}

    def test_saving_is_audited_once(self, editor: User) -> None:
        group = save_synonyms(words="3·15\n消费者权益日\n3.15", note="", actor=editor)
        assert group.words == "3.15\n消费者权益日" and str(group) == "3.15、消费者权益日"
        save_synonyms(group, words=group.words, note="", actor=editor)
        save_synonyms(group, words=group.words, note="每年三月", actor=editor)
        assert AuditEntry.objects.filter(action="outreach.synonyms.saved").count() == 2

    @pytest.mark.parametrize(
        "words", ["", "只有一个", "信用\n信用", "税\n税务", "\n".join(f"词语{n}" for n in range(21))]
    )
    def test_refuses_what_would_match_nothing_or_everything(self, words: str, editor: User) -> None:
        with pytest.raises(SynonymsRefused):
            save_synonyms(words=words, actor=editor)
        with pytest.raises(ValidationError):
            validate_synonyms(words)
        assert not SynonymGroup.objects.exists()

    def test_deleting_twice(self, editor: User) -> None:
        group = save_synonyms(words="合格证\n培训证明", actor=editor)
        for _again in range(2):
            delete_synonyms(group, actor=editor)
        assert load_synonyms() == {} and AuditEntry.objects.filter(action="outreach.synonyms.deleted").count() == 1

    def test_words_are_split_and_folded_once(self) -> None:
        assert split_words(" 甲乙；甲乙\n\n丙丁 、") == ["甲乙", "丙丁"]

    def test_editor_makes_changes_and_deletes_them(self, client: Client, editor: User) -> None:
        client.force_login(editor)
        client.post(reverse("synonyms:add"), {"words": "老赖\n失信被执行人", "note": ""})
        group = SynonymGroup.objects.get()
        answer = client.post(reverse("synonyms:edit", args=[group.pk]), {"words": "老赖", "note": ""})
        assert "请填写" in answer.content.decode()
        client.post(reverse("synonyms:edit", args=[group.pk]), {"words": "老赖\n欠债人", "note": "街上的话"})
        assert load_synonyms()["老赖"] == {"欠债人"}
        assert "老赖、欠债人" in client.get(reverse("synonyms:index")).content.decode()
        client.post(reverse("synonyms:delete", args=[group.pk]))
        assert not SynonymGroup.objects.exists()


class TestCounts:
    def test_a_phrase_counts_once_however_it_is_written(self) -> None:
        for text in ("信用修复", " 信用修复 ", "信用修复？"):
            tally_search(text, found=3)
        tally = SearchTally.objects.get()
        assert (tally.phrase, tally.times, tally.found) == ("信用修复", 3, 3)
        assert "信用修复" in str(tally)

    @pytest.mark.parametrize(
        "text",
        [
            "13800000000", "138-0000-0000", "138 0000 0000", "１３８００００００００", "91000000EXAMPLE0X0", "110101200001010000",
            "zhang@example.com", "我的电话13800000000", "很" * 31, "？？", "",
        ],
    )  # fmt: skip
    def test_what_looks_personal_is_not_kept(self, text: str) -> None:
        tally_search(text, found=0)
        assert not SearchTally.objects.exists()

    @pytest.mark.parametrize("text", ["527号", "2019年", "credit china", "58号令"])
    def test_numbers_of_documents_are(self, text: str) -> None:
        assert phrase_to_keep(text) == text

    def test_a_flood_ends_at_the_limit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(search_log, "MOST_PHRASES_A_DAY", 2)
        for text in ("一一", "二二", "三三", "一一"):
            tally_search(text, found=0)
        assert dict(SearchTally.objects.values_list("phrase", "times")) == {"一一": 2, "二二": 1}

    def test_old_days_are_forgotten(self) -> None:
        SearchTally.objects.create(day=today() - timedelta(days=91), phrase="旧", times=5)
        SearchTally.objects.create(day=today() - timedelta(days=90), phrase="新", times=5)
        assert forget_searches() == 1 and forget_old_searches() == 0
        assert SearchTally.objects.get().phrase == "新"

    def test_the_database_keeps_one_row_a_day(self) -> None:
        SearchTally.objects.create(day=today(), phrase="信用")
        for wrong in ("信用", ""):
            with pytest.raises(IntegrityError), transaction.atomic():
                SearchTally.objects.create(day=today(), phrase=wrong)

    def test_editor_sees_what_was_not_found_first_and_no_single_questions(
        self, client: Client, editor: User, django_assert_num_queries: Callable
    ) -> None:
        for phrase, times, found in (("找到的", 9, 4), ("没找到的", 2, 0), ("某人姓名", 1, 0)):
            SearchTally.objects.create(day=today(), phrase=phrase, times=times, found=found)
        SearchTally.objects.create(day=today() - timedelta(days=1), phrase="找到的", times=1, found=0)
        client.force_login(editor)
        html = client.get(reverse("searched-phrases:index")).content.decode()
        assert (
            html.index("没找到的") < html.rindex("找到的")
            and "某人姓名" not in html
            and ">10<" in html.replace("\n", "").replace(" ", "")
        )
        html = client.get(reverse("searched-phrases:index"), {"q": "没找"}).content.decode()
        assert "没找到的" in html

    def test_report_asks_the_same_however_long(
        self, client: Client, editor: User, django_assert_num_queries: Callable, django_assert_max_num_queries: Callable
    ) -> None:
        client.force_login(editor)
        SearchTally.objects.create(day=today(), phrase="信用", times=2)
        client.get(reverse("searched-phrases:index"))
        with django_assert_max_num_queries(40) as first:
            client.get(reverse("searched-phrases:index"))
        for phrase in ("修复", "培训"):
            SearchTally.objects.create(day=today(), phrase=phrase, times=2)
        with django_assert_num_queries(len(first)):
            client.get(reverse("searched-phrases:index"))

    def test_report_changes_nothing(self, client: Client, editor: User) -> None:
        client.force_login(editor)
        assert client.get(reverse("searched-phrases:add")).status_code == 302
