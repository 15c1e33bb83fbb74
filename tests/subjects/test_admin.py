import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.enums import Role
from accounts.models import AuditEntry
from subjects.enums import DeliveryState, RepresentativeState, SubjectState
from subjects.models import Delivery, Destination, Representative, SubjectImport
from tests.conftest import drain_tasks
from tests.factories.accounts import AreaFactory, UserFactory
from tests.factories.subjects import (
    CompletionRecordFactory,
    DestinationFactory,
    RepresentativeFactory,
    SubjectFactory,
    make_uscc,
)

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def manager(client, users):
    user = users[Role.TRAINING_MANAGER]
    client.force_login(user, backend=BACKEND)
    return user


@pytest.fixture
def system_admin(client, users):
    user = users[Role.SYSTEM_ADMIN]
    client.force_login(user, backend=BACKEND)
    return user


def follow(client, name, *args, data=None):
    response = client.post(reverse(name, args=args), data or {}, follow=True)
    return response.content.decode()


def test_an_uploaded_file_is_imported_and_its_result_shown(client, manager, django_capture_on_commit_callbacks):
    content = f"企业名称,统一社会信用代码\n示例公司,{make_uscc(1)}\n错误公司,123\n".encode()
    form = {"area": manager.area.pk, "file": SimpleUploadedFile("名单.csv", content)}
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(reverse("subject-imports:add"), form, follow=True)
    assert "后台导入" in page.content.decode()
    drain_tasks()
    run = SubjectImport.objects.get()
    assert (run.user, run.counts["created"], run.counts["rejected"]) == (manager, 1, 1)
    text = client.get(reverse("subject-imports:inspect", args=[run.pk])).content.decode()
    assert "错误公司" in text
    assert "18位" in text
    assert "名单.csv" in client.get(reverse("subject-imports:index")).content.decode()


def test_an_upload_without_a_file_or_for_another_area_is_refused(client, manager):
    other = AreaFactory()
    text = client.post(reverse("subject-imports:add"), {"area": other.pk}).content.decode()
    assert "不是有效选项" in text or "无效" in text or "有效" in text
    assert not SubjectImport.objects.exists()


def test_waiting_firms_are_approved_or_turned_down(client, manager):
    first, second = SubjectFactory.create_batch(2, pending=True, area=manager.area)
    text = client.get(reverse("subject-approvals")).content.decode()
    assert first.name in text
    assert "已建档" in follow(client, "subject-approve", first.pk)
    assert "原因" in client.get(reverse("subject-reject", args=[second.pk])).content.decode()
    assert client.post(reverse("subject-reject", args=[second.pk]), {"reason": ""}).status_code == 200
    assert "不采纳" in follow(client, "subject-reject", second.pk, data={"reason": "重复登记"})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (SubjectState.ACTIVE, SubjectState.REJECTED)
    assert "已有人处理过" in follow(client, "subject-approve", second.pk)


def test_a_representative_is_approved_with_the_proof_seen_and_ended_with_a_reason(client, manager):
    claim = RepresentativeFactory(subject=SubjectFactory(area=manager.area))
    assert claim.subject.name in client.get(reverse("subject-approvals")).content.decode()
    page = reverse("representative-decide", args=[claim.pk])
    assert "核实方式" in client.get(page).content.decode()
    assert client.post(page, {"proof": "none"}).status_code == 200
    follow(client, "representative-decide", claim.pk, data={"proof": "licence", "expires_on": "2030-12-31"})
    claim.refresh_from_db()
    assert (claim.state, claim.decided_by) == (RepresentativeState.APPROVED, manager)
    assert "营业执照" in client.get(page).content.decode()
    assert "已结束" in follow(client, "representative-end", claim.pk, data={"reason": "已离职"})
    assert Representative.objects.get().state == RepresentativeState.ENDED
    assert client.get(page).status_code == 404


def test_a_claim_on_a_waiting_firm_waits_too(client, manager):
    claim = RepresentativeFactory(subject=SubjectFactory(pending=True, area=manager.area))
    text = follow(client, "representative-decide", claim.pk, data={"proof": "licence"})
    assert "请先审核该单位" in text
    assert client.get(reverse("representative-end", args=[claim.pk])).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_approvals_costs_the_same_for_any_number(client, manager, rows, django_assert_max_num_queries):
    SubjectFactory.create_batch(rows, pending=True, area=manager.area)
    for _number in range(rows):
        RepresentativeFactory(subject=SubjectFactory(area=manager.area))
    with django_assert_max_num_queries(22):
        client.get(reverse("subject-approvals"))


