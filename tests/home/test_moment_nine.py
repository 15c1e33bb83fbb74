"""Moment 9, acted out: publishing with three people, and an exemplar firm that is penalised overnight."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from docx import Document

from accounts.enums import Role
from accounts.models import Area, User
from common.dashboard import filled_sections
from notices.models import Message
from outreach.interfaces.packages import build_package
from outreach.models import ArticlePage, ExemplarAlarm, ExemplarPage
from outreach.tasks import watch
from reviews.domain.links import issue_link
from reviews.domain.sheets import print_sheet, record_paper
from subjects.domain.breaches import record_breach
from subjects.enums import BreachKind
from tests.conftest import drain_tasks
from tests.factories.accounts import UserFactory
from tests.factories.outreach import ExemplarFactory, picture
from tests.factories.reviews import hand_in, make_chain, make_draft, stages_of
from tests.factories.subjects import SubjectFactory

pytestmark = pytest.mark.django_db
BODY = [
    {"type": "paragraph", "value": "<p>咨询台摆在早市东门，带上合同和票据就行。</p>"},
    {"type": "heading", "value": "怎么去"},
    {"type": "paragraph", "value": "<p>坐到花园站，往东走三分钟。</p>"},
]


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment in March 2026, Beijing time."""
    return datetime(2026, 3, day, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_a_draft_at_ten_past_nine_is_published_by_eleven(
    area: Area, users: dict[str, User], client: Client, set_clock: Callable[[datetime], None]
) -> None:
    editor = UserFactory(area=area, last_name="周", first_name="小兰", roles=[Role.EDITOR])
    head = UserFactory(area=area, last_name="赵", first_name="科长", roles=[Role.SECTION_REVIEWER])
    deputy = UserFactory(area=area, last_name="陈", first_name="主任", roles=[Role.LEADER_REVIEWER])
    make_chain(head, deputy)

    set_clock(at(10, 9, 10))
    draft = make_draft(editor, title="早市信用咨询台下周开摆", body=BODY)
    round_ = hand_in(draft, editor)

    set_clock(at(10, 9, 40))
    first, last = stages_of(round_)
    address = "http://testserver/review/{token}/"
    link = issue_link(round_, stage=first, signer_key=f"user-{head.pk}", actor=editor, address=address)
    page = client.get(reverse("reviews:link", args=[link.token]))
    assert page.status_code == 200 and "早市信用咨询台下周开摆" in page.content.decode()
    form = {"decision": "agree", "expected_hash": link.link.content_hash, "proof_reader": "王校对", "no_secrets": "on"}
    assert client.post(reverse("reviews:link", args=[link.token]), form).status_code == 200
    assert not ArticlePage.objects.get(pk=draft.pk).live, "one signature of two publishes nothing"

    set_clock(at(10, 10, 30))
    sheet = print_sheet(round_, actor=editor)
    set_clock(at(10, 10, 50))
    round_.refresh_from_db()
    record_paper(
        round_,
        code=sheet.code,
        stage=last,
        signer_key=f"user-{deputy.pk}",
        signed_on=at(10, 10, 50).date(),
        file=ContentFile(picture(size=(800, 1100)), name="sheet.jpg"),
        actor=editor,
        proof_reader="王校对",
        no_secrets=True,
    )
    published = ArticlePage.objects.get(pk=draft.pk)
    assert published.live and published.first_published_at < at(10, 11)
    html = client.get(published.url).content.decode()
    assert "赵科长" in html and "陈主任" in html and "王校对" in html

    with ZipFile(BytesIO(build_package(published).content)) as package:
        word = "\n".join(paragraph.text for paragraph in Document(BytesIO(package.read("正文.docx"))).paragraphs)
        wechat = package.read("公众号.html").decode()
        assert "审批单.docx" in package.namelist()
    for sentence in ("咨询台摆在早市东门，带上合同和票据就行。", "怎么去", "坐到花园站，往东走三分钟。"):
        assert sentence in word and sentence in wechat and sentence in html


def test_a_firm_penalised_overnight_is_on_the_directors_desk_by_eight(
    area: Area, users: dict[str, User], client: Client, set_clock: Callable[[datetime], None]
) -> None:
    director = users[Role.LEADER.value]
    director.set_phone("13800000008")
    director.save()
    firm = SubjectFactory(area=area)
    set_clock(at(10, 9))
    story = ExemplarFactory(credit_code=firm.uscc, title="一杆秤传了两代人")

    set_clock(at(10, 23))
    manager = users[Role.TRAINING_MANAGER.value]
    record_breach(
        firm, actor=manager, kind=BreachKind.PENALTY, authority="区市场监督管理局", decided_on=at(10, 23).date()
    )
    drain_tasks()
    set_clock(at(11, 7, 30))
    watch()
    drain_tasks()
    told = [message for message in Message.objects.filter(created_at__lt=at(11, 8)) if message.phone == director.phone]
    assert len(told) == 1 and "一杆秤传了两代人" in told[0].body
    sections = {section.key: entries for section, entries in filled_sections(User.objects.get(pk=director.pk))}
    assert [entry.title for entry in sections["exemplar_alarms"]] == ["一杆秤传了两代人"]

    client.force_login(director, backend="django.contrib.auth.backends.ModelBackend")
    alarm = ExemplarAlarm.objects.get(page=story)
    assert client.post(reverse("exemplar-take-down", args=[alarm.pk])).status_code == 302
    assert not ExemplarPage.objects.get(pk=story.pk).live
    assert client.get(story.url).status_code == 404
