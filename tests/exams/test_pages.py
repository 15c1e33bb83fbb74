import hashlib
import json
from datetime import timedelta

import pytest
from django.urls import reverse

from common.clock import now
from exams import access
from exams.domain.attempts import save_answers, start_attempt
from exams.domain.ending import latest_grade
from exams.domain.leases import open_lease
from exams.domain.questions import create_question, set_state
from exams.enums import AttemptState, QuestionState
from exams.models import Attempt, Candidate, LateBatch, PaperRule, Question, QuestionVersion
from tests.factories.exams import NINE, CandidateFactory, Phone, SittingFactory, content, tokens

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def door(monkeypatch):
    """A visitor is whoever the header says; nobody without it."""

    def resolver(request, public_id):
        who = request.headers.get("X-Candidate")
        return Candidate.objects.filter(public_id=public_id).first() if who == public_id else None

    monkeypatch.setattr(access, "_doors", [access.Door(resolver, "home:styleguide")])


@pytest.fixture
def at(set_clock):
    def at(**delta):
        set_clock(NINE + timedelta(**delta))

    at()
    return at


class Browser:
    def __init__(self, client, candidate):
        self.client, self.candidate, self.seen = client, candidate, []
        self.headers = {"X-Candidate": candidate.public_id}

    def go(self, name, method="get", attempt=None, body=None, **headers):
        args = [self.candidate.public_id, attempt.public_id] if attempt else [self.candidate.public_id]
        options = {"data": json.dumps(body), "content_type": "application/json"} if body is not None else {}
        options["headers"] = {**self.headers, **headers}
        response = getattr(self.client, method)(reverse(f"exams:{name}", args=args), **options)
        self.seen.append(response.content.decode())
        return response

    def begin(self):
        self.go("start", "post")
        self.attempt = self.candidate.attempts.get(state=AttemptState.IN_PROGRESS)
        self.lease = self.api("lease", "post", {}).json()["lease_id"]
        return self.attempt

    def api(self, name, method, body=None):
        return self.go(f"attempt-{name}", method, self.attempt, body)

    def save(self, *items, **more):
        return self.api("answers", "put", {"lease_id": self.lease, "items": list(items), **more})

    def submit(self, *answers, **more):
        body = {"lease_id": self.lease, "idempotency_key": "k1", "answers": list(answers), **more}
        return self.api("submit", "post", body)

    def item(self, slot, *, right=True, seq=1):
        return {"slot": slot, "seq": seq, "value": tokens(self.attempt, slot, right=right), "ms": 5}

    def items(self, **options):
        return [self.item(slot, **options) for slot in range(4)]


@pytest.fixture
def browser_of(client):
    return lambda candidate: Browser(client, candidate)


@pytest.fixture
def visitor(browser_of, candidate, at):
    return browser_of(candidate)


def test_nobody_else_learns_that_a_test_exists(visitor, client):
    attempt = visitor.begin()
    stranger = Browser(client, CandidateFactory(sitting=attempt.sitting))
    visitor.headers = stranger.headers
    for name, method in [("exam", "get"), ("start", "post"), ("paper", "get"), ("result", "get")]:
        assert visitor.go(name, method).status_code == 404
    for name, method in [("paper", "get"), ("lease", "post"), ("answers", "put"), ("submit", "post"), ("late", "post")]:
        assert visitor.api(name, method, None if method == "get" else {}).status_code == 404
        stranger.attempt = attempt
        assert stranger.api(name, method, None if method == "get" else {}).status_code == 404


def test_the_first_page_tells_the_rules(visitor):
    page = visitor.go("exam").content.decode()
    for words in ["共 4 题，满分 100 分", "30 分钟", "不影响信用修复申请", "开始答题", "王小明"]:
        assert words in page


@pytest.mark.parametrize(("delta", "words"), [({"hours": -1}, "还没有开始"), ({"hours": 8}, "已结束")])
def test_the_first_page_says_why_one_cannot_start(visitor, at, delta, words):
    at(**delta)
    page = visitor.go("exam").content.decode()
    assert words in page
    assert "<form" not in page
    assert visitor.go("start", "post", follow=True).status_code == 302
    assert not Attempt.objects.exists()


def test_a_try_that_failed_tells_gently_and_offers_the_next(visitor, at):
    visitor.begin()
    visitor.submit(*visitor.items(right=False))
    page = visitor.go("result").content.decode()
    for words in ["没关系", "还有 2 次机会", "再考一次", "秘密解析", "正确答案", "交卷回执"]:
        assert words in page
    for number in (2, 3):
        at(minutes=number * 5)
        visitor.begin()
        visitor.submit()
    assert "次数已用完" in visitor.go("exam").content.decode()
    assert "请联系工作人员" in visitor.go("result").content.decode()


