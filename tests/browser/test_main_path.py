"""The product's main job from an empty database to the delivered receipt, as the people who do it: in Chromium."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Thread

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from wagtail.models import Collection, Locale, Site
from wagtail.models import Page as WagtailPage

from accounts.demo import ENROLMENT_TEXT, PLEDGE_TEXT
from accounts.domain.consent import publish_text
from accounts.enums import ConsentPurpose, Role
from accounts.models import OfficeSettings, User
from common.domain.facts import drain_facts
from courses.domain.rotating_codes import shown_code
from courses.models import Enrolment, TrainingSession
from exams import demo as exams_demo
from exams.models import QuestionVersion
from outreach.models import ArticlePage, SectionPage
from pledges import demo as pledges_demo
from subjects.models import CompletionRecord, Delivery
from tests.conftest import drain_tasks
from tests.factories.accounts import AreaFactory, UserFactory
from tests.factories.outreach import SectionFactory, front_page, picture
from tests.factories.subjects import DestinationFactory, make_uscc
from tools.receiver import Receiver, make_server

pytestmark = [pytest.mark.browser, pytest.mark.mainpath, pytest.mark.django_db(transaction=True)]
PASSWORD = "a-long-test-password"
PHONE, TRAINEE_PHONE = "13800001111", "13900002222"
FIRM = "示例区示范饲料有限公司"
ARTICLE, PICTURE = "诚信讲座走进海棠社区", "一位老师在社区活动室讲课"
PARAGRAPH = "办理信用修复不收取任何费用。"


@pytest.fixture
def platform(tmp_path) -> Iterator[Receiver]:
    receiver = Receiver(str(tmp_path / "receiver.sqlite3"), key_id="test", secret="secret")
    server = make_server(receiver)
    receiver.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield receiver
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def office(live_server, settings, platform, tmp_path) -> User:
    """An installed office: roles, an area, keys, texts, staff, a destination. No course, no firm, no trainee."""
    settings.PUBLIC_URL = live_server.url
    site = restore_roots(live_server)
    call_command("setup_roles")
    call_command("ensure_seal_key", verbosity=0)
    area = AreaFactory(code="320799", name="示例区")
    office = OfficeSettings.for_site(site)
    office.area, office.issuer_name, office.phone = area, "示例区信用办", "000-0000 0000"
    office.save()
    admin = UserFactory(is_superuser=True, area=area)
    publish_text(purpose=ConsentPurpose.ENROLMENT, title="个人信息告知书", body=ENROLMENT_TEXT)
    publish_text(purpose=ConsentPurpose.PLEDGE, title="在线签名说明", body=PLEDGE_TEXT)
    exams_demo.load(area=area, admin_user=admin)
    pledges_demo.load(area=area, admin_user=admin)
    DestinationFactory(url=f"{platform.address}/records", area=area, key_id="test", secret="secret")
    staff = {
        "manager": [Role.TRAINING_MANAGER, Role.EXAMINER],
        "editor": [Role.EDITOR],
        "publisher": [Role.LEADER_REVIEWER],
    }
    for name, roles in staff.items():
        user = UserFactory(username=name, area=area, roles=roles)
        user.set_password(PASSWORD)
        user.save()
    return admin


def restore_roots(live_server) -> Site:
    """What Wagtail's own migrations make and emptying the tables took away."""
    locale, _created = Locale.objects.get_or_create(language_code="zh-hans")
    root = WagtailPage.objects.filter(depth=1).first() or WagtailPage.add_root(title="Root", locale=locale)
    if not Collection.objects.filter(depth=1).exists():
        Collection.add_root(name="Root")
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    site.hostname, site.root_page = "127.0.0.1", (site.root_page_id and site.root_page) or root
    site.save()
    return site


def work() -> None:
    """What the worker does meanwhile: tasks and facts until nothing is left. In a thread: sealing starts an event loop."""
    with ThreadPoolExecutor(1) as worker:
        worker.submit(drain_everything).result()


def drain_everything() -> None:
    try:
        while drain_tasks() + drain_facts():
            pass
    finally:
        connection.close()


