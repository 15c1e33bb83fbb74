"""Taking in a question sheet in three steps."""

from datetime import UTC, datetime

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.enums import Role
from accounts.models import AuditEntry
from exams.models import Question, QuestionVersion
from tests.exams.making import make_bank
from tests.factories.accounts import AreaFactory, UserFactory

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
HEADER = "外部编号,题型,题干,选项A,选项B,选项C,正确答案,解析,备注\n"
GOOD = HEADER + "1,单选,修复收费吗？,收费,不收费,,B,不收取费用,无\n2,判断,培训自愿参加。,,,,对,,\n"


@pytest.fixture
def examiner(client, users, settings, tmp_path):
    private = {**settings.STORAGES["private"], "OPTIONS": {"location": tmp_path, "base_url": None}}
    settings.STORAGES = {**settings.STORAGES, "private": private}
    client.force_login(users[Role.EXAMINER], backend=BACKEND)
    return users[Role.EXAMINER]


@pytest.fixture
def bank(area):
    return make_bank(area)


def upload(client, bank, text, name="题库.csv"):
    sheet = SimpleUploadedFile(name, text.encode())
    return client.post(reverse("question-sheet-upload"), {"bank": bank.pk, "sheet": sheet})


def preview(client, bank, text):
    return client.get(upload(client, bank, text).url)


def confirm(client, page):
    return client.post(reverse("question-sheet-confirm", args=[page.context["kept"].token]), follow=True)


def text_of(response):
    return response.content.decode()


def test_nothing_is_written_before_the_confirmation(client, examiner, bank):
    page = preview(client, bank, GOOD)
    text = text_of(page)
    assert "新题 2 道，新版本 0 道，不变 0 道" in text
    assert "修复收费吗？" in text
    assert "备注" in text
    assert not Question.objects.exists()
    assert page.context["counts"] == {"created": 2, "changed": 0, "unchanged": 0}
    done = text_of(confirm(client, page))
    assert "题目表已导入" in done
    assert Question.objects.filter(bank=bank).count() == 2
    assert AuditEntry.objects.get(action="exams.questions.imported").actor == examiner


def test_confirming_twice_changes_nothing_more(client, examiner, bank):
    page = preview(client, bank, GOOD)
    confirm(client, page)
    assert "确认导入" not in text_of(preview(client, bank, GOOD))
    again = confirm(client, page)
    assert "这次没有改动" in text_of(again)
    assert QuestionVersion.objects.count() == 2
    assert AuditEntry.objects.filter(action="exams.questions.imported").count() == 1


def test_a_changed_sheet_makes_new_versions_and_leaves_the_rest(client, examiner, bank):
    confirm(client, preview(client, bank, GOOD))
    page = preview(client, bank, GOOD.replace("不收取费用", "全程免费"))
    assert page.context["counts"] == {"created": 0, "changed": 1, "unchanged": 1}
    confirm(client, page)
    assert Question.objects.get(external_id="1").current.number == 2
    assert Question.objects.count() == 2


def test_all_faults_are_told_with_place_cause_and_text_and_nothing_can_be_confirmed(client, examiner, bank):
    faulty = GOOD + "3,单选,第三题,甲,乙,,D,,\n4,填空,第四题,甲,乙,,A,,\n"
    page = preview(client, bank, faulty)
    text = text_of(page)
    assert "有 2 处需要更正" in text
    assert "第 4 行" in text
    assert "第 5 行" in text
    assert "填空" in text
    assert "确认导入" not in text
    answer = confirm(client, page)
    assert "有 2 处需要更正" in text_of(answer)
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    ("name", "body", "told"),
    [("题库.pdf", "x", "xlsx"), ("题库.csv", "", "空"), ("题库.xlsx", "PK damaged", "损坏"), ("题库.xls", "x", "xls")],
)
def test_files_that_cannot_be_read_are_refused_in_words(client, examiner, bank, name, body, told):
    answer = upload(client, bank, body, name)
    page = client.get(answer.url) if answer.status_code == 302 else answer
    assert told in text_of(page)
    assert not Question.objects.exists()


def test_a_missing_file_is_asked_for_and_the_bank_stays_chosen(client, examiner, bank):
    other = make_bank(bank.area, "另一个题库")
    page = client.post(reverse("question-sheet-upload"), {"bank": other.pk})
    assert "请选择文件" in text_of(page)
    assert page.context["form"]["bank"].value() == str(other.pk)


def test_a_bank_of_another_area_is_not_offered(client, examiner):
    elsewhere = make_bank(AreaFactory(), "外地题库")
    assert "新建题库" in text_of(client.get(reverse("question-sheet-upload")))
    answer = upload(client, elsewhere, GOOD)
    assert answer.status_code == 200
    assert not Question.objects.exists()


def test_an_upload_is_only_for_whoever_made_it(client, examiner, bank):
    page = preview(client, bank, GOOD)
    done = confirm(client, page).redirect_chain[-1][0]
    colleague = UserFactory(area=bank.area, roles=[Role.EXAMINER])
    client.force_login(colleague, backend=BACKEND)
    assert client.get(page.request["PATH_INFO"]).status_code == 404
    assert confirm(client, page).status_code == 404
    stranger = UserFactory(roles=[Role.EXAMINER])
    client.force_login(stranger, backend=BACKEND)
    assert client.get(done).status_code == 404


def test_old_uploads_are_forgotten(client, examiner, bank, set_clock):
    set_clock(datetime(2026, 11, 1, 2, tzinfo=UTC))
    page = preview(client, bank, GOOD)
    set_clock(datetime(2026, 11, 3, 2, tzinfo=UTC))
    upload(client, bank, GOOD)
    assert len(storages["private"].listdir("question-sheets")[1]) == 1
    for answer in (client.get(page.request["PATH_INFO"], follow=True), confirm(client, page)):
        assert "已过期" in text_of(answer)
    assert not Question.objects.exists()


def test_a_long_sheet_is_shown_in_pages(client, examiner, bank):
    rows = "".join(f"{number},判断,第{number}题。,,,,错,,\n" for number in range(1, 151))
    page = preview(client, bank, HEADER + rows)
    assert "第 1 页，共 2 页" in text_of(page)
    second = client.get(page.request["PATH_INFO"], {"p": 2})
    assert "第150题" in text_of(second)
    assert page.context["counts"]["created"] == 150
