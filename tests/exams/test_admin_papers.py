"""Papers, one drawn to look at, and the results of sittings."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import AuditEntry
from exams.domain.sittings import add_candidate
from exams.enums import AttemptState
from exams.models import Attempt, Grade, Paper
from tests.exams.making import cost_of, make_attempt, make_bank, make_paper, make_question, make_sitting
from tests.factories.accounts import AreaFactory

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def examiner(client, users):
    client.force_login(users[Role.EXAMINER], backend=BACKEND)
    return users[Role.EXAMINER]


@pytest.fixture
def bank(area):
    return make_bank(area)


@pytest.fixture
def elsewhere():
    return make_paper(make_bank(AreaFactory(), "外地题库"), "外地试卷")


def form(bank, **changes):
    fields = {
        "title": "结业测试",
        "pass_percent": "60",
        "shuffle_questions": "on",
        "shuffle_options": "on",
        "rules-TOTAL_FORMS": "1",
        "rules-INITIAL_FORMS": "0",
        "rules-MIN_NUM_FORMS": "1",
        "rules-MAX_NUM_FORMS": "1000",
        "rules-0-bank": bank.pk,
        "rules-0-kind": "single",
        "rules-0-topic": "",
        "rules-0-difficulty": "",
        "rules-0-count": "2",
        "rules-0-marks": "50",
    }
    return fields | changes


def text_of(response):
    return response.content.decode()


def test_a_paper_is_made_with_its_rules_and_told_what_its_bank_lacks(client, examiner, bank):
    make_question(bank)
    page = text_of(client.post(reverse("exam-papers:add"), form(bank), follow=True))
    paper = Paper.objects.get()
    assert (paper.area, paper.rules.get().count) == (examiner.area, 2)
    assert "缺" in page
    assert AuditEntry.objects.get(action="exams.paper.created").actor == examiner
    make_question(bank, "第二题")
    edit = reverse("exam-papers:edit", args=[paper.pk])
    assert "题库够用" in text_of(client.get(edit))
    rule = {"rules-INITIAL_FORMS": "1", "rules-0-id": paper.rules.get().pk}
    client.post(edit, form(bank, title="改名", **rule))
    assert Paper.objects.get().title == "改名"
    assert AuditEntry.objects.filter(action="exams.paper.changed").exists()


@pytest.mark.parametrize(
    "changes",
    [{"rules-0-count": "0"}, {"rules-0-count": ""}, {"rules-0-bank": ""}, {"title": ""}, {"pass_percent": "101"}],
)
def test_a_bad_paper_is_refused_and_what_was_typed_stays(client, examiner, bank, changes):
    paper = make_paper(bank)
    rule = {"rules-INITIAL_FORMS": "1", "rules-0-id": paper.rules.get().pk}
    for url, more in ((reverse("exam-papers:add"), {}), (reverse("exam-papers:edit", args=[paper.pk]), rule)):
        page = client.post(url, form(bank, **{"rules-0-marks": "37", **more, **changes}))
        assert page.status_code == 200
        assert 'value="37"' in text_of(page)
    assert Paper.objects.count() == 1


def test_only_banks_of_the_own_area_can_be_drawn_from(client, examiner, bank, elsewhere):
    other = elsewhere.rules.get().bank
    page = client.post(reverse("exam-papers:add"), form(other))
    assert page.status_code == 200
    assert "外地题库" not in text_of(client.get(reverse("exam-papers:add")))
    assert not Paper.objects.filter(area=bank.area).exists()


def test_a_paper_in_use_is_not_deleted(client, examiner, bank):
    used, free = make_paper(bank), make_paper(bank, "闲置试卷")
    make_sitting(used)
    refused = client.post(reverse("exam-papers:delete", args=[used.pk]), follow=True)
    assert "正在使用，不能删除" in text_of(refused)
    client.post(reverse("exam-papers:delete", args=[free.pk]))
    assert list(Paper.objects.all()) == [used]


def test_a_paper_is_drawn_to_look_at_with_and_without_its_key(client, examiner, bank):
    make_question(bank)
    make_question(bank, "缴费才能修复。", kind="judge", options=["对", "错"], key=[1])
    paper = make_paper(bank, count=2)
    drawn = client.get(reverse("exam-paper-draw", args=[paper.pk]))
    plain = text_of(client.get(drawn.url))
    assert "缴费才能修复" in plain
    assert "修复不收取任何费用" not in plain
    keyed = client.get(drawn.url, {"key": 1})
    assert "修复不收取任何费用" in text_of(keyed)
    single = next(question for question in keyed.context["questions"] if question["key"] not in "对错")
    assert dict(single["options"])[f"{single['key']}. "] == "不收费"
    assert not Attempt.objects.exists()
    other = make_paper(bank, "另一份")
    assert client.get(drawn.url.replace(f"/{paper.pk}/", f"/{other.pk}/")).status_code == 404


def test_a_paper_that_cannot_be_filled_is_not_drawn(client, examiner, bank):
    paper = make_paper(bank)
    assert "缺" in text_of(client.get(reverse("exam-paper-draw", args=[paper.pk]), follow=True))


@pytest.mark.parametrize("view", ["edit", "delete", "inspect", "history", "usage"])
def test_papers_of_another_area_are_not_there(client, examiner, elsewhere, view):
    assert client.get(reverse(f"exam-papers:{view}", args=[elsewhere.pk])).status_code == 404
    assert client.get(reverse("exam-paper-draw", args=[elsewhere.pk])).status_code == 404


def test_sittings_of_another_area_are_not_there(client, examiner, elsewhere):
    sitting = make_sitting(elsewhere, "外地测试")
    assert client.get(reverse("exam-sittings:inspect", args=[sitting.pk])).status_code == 404
    assert "外地测试" not in text_of(client.get(reverse("exam-sittings:index")))


@pytest.mark.parametrize("role", [Role.EXAMINER, Role.TRAINING_MANAGER, Role.LEADER])
def test_a_sitting_shows_how_each_did(client, users, bank, role):
    client.force_login(users[role], backend=BACKEND)
    sitting = make_sitting(make_paper(bank))
    make_attempt(sitting, "张明", score=50, number=1)
    make_attempt(sitting, "张明", score=85, number=2)
    make_attempt(sitting, "李华", state=AttemptState.IN_PROGRESS)
    make_attempt(sitting, "赵强", score=100, state=AttemptState.VOID)
    make_attempt(sitting, "孙丽", state=AttemptState.PREPARED)
    add_candidate(sitting, key="test:none", display_name="周洁")
    page = client.get(reverse("exam-sittings:inspect", args=[sitting.pk]))
    rows = {row.candidate.display_name: row for row in page.context["rows"]}
    assert (rows["张明"].tries, rows["张明"].result.score, rows["张明"].result.passed) == (2, 85, True)
    assert (rows["李华"].tries, rows["李华"].result) == (1, None)
    assert (rows["赵强"].tries, rows["赵强"].result) == (1, None)
    assert (rows["孙丽"].tries, rows["周洁"].tries, rows["周洁"].newest) == (0, 0, None)
    listed = client.get(reverse("exam-sittings:index")).context["object_list"][0]
    assert (listed.invited, listed.sat, listed.passed) == (5, 3, 1)


def test_a_marking_that_was_corrected_counts_as_it_is_now(client, examiner, bank):
    sitting = make_sitting(make_paper(bank))
    attempt = make_attempt(sitting, score=90)
    first = attempt.grades.get()
    Grade.objects.create(
        attempt=attempt, revision=2, score=40, max_score=100, passed=False, detail=[], graded_at=first.graded_at
    )
    assert client.get(reverse("exam-sittings:index")).context["object_list"][0].passed == 0


def test_a_sitting_without_candidates_says_what_comes_next(client, examiner, bank):
    sitting = make_sitting(make_paper(bank))
    assert "报名培训后自动加入" in text_of(client.get(reverse("exam-sittings:inspect", args=[sitting.pk])))


@pytest.mark.parametrize("name", ["exam-papers:index", "exam-sittings:index"])
def test_lists_cost_the_same_for_any_number(client, examiner, bank, name):
    make_question(bank)

    def add_row(number):
        make_attempt(make_sitting(make_paper(bank, f"试卷{number}"), f"测试{number}"), score=80)

    assert cost_of(client, name, add_row) < 25


def test_results_cost_the_same_for_any_number(client, examiner, bank):
    sitting = make_sitting(make_paper(bank))
    cost = cost_of(
        client, "exam-sittings:inspect", lambda number: make_attempt(sitting, f"考生{number}", score=80), [sitting.pk]
    )
    assert cost < 25