def sign_in_staff(context: BrowserContext, base: str, name: str) -> Page:
    page = context.new_page()
    page.goto(f"{base}/admin/login/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"{base}/admin/")
    return page


def local(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


def plan_session(page: Page, base: str) -> TrainingSession:
    """9: a course with a unit, a session that is on now, published."""
    page.goto(f"{base}/admin/courses/new/")
    page.fill("[name=title]", "企业信用修复公益培训")
    page.fill("[name=summary]", "讲清分类、期限和办理流程。")
    page.get_by_role("button", name="增加单元").click()
    page.fill("[name=units-0-title]", "政策解读")
    page.fill("[name=units-0-minutes]", "60")
    page.select_option("[name=paper]", label=exams_demo.TITLE)
    page.select_option("[name=pledge_template]", index=1)
    create(page)

    now = timezone.now()
    page.goto(f"{base}/admin/training-sessions/new/")
    page.select_option("[name=course]", label="企业信用修复公益培训")
    for name, value in {
        "place": "行政中心二楼报告厅",
        "capacity": "5",
        "audience": "自愿参加的企业人员",
        "what_to_bring": "请带手机",
        "contact_name": "信用办",
        "contact_telephone": "000-0000 0000",
        "hosts": "主办：示例区信用办",
        "meetings-0-starts_at": local(now),
        "meetings-0-ends_at": local(now + timedelta(hours=3)),
        "registration_opens_at": local(now - timedelta(days=1)),
        "registration_closes_at": local(now + timedelta(hours=2)),
        "exam_opens_at": local(now - timedelta(minutes=5)),
        "exam_closes_at": local(now + timedelta(days=2)),
    }.items():
        page.fill(f"[name={name}]", value)
        page.keyboard.press("Tab")
    create(page)
    session = TrainingSession.objects.get()
    page.goto(f"{base}/admin/training/{session.pk}/")
    page.get_by_role("link", name="发布").click()
    page.locator("form button[type=submit]").last.click()
    expect(page.locator("main")).to_contain_text("已发布")
    return session


def create(page: Page) -> None:
    """Press 创建 and end up in the list; a form that comes back says why in the failure."""
    with page.expect_navigation():
        page.get_by_role("button", name="创建").press("Enter")  # a date picker may cover it for the mouse
    assert page.locator(".error-message").all_inner_texts() == []
    assert not page.url.endswith("/new/")


def submit(page: Page) -> None:
    """Press the one primary button of the page's form."""
    with page.expect_navigation():
        page.locator("main form button.button:not(.plain):not(.quiet)").first.click()


def register(page: Page, base: str, code: str) -> None:
    """10: the representative signs in by phone, names the firm, enrols a trainee; a wrong number loses nothing."""
    page.goto(f"{base}/training/")
    page.get_by_role("link", name="企业信用修复公益培训").first.click()
    page.locator("a[href*='/portal/enrol/']").first.click()
    page.fill("[name=phone]", "138 0000 1111")
    submit(page)
    page.fill("[name=code]", code)
    submit(page)
    page.fill("[name=uscc]", make_uscc(1).lower())
    page.fill("[name=name]", FIRM)
    submit(page)
    page.fill("[name=trainee-0-name]", "王小明")
    page.fill("[name=trainee-0-phone]", "12345")
    page.check("[name=consented]")
    submit(page)
    expect(page.locator("main")).to_contain_text("11 位手机号")
    expect(page.locator("[name=trainee-0-name]")).to_have_value("王小明")
    page.fill("[name=trainee-0-phone]", TRAINEE_PHONE)
    submit(page)
    expect(page.locator("main")).to_contain_text("王小明")


def check_in(staff: Page, phone: Page, base: str, session: TrainingSession, code: str) -> None:
    """11: the projector's code, scanned; identified by phone; confirmed once, a second time told."""
    staff.goto(f"{base}/training/{session.public_id}/projector/")
    address = f"{base}/c/{shown_code(session, at=timezone.now()).scanned}/"
    phone.goto(address)
    phone.locator("a[href*='/enter/phone/']").click()
    phone.fill("[name=phone]", TRAINEE_PHONE)
    submit(phone)
    phone.fill("[name=code]", code)
    submit(phone)
    submit(phone)
    expect(phone.locator("body")).to_contain_text("签到成功")
    phone.goto(address)
    submit(phone)
    expect(phone.locator("body")).to_contain_text("重复签到")


def take_exam(page: Page, base: str) -> None:
    """12: every question answered by its key, one reload in between, handed in."""
    page.goto(f"{base}/my/")
    page.locator("main a[href*='/exam/']").first.click()
    submit(page)
    for number in range(1, 21):
        page.wait_for_selector("fieldset legend")
        answer_question(page)
        if number == 10:
            page.reload()
            page.wait_for_selector("fieldset legend")
            expect(page.locator("[data-part=position]")).to_contain_text("10")
        page.locator("[data-part=next]").click()
    page.locator("[data-part=really]").click()
    page.wait_for_url("**/result/")
    expect(page.locator("main")).to_contain_text("100")
    expect(page.locator("main .tag.ok").first).to_be_visible()


def answer_question(page: Page) -> None:
    stem = page.locator("fieldset legend").inner_text()
    version = QuestionVersion.objects.get(stem=stem, current_of__isnull=False)
    for index in version.key:
        label = page.locator("label.answer").filter(has=page.get_by_text(version.options[index], exact=True))
        label.click()


def sign_pledge(page: Page, base: str) -> None:
    """13: a dot is refused, a name is signed."""
    page.goto(f"{base}/my/")
    submit(page)
    page.check("[name=agreed]")
    canvas = page.locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.mouse.click(box["x"] + 50, box["y"] + 50)
    page.locator("[data-pad-submit] button").click()
    expect(page.locator("[data-problem]")).to_be_visible()
    page.locator("[data-clear]").click()
    canvas.scroll_into_view_if_needed()
    draw_name(page, canvas.bounding_box())
    page.locator("[data-pad-submit] button").click()
    expect(page.locator(".paper-state.ok")).to_be_visible()


def draw_name(page: Page, box: dict[str, float]) -> None:
    def at(x: float, y: float) -> tuple[float, float]:
        return box["x"] + box["width"] * x, box["y"] + box["height"] * y

    for stroke in (
        [(0.1, 0.2), (0.3, 0.25), (0.15, 0.7), (0.35, 0.75)],
        [(0.45, 0.15), (0.45, 0.8), (0.4, 0.7)],
        [(0.6, 0.2), (0.9, 0.25), (0.62, 0.5), (0.88, 0.55), (0.6, 0.85), (0.92, 0.8)],
    ):
        page.mouse.move(*at(*stroke[0]))
        page.mouse.down()
        for point in stroke[1:]:
            page.mouse.move(*at(*point), steps=8)
        page.mouse.up()


def verify(page: Page, base: str, certificate, content: bytes) -> None:
    """15: the paper's QR shows the facts with the name masked; the file itself proves the name; an altered one is told."""
    page.goto(f"{base}/verify/{certificate.verify_code}/")
    expect(page.locator("main")).to_contain_text(certificate.number)
    expect(page.locator("main")).to_contain_text("王*明")
    assert "王小明" not in page.content()
    upload(page, base, content)
    expect(page.locator("main")).to_contain_text("王小明")
    upload(page, base, content.replace(b"/Type", b"/Tipe", 1))
    expect(page.locator("main")).to_contain_text("改动")
    expect(page.locator("main")).not_to_contain_text("王小明")


def upload(page: Page, base: str, content: bytes) -> None:
    page.goto(f"{base}/verify/")
    page.set_input_files("input[type=file]", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": content})
    page.locator("form:has(input[type=file]) button[type=submit]").click()


def write_article(page: Page, base: str, section: SectionPage) -> ArticlePage:
    """17: a title, a picture chosen from the editor's own machine, a paragraph; kept as a draft."""
    page.goto(f"{base}/admin/pages/add/outreach/articlepage/{section.pk}/")
    page.fill("[name=title]", ARTICLE)
    page.locator("#id_cover-chooser [data-chooser-action-choose]").first.click()
    page.locator(".modal [role=tab][href='#tab-upload']").click()
    file = {"name": "lecture.jpg", "mimeType": "image/jpeg", "buffer": picture(size=(1200, 800))}
    page.set_input_files(".modal input[type=file]", file)
    page.fill(".modal [name$=-title]", "社区讲座")
    page.fill(".modal [name$=-alt_text]", PICTURE)
    page.locator(".modal #tab-upload button[type=submit]").click()
    expect(page.locator(".modal")).to_have_count(0)
    page.locator("[data-contentpath=body] .c-sf-add-button").first.click()
    page.get_by_role("option", name="正文").click()
    page.locator("[data-contentpath=body] [contenteditable=true]").click()
    page.keyboard.insert_text(PARAGRAPH)
    expect(page.locator("[name=body-0-value]")).to_have_value(
        re.compile(PARAGRAPH)
    )  # the editor writes it a moment later
    with page.expect_navigation():
        page.locator("button.action-save").first.click()
    return ArticlePage.objects.get()


def publish(page: Page, base: str, article: ArticlePage) -> None:
    page.goto(f"{base}/admin/pages/{article.pk}/edit/")
    page.get_by_role("button", name="更多操作").click()
    with page.expect_navigation():
        page.locator("button[name=action-publish]").click()
    assert page.locator(".error-message").all_inner_texts() == []


def test_an_article_from_the_editor_to_the_reader(
    live_server, office, settings, new_context: Callable[..., BrowserContext]
):
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0  # its request may overtake the button, which is what is pressed here
    base = live_server.url
    front_page()
    section = SectionFactory(title="诚信动态", show_in_menus=True)
    desktop = {"viewport": {"width": 1280, "height": 900}}
    article = write_article(sign_in_staff(new_context(**desktop), base, "editor"), base, section)
    visitor = new_context().new_page()
    visitor.goto(base)
    visitor.get_by_role("link", name="诚信动态").first.click()
    expect(visitor.locator("main")).not_to_contain_text(ARTICLE)
    publish(sign_in_staff(new_context(**desktop), base, "publisher"), base, article)
    visitor.reload()
    visitor.get_by_role("link", name=ARTICLE).first.click()
    expect(visitor.locator("main h1")).to_have_text(ARTICLE)
    expect(visitor.locator("main")).to_contain_text(PARAGRAPH)
    shown = visitor.get_by_role("img", name=PICTURE)
    assert shown.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 0


def test_from_an_empty_database_to_the_delivered_receipt(
    live_server, office, platform, phone_code, new_context: Callable[..., BrowserContext]
):
    base = live_server.url
    desktop = new_context(viewport={"width": 1280, "height": 900})
    manager = sign_in_staff(desktop, base, "manager")
    session = plan_session(manager, base)
    register(new_context().new_page(), base, phone_code)
    phone = new_context().new_page()
    check_in(manager, phone, base, session, phone_code)
    work()
    take_exam(phone, base)
    sign_pledge(phone, base)
    work()
    enrolment = Enrolment.objects.get()
    completion = enrolment.completion
    certificate = completion.document
    certificate.refresh_from_db()
    assert certificate.state == "valid"
    phone.goto(f"{base}/my/")
    with phone.expect_download() as download:
        phone.get_by_role("link", name="培训证明").first.click()
    content = download.value.path().read_bytes()
    verify(new_context().new_page(), base, certificate, content)
    # the firm waits for approval: its record leaves the house only afterwards
    assert platform.records() == []
    manager.goto(f"{base}/admin/")
    approve_firm(manager, base)
    work()
    call_command("verify_records")
    record = CompletionRecord.objects.get()
    assert Delivery.objects.get().state == "delivered"
    (received,) = platform.records()
    assert received["record"]["record_id"] == record.public_id
    assert "王小明" not in str(received) and TRAINEE_PHONE not in str(received)
    manager.goto(f"{base}/admin/training/{session.pk}/")
    expect(manager.locator("main")).to_contain_text(certificate.number)


def approve_firm(page: Page, base: str) -> None:
    page.goto(f"{base}/admin/subject-approvals/")
    page.locator("form[action*=approve] button").first.click()
