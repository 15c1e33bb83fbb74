"""Question banks and questions in the admin."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import AuditEntry
from exams.enums import AttemptState, QuestionKind, QuestionState
from exams.models import Question, QuestionBank
from tests.exams.making import cost_of, make_attempt, make_bank, make_paper, make_question, make_sitting
from tests.factories.accounts import AreaFactory

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


def sign_in(client, user):
    client.force_login(user, backend=BACKEND)
    return user


@pytest.fixture
def examiner(client, users):
    return sign_in(client, users[Role.EXAMINER])


@pytest.fixture
def bank(area):
    return make_bank(area)


@pytest.fixture
def elsewhere():
    return make_bank(AreaFactory(), "外地题库")


def form(bank, **changes):
    fields = {
        "bank": bank.pk,
        "external_id": "",
        "kind": "single",
        "stem": "谁可以申请信用修复？",
        "option_a": "任何人",
        "option_b": "失信信息主体",
        "key": "B",
        "explanation": "由失信信息主体申请。",
        "citation": "",
        "difficulty": "easy",
        "topic": "",
        "state": "active",
    }
    return fields | changes


def text_of(response):
    return response.content.decode()


def test_a_new_bank_belongs_to_the_area_of_its_maker(client, examiner):
    client.post(reverse("question-banks:add"), {"name": " 新题库 "})
    bank = QuestionBank.objects.get()
    assert (bank.area, bank.name) == (examiner.area, "新题库")
    assert AuditEntry.objects.get(action="exams.bank.created").actor == examiner


def test_a_bank_name_is_taken_once_in_an_area(client, examiner, bank, elsewhere):
    assert "换一个名称" in text_of(client.post(reverse("question-banks:add"), {"name": bank.name}))
    client.post(reverse("question-banks:add"), {"name": elsewhere.name})
    assert QuestionBank.objects.count() == 3


def test_a_bank_is_renamed_and_deleted_only_while_empty(client, examiner, bank):
    client.post(reverse("question-banks:edit", args=[bank.pk]), {"name": "改名题库"})
    assert QuestionBank.objects.get().name == "改名题库"
    question = make_question(bank)
    refused = client.post(reverse("question-banks:delete", args=[bank.pk]), follow=True)
    assert "正在使用，不能删除" in text_of(refused)
    assert QuestionBank.objects.get().questions.get() == question
    empty = make_bank(bank.area, "空题库")
    client.post(reverse("question-banks:delete", args=[empty.pk]))
    assert not QuestionBank.objects.filter(pk=empty.pk).exists()
    assert AuditEntry.objects.filter(action="exams.bank.deleted").count() == 1


@pytest.mark.parametrize("view", ["edit", "delete", "history", "usage"])
def test_banks_of_another_area_are_not_there(client, examiner, elsewhere, view):
    assert client.get(reverse(f"question-banks:{view}", args=[elsewhere.pk])).status_code == 404


@pytest.mark.parametrize("view", ["edit", "inspect", "history"])
def test_questions_of_another_area_are_not_there(client, examiner, elsewhere, view):
    question = make_question(elsewhere)
    assert client.get(reverse(f"exam-questions:{view}", args=[question.pk])).status_code == 404


def test_a_question_is_typed_in(client, examiner, bank):
    answer = client.post(reverse("exam-questions:add"), form(bank, state="to_review"), follow=True)
    question = Question.objects.get()
    assert "第1版" in text_of(answer).replace(" ", "")
    assert (question.current.options, question.current.key) == (["任何人", "失信信息主体"], [1])
    assert (question.state, question.current.difficulty) == (QuestionState.TO_REVIEW, "easy")
    assert AuditEntry.objects.get(action="exams.question.created").actor == examiner


def test_a_true_or_false_question_needs_no_options(client, examiner, bank):
    client.post(reverse("exam-questions:add"), form(bank, kind="judge", key="错", option_a="", option_b=""))
    current = Question.objects.get().current
    assert (current.kind, current.options, current.key) == (QuestionKind.JUDGE, ["对", "错"], [1])
    page = text_of(client.get(reverse("exam-questions:edit", args=[Question.objects.get().pk])))
    assert 'value="错"' in page


@pytest.mark.parametrize(
    ("changes", "field", "told"),
    [
        ({"key": "C"}, "key", "没有填写"),
        ({"key": "AB"}, "key", "一个"),
        ({"key": "乙"}, "key", "字母"),
        ({"key": ""}, "key", "必填"),
        ({"kind": "multiple", "key": "B"}, "key", "两个"),
        ({"kind": "judge", "key": "A", "option_a": "可以"}, "key", "对"),
        ({"option_b": ""}, "option_b", "没有填写"),
        ({"option_b": "任何人"}, "key", "相同"),
        ({"kind": ""}, "kind", "必填"),
        ({"stem": ""}, "stem", "必填"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field_and_nothing_is_lost(client, examiner, bank, changes, field, told):
    page = client.post(reverse("exam-questions:add"), form(bank, **changes))
    errors = page.context["form"].errors
    assert list(errors) == [field]
    assert told in str(errors[field])
    assert "由失信信息主体申请。" in text_of(page)
    assert not Question.objects.exists()


def test_a_question_the_bank_has_is_refused_with_everything_kept(client, examiner, bank):
    client.post(reverse("exam-questions:add"), form(bank))
    page = client.post(reverse("exam-questions:add"), form(bank))
    assert "题库里已有" in text_of(page)
    assert "失信信息主体" in text_of(page)
    assert Question.objects.count() == 1


def test_a_bank_of_another_area_cannot_be_chosen(client, examiner, elsewhere):
    page = client.post(reverse("exam-questions:add"), form(elsewhere))
    assert list(page.context["form"].errors) == ["bank"]


def test_saving_makes_a_new_version_and_leaves_the_old_one(client, examiner, bank):
    question = make_question(bank)
    first = question.current
    edit = reverse("exam-questions:edit", args=[question.pk])
    page = client.get(edit)
    assert 'value="不收费"' in text_of(page)
    changes = form(bank, stem="信用修复收费么？", option_a="不收费", option_b="收费", key="A", state="retired")
    client.post(edit, changes)
    question.refresh_from_db()
    first.refresh_from_db()
    assert (question.current.number, question.state) == (2, QuestionState.RETIRED)
    assert (first.stem, first.options) == ("信用修复收费吗？", ["不收费", "收费", "看情况"])
    client.post(edit, changes)
    assert question.versions.count() == 2


def test_the_form_warns_while_somebody_has_the_question_open(client, examiner, bank):
    question = make_question(bank)
    edit = reverse("exam-questions:edit", args=[question.pk])
    assert "现在有" not in text_of(client.get(edit))
    make_attempt(make_sitting(make_paper(bank)), question=question, state=AttemptState.IN_PROGRESS)
    assert "现在有 1 人" in text_of(client.get(edit))


def test_filters_and_search_find_the_question(client, examiner, bank, elsewhere):
    easy = make_question(bank, "第一题的题干", difficulty="easy", topic="材料")
    judge = make_question(bank, "第二题的题干", kind="judge", options=["对", "错"])
    make_question(elsewhere, "外地的题干", topic="外地知识点")
    index = reverse("exam-questions:index")

    def found(**query):
        return list(client.get(index, query).context["object_list"])

    assert set(found()) == {easy, judge}
    assert found(kind="judge") == [judge]
    assert found(difficulty="easy") == found(topic="材料") == found(q="第一题") == [easy]
    assert found(state="retired") == found(q="没有的题") == []
    assert found(bank=bank.pk, kind="single") == [easy]
    assert "外地" not in text_of(client.get(index))


@pytest.mark.parametrize("name", ["exam-questions:index", "question-banks:index"])
def test_lists_cost_the_same_for_any_number(client, examiner, area, name):
    assert cost_of(client, name, lambda number: make_question(make_bank(area, f"题库{number}"), f"题干{number}")) < 25


@pytest.mark.parametrize("role", [Role.TRAINING_MANAGER, Role.LEADER])
def test_others_look_without_keys_and_change_nothing(client, users, bank, role):
    sign_in(client, users[role])
    question = make_question(bank)
    assert client.get(reverse("exam-questions:edit", args=[question.pk])).status_code == 302
    assert client.get(reverse("exam-questions:add")).status_code == 302
    page = text_of(client.get(reverse("exam-questions:inspect", args=[question.pk])))
    assert "不收费" in page
    assert "✓" not in page
    assert "修复不收取任何费用" not in page


def test_the_examiner_sees_every_version_with_its_key(client, examiner, bank):
    question = make_question(bank)
    client.post(reverse("exam-questions:edit", args=[question.pk]), form(bank, stem="改过的题干"))
    page = text_of(client.get(reverse("exam-questions:inspect", args=[question.pk])))
    assert page.index("改过的题干") < page.rindex("信用修复收费吗？")
    assert "修复不收取任何费用" in page