def destination_form(of, **changes):
    form = {
        "area": of.pk,
        "name": "市信用平台",
        "url": "https://credit.example.gov.cn/records",
        "key_id": "k1",
        "secret": "long enough secret",
        "legal_basis": "示例办〔2026〕1号第三条",
        "active": "on",
    }
    return form | changes


def test_a_destination_needs_basis_https_and_secret(client, system_admin):
    add = reverse("record-destinations:add")
    for bad in (
        {"legal_basis": ""},
        {"url": "http://credit.example.gov.cn/"},
        {"secret": ""},
        {"area": AreaFactory().pk},
    ):
        assert client.post(add, destination_form(system_admin.area, **bad)).status_code == 200
    assert not Destination.objects.exists()
    client.post(add, destination_form(system_admin.area))
    destination = Destination.objects.get()
    assert (destination.active, destination.secret) == (True, "long enough secret")
    assert AuditEntry.objects.get(action="subjects.destination.created").actor == system_admin


def test_editing_a_destination_keeps_the_secret_unless_a_new_one_is_typed(client, system_admin):
    destination = DestinationFactory(area=system_admin.area)
    edit = reverse("record-destinations:edit", args=[destination.pk])
    assert "not-so-secret" not in client.get(edit).content.decode()
    client.post(edit, destination_form(system_admin.area, secret="", name="新名称"))
    destination.refresh_from_db()
    assert (destination.name, destination.secret) == ("新名称", "not-so-secret")
    client.post(edit, destination_form(system_admin.area, secret="a new secret"))
    destination.refresh_from_db()
    assert destination.secret == "a new secret"
    client.post(edit, destination_form(system_admin.area, secret="lost", active=""))
    destination.refresh_from_db()
    assert destination.secret == "a new secret"
    other = DestinationFactory()
    assert client.get(reverse("record-destinations:edit", args=[other.pk])).status_code == 404


def test_deliveries_are_listed_looked_into_and_retried(client, system_admin):
    destination = DestinationFactory(area=system_admin.area)
    subject = SubjectFactory(area=system_admin.area)
    CompletionRecordFactory(subject=subject)
    delivery = Delivery.objects.get()
    Delivery.objects.update(state=DeliveryState.DEAD, attempts=24, last_error="对方没有在规定时间内应答。")
    delivery.tries.create(number=1, at=delivery.created_at, succeeded=False, http_status=503, error="对方")
    text = client.get(reverse("record-deliveries:index")).content.decode()
    assert subject.name in text
    assert "已停止重试" in text
    inspect = reverse("record-deliveries:inspect", args=[delivery.pk])
    text = client.get(inspect).content.decode()
    assert destination.legal_basis in text
    assert "503" in text
    assert "重新发送" in follow(client, "record-delivery-retry", delivery.pk)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.PENDING
    other = CompletionRecordFactory(subject=SubjectFactory())
    DestinationFactory(area=other.area)
    foreign = CompletionRecordFactory(subject=other.subject).deliveries.get()
    assert client.get(reverse("record-deliveries:inspect", args=[foreign.pk])).status_code == 404
    assert client.post(reverse("record-delivery-retry", args=[foreign.pk])).status_code == 404


def test_a_delivered_one_shows_its_receipt_and_no_button(client, system_admin):
    DestinationFactory(area=system_admin.area)
    record = CompletionRecordFactory(subject=SubjectFactory(area=system_admin.area))
    at = record.recorded_at
    Delivery.objects.update(state=DeliveryState.DELIVERED, receipt={"receipt_id": "R-1"}, delivered_at=at)
    text = client.get(reverse("record-deliveries:inspect", args=[record.deliveries.get().pk])).content.decode()
    assert "R-1" in text
    assert "立即重试" not in text
    assert "无需重试" in follow(client, "record-delivery-retry", record.deliveries.get().pk)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_deliveries_costs_the_same_for_any_number(
    client, system_admin, rows, django_assert_max_num_queries
):
    DestinationFactory(area=system_admin.area)
    for _number in range(rows):
        CompletionRecordFactory(subject=SubjectFactory(area=system_admin.area))
    with django_assert_max_num_queries(25):
        client.get(reverse("record-deliveries:index"))


def test_the_time_on_the_way_in_words(set_clock):
    from datetime import timedelta

    from subjects.admin.viewsets import lag

    delivery = Delivery(created_at=UserFactory().date_joined)
    words = []
    for span in (timedelta(seconds=5), timedelta(minutes=90), timedelta(hours=30)):
        set_clock(delivery.created_at + span)
        words.append(lag(delivery))
    assert words == ["不到1分钟", "90分钟", "30小时"]