def test_a_wait_is_told_with_its_time(browser_of, at):
    visitor = browser_of(CandidateFactory(sitting=SittingFactory(wait_minutes=30)))
    visitor.begin()
    visitor.submit()
    at(minutes=10)
    assert "09:30" in visitor.go("exam").content.decode()
    assert "09:30" in visitor.go("result").content.decode()


def test_passing_leads_home(visitor):
    visitor.begin()
    assert visitor.submit(*visitor.items()).json()["counted"]
    page = visitor.go("result").content.decode()
    assert "恭喜" in page
    assert reverse("home:styleguide") in page
    assert "无需再考" in visitor.go("exam").content.decode()


def test_back_button_from_the_result_page(visitor):
    assert visitor.go("paper").url == reverse("exams:exam", args=[visitor.candidate.public_id])
    assert visitor.go("result").url == reverse("exams:exam", args=[visitor.candidate.public_id])
    visitor.begin()
    assert "继续答题" in visitor.go("exam").content.decode()
    assert "no-store" in visitor.go("paper").headers["Cache-Control"]
    visitor.submit()
    assert visitor.go("paper").url == reverse("exams:result", args=[visitor.candidate.public_id])


def test_the_paper_is_the_same_each_time_and_cached_by_its_mark(visitor):
    visitor.begin()
    first = visitor.api("paper", "get")
    again = visitor.go("attempt-paper", "get", visitor.attempt, **{"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert visitor.api("paper", "get").content == first.content
    assert "private" in first.headers["Cache-Control"]
    question = first.json()["questions"][0]
    assert set(question) == {"kind", "label", "stem", "options"}
    assert all(set(option) == {"token", "text"} for option in question["options"])


def test_saving_acknowledges_and_tells_the_time(visitor, at):
    visitor.begin()
    at(minutes=1)
    answer = visitor.save(visitor.item(0)).json()
    assert (answer["acked"], answer["lease_ok"], answer["state"]) == ({"0": 1}, True, "in_progress")
    assert answer["deadline_at"] - answer["server_now"] == 29 * 60 * 1000
    saved = visitor.api("lease", "post", {}).json()["saved"]
    assert saved["0"]["value"] == tokens(visitor.attempt, 0)
    assert not visitor.save(visitor.item(1)).json()["lease_ok"]


@pytest.mark.parametrize(
    "body",
    [
        "not json", "[]", "{}", '{"items": {}}', '{"items": [1]}', '{"items": [{"slot": 0, "seq": 1}]}',
        '{"items": [{"slot": "0", "seq": 1, "value": []}]}', '{"items": [{"slot": 0, "seq": true, "value": []}]}',
        '{"items": [{"slot": 0, "seq": 1, "value": [7]}]}', '{"items": [{"slot": 9, "seq": 1, "value": []}]}',
        '{"items": [{"slot": 0, "seq": 1, "value": ["zzzzzz"]}]}', '{"lease_id": 5, "items": []}',
        '{"items": [{"slot": 0, "seq": 1e99, "value": []}]}', "[" * 100_000, '{"items": [' + "1," * 300 + "1]}",
        '{"x": "' + "y" * 140_000 + '"}',
    ],
)  # fmt: skip
def test_tampered_payload(visitor, body, caplog):
    visitor.begin()
    url = reverse("exams:attempt-answers", args=[visitor.candidate.public_id, visitor.attempt.public_id])
    response = visitor.client.put(url, body, content_type="application/json", headers=visitor.headers)
    assert response.status_code == 400
    assert response.json()["message"]
    assert visitor.attempt.public_id in caplog.text
    assert not visitor.attempt.responses.exists()


def test_score_or_correct_sent_by_the_client(visitor):
    visitor.begin()
    wrong = [{**item, "correct": True, "score": 25} for item in visitor.items(right=False)]
    visitor.save(*wrong, score=100, passed=True)
    visitor.submit(*wrong, score=100, passed=True, state="graded")
    assert latest_grade(visitor.attempt).score == 0


def test_the_digest_of_a_submission_is_checked(visitor):
    visitor.begin()
    answers = visitor.items()
    assert visitor.submit(*answers, sha256="0" * 64).status_code == 400
    pairs = [[item["slot"], item["value"]] for item in answers]
    digest = hashlib.sha256(json.dumps(pairs, separators=(",", ":")).encode()).hexdigest()
    assert visitor.submit(*reversed(answers), sha256=digest).json()["counted"]


def test_double_tap_on_submit(visitor):
    visitor.begin()
    replies = [visitor.submit(*visitor.items()).json() for _twice in range(2)]
    assert replies[0] == replies[1]
    assert visitor.attempt.grades.count() == 1


def test_old_tab_wakes_after_submit(visitor):
    visitor.begin()
    visitor.submit(*visitor.items())
    for response in [
        visitor.save(visitor.item(0, right=False, seq=9)),
        visitor.api("lease", "post", {}),
        visitor.api("paper", "get"),
    ]:
        assert response.status_code == 409
        assert response.json()["result"] == reverse("exams:result", args=[visitor.candidate.public_id])
        assert response.json()["by"] == "candidate"
    assert latest_grade(visitor.attempt).score == 100


def test_offline_ten_minutes_past_deadline(visitor, at):
    visitor.begin()
    visitor.save(visitor.item(0))
    at(minutes=40)
    reply = visitor.submit(*visitor.items())
    assert (reply.status_code, reply.json()["counted"], reply.json()["by"]) == (409, False, "system")
    body = {"lease_id": visitor.lease, "items": visitor.items(seq=2)}
    assert visitor.api("late", "post", body).json()["kept"]
    assert visitor.api("late", "post", body).json()["kept"]
    assert LateBatch.objects.count() == 1
    page = visitor.go("result").content.decode()
    for words in ["系统已用您保存的答案交卷", "09:41", "由工作人员决定", "09:30"]:
        assert words in page
    assert "秘密解析" not in page


def test_every_read_ends_what_has_run_out(visitor, at):
    visitor.begin()
    at(minutes=40)
    assert "评分" in visitor.go("exam").content.decode()
    assert visitor.attempt.candidate.attempts.get().state == AttemptState.SUBMITTED


def test_no_key_before_the_release_phase(visitor, at):
    """Everything a browser gets before it has handed in, searched for explanations, citations and anything that tells keys apart."""
    attempt = visitor.begin()
    visitor.go("exam")
    visitor.go("paper")
    visitor.api("paper", "get")
    visitor.api("lease", "post", {})
    visitor.lease = json.loads(visitor.seen[-1])["lease_id"]
    visitor.save(*visitor.items())
    visitor.save(*visitor.items(right=False, seq=2))
    visitor.save({"slot": 99, "seq": 1, "value": []})
    visitor.go("result")
    visitor.go("start", "post")
    seen = "\n".join(visitor.seen)
    for secret in ["秘密解析", "秘密依据", "explanation", "citation", '"key"', "right", "correct", "marks", "score"]:
        assert secret not in seen, secret
    right, wrong = (tokens(attempt, 0, right=side)[0] for side in (True, False))
    assert len(right) == len(wrong)


def test_keys_of_an_earlier_try_stay_away_while_the_next_is_open(visitor):
    visitor.begin()
    visitor.submit()
    visitor.begin()
    assert "秘密解析" not in visitor.go("result").content.decode()


def test_a_withdrawn_question_is_told_in_the_result(visitor):
    visitor.begin()
    set_state(Question.objects.get(current=visitor.attempt.slots[0]["version"]), state=QuestionState.RETIRED)
    visitor.submit()
    assert "计满分" in visitor.go("result").content.decode()


def test_wording_is_never_markup(visitor):
    create_question(PaperRule.objects.first().bank, content=content(1, stem="<script>alert(1)</script>"))
    Question.objects.exclude(current__stem__contains="script").filter(current__kind="single").update(state="retired")
    visitor.candidate.sitting.paper.rules.filter(kind="single").update(count=1)
    visitor.begin()
    visitor.submit()
    page = visitor.go("result").content.decode()
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page


def test_methods_are_kept_apart(visitor):
    visitor.begin()
    assert visitor.go("start").status_code == 405
    assert visitor.go("exam", "post").status_code == 405
    assert visitor.api("answers", "post", {}).status_code == 405
    assert visitor.api("submit", "get").status_code == 405


class TestBudgets:
    def count(self, visitor, name, budget, django_assert_max_num_queries):
        with django_assert_max_num_queries(budget):
            assert visitor.go(name).status_code == 200

    def test_pages(self, visitor, django_assert_max_num_queries):
        visitor.begin()
        self.count(visitor, "paper", 10, django_assert_max_num_queries)
        self.count(visitor, "exam", 12, django_assert_max_num_queries)
        visitor.submit(*visitor.items())
        self.count(visitor, "result", 20, django_assert_max_num_queries)

    def test_save_and_submit(self, visitor, django_assert_max_num_queries):
        visitor.begin()
        items = visitor.items()
        with django_assert_max_num_queries(10):
            visitor.save(*items)
        with django_assert_max_num_queries(30):
            visitor.submit(*items)


def test_a_door_is_registered_once(monkeypatch):
    monkeypatch.setattr(access, "_doors", [])
    for _twice in range(2):
        access.register(test_a_door_is_registered_once)
    assert access._doors == [access.Door(test_a_door_is_registered_once, "")]


def test_the_real_clock_is_used_where_nobody_says_when(candidate):
    Candidate.objects.get().sitting.__class__.objects.update(opens_at=now(), closes_at=now() + timedelta(hours=1))
    attempt = start_attempt(Candidate.objects.get())
    lease = open_lease(attempt)
    assert save_answers(attempt, lease_id=lease.id, items=[]).lease_ok
    assert Phone and QuestionVersion.objects.exists()
