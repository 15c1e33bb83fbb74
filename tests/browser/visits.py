"""A district with one page of every kind in it, and who sees which: what the tests of accessibility visit."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urljoin

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page
from wagtail.models import Page as WagtailPage

from accounts.models import SiteState, User
from campaigns.models import Campaign
from common.clock import now
from courses import access
from courses.domain.check_in import record_check_in
from courses.domain.completion import decide_completion
from courses.domain.pledges import start_pledge
from courses.domain.rotating_codes import shown_code
from courses.domain.sittings import add_candidate_for
from courses.enums import EvidenceLevel
from courses.models import Enrolment, TrainingSession
from courses.views.trainee import PHONE_KEY as TRAINEE_PHONE
from exams.domain.attempts import start_attempt
from exams.domain.ending import grade_attempt, latest_grade
from issuance.domain.documents import revoke_document
from issuance.models import IssuedDocument
from outreach.domain.short_links import ensure_short_link
from outreach.models import PublicMessage, SectionPage
from outreach.views.ask import SENT_KEY
from pledges.domain.pledges import refuse_pledge
from reviews.domain.links import issue_link
from tests.factories import exams, pledges
from tests.factories.accounts import UserFactory
from tests.factories.campaigns import CampaignFactory
from tests.factories.courses import CourseFactory, EnrolmentFactory, TrainingSessionFactory
from tests.factories.issuance import sealed_certificate
from tests.factories.outreach import ArticleFactory, wagtail_roots
from tests.factories.reviews import hand_in, make_draft, stages_of
from tests.factories.subjects import RepresentativeFactory, SubjectFactory

BACKEND = "django.contrib.auth.backends.ModelBackend"
SIGN_IN_PHONE = "sign_in_phone"
Act = Callable[[Page], None]
Cookies = dict[str, str]


@dataclass(frozen=True)
class Visit:
    """An address, the cookies of who goes there, and what they do there before we look."""

    address: str
    cookies: Cookies = field(default_factory=dict)
    act: Act | None = None

    @property
    def act_name(self) -> str:
        return getattr(self.act, "__name__", type(self.act).__name__) if self.act else ""

    def __str__(self) -> str:
        return f"{self.address} {self.act_name}".strip()


def build() -> list[Visit]:
    """Fill an empty database: the demo, and beside it the states that it doesn't show. Returns what can be visited."""
    wagtail_roots()
    call_command("ensure_seal_key", verbosity=0)
    with open(os.devnull, "w") as nowhere:
        call_command("load_demo", stdout=nowhere)
    session = TrainingSession.objects.order_by("-number").get(state="published")
    return [
        *pages_of_the_site(),
        *campaigns_and_training(),
        *doors(),
        *trainees(session),
        *tests_taken(session),
        *pledges_signed(session),
        *papers(session),
        *representatives(session),
        *staff_at_the_door(session),
        *searches_and_short_links(),
        *messages(),
        *review_links(),
        *errors(),
    ]


def pages_of_the_site() -> Iterator[Visit]:
    """The first page of each type and the last, as one may be short and the other long; and every list."""
    by_type: dict[type, list[WagtailPage]] = {}
    for page in WagtailPage.objects.live().filter(depth__gt=1).specific():
        by_type.setdefault(type(page), []).append(page)
    for kind, found in by_type.items():
        shown = found if kind is SectionPage else [found[0], found[-1]]
        yield from (Visit(address) for address in dict.fromkeys(page.url for page in shown if page.url))


def campaigns_and_training() -> Iterator[Visit]:
    for factory in (CampaignFactory(over=True), CampaignFactory(coming=True)):
        yield Visit(factory.get_absolute_url())
    yield Visit(reverse("campaigns:campaign-list"))
    yield from (Visit(campaign.get_absolute_url()) for campaign in Campaign.objects.filter(state="published")[:3])
    TrainingSessionFactory(cancelled=True)
    TrainingSessionFactory(not_yet_open=True)
    yield Visit(reverse("courses:session-list"))
    yield from (Visit(session.get_absolute_url()) for session in TrainingSession.objects.all())


def doors() -> Iterator[Visit]:
    yield Visit("/sign-in/")
    yield Visit("/sign-in/", act=send_empty)
    yield Visit("/sign-in/code/", session_with({SIGN_IN_PHONE: "13800000009"}))
    yield Visit("/admin/login/", act=fail_to_sign_in)
    yield Visit("/dev/inbox/")
    yield Visit("/styleguide/")
    yield Visit("/verify/")
    yield Visit("/verify/?code=")
    yield Visit("/verify/0000-0000-0000/")


def trainees(session: TrainingSession) -> Iterator[Visit]:
    """Who are you, is it you, you are in: and what one sees with an old code or an enrolment that has ended."""
    first = Enrolment.objects.filter(session=session).select_related("person").first()
    both = EnrolmentFactory(session=session, person=first.person, subject=SubjectFactory(area=session.area))
    over = EnrolmentFactory(session=session, withdrawn=True)
    choice = [first.public_id, both.public_id]
    yield Visit("/enter/", scanned(session))
    yield Visit("/enter/", act=send_empty)
    yield Visit("/enter/phone/")
    yield Visit("/enter/phone/", act=send_empty)
    yield Visit("/enter/phone/code/", session_with({TRAINEE_PHONE: "13800000009"}))
    yield Visit("/enter/choose/", session_with({access.CHOICE_KEY: choice}))
    yield Visit(link(first))
    yield Visit(link(over))
    yield Visit("/c/ABCDEFGH23456789/")
    here = EnrolmentFactory(session=session)
    yield Visit("/my/", identified(here))
    yield Visit("/my/check-in/", identified(here) | scanned(session))
    yield Visit("/my/check-in/", identified(here) | scanned(session), act=send)


def tests_taken(session: TrainingSession) -> Iterator[Visit]:
    ready, going, failed, passed = (tested(session) for _number in range(4))
    start_attempt(going.candidate)
    for enrolment, right in ((failed, False), (passed, True)):
        phone = exams.Phone(enrolment.candidate, at=now())
        exams.hand_in(phone, right=right, at=now())
        if latest_grade(phone.attempt) is None:
            grade_attempt(phone.attempt)
    for enrolment in (ready, going, failed, passed):
        yield Visit(exam(enrolment), identified(enrolment))
        yield Visit("/my/", identified(enrolment))
    yield Visit(f"{exam(going)}paper/", identified(going), act=answer)
    yield Visit(f"{exam(going)}paper/", identified(going), act=open_answer_sheet)
    yield from (Visit(f"{exam(done)}result/", identified(done)) for done in (failed, passed))


def pledges_signed(session: TrainingSession) -> Iterator[Visit]:
    to_sign, refused, signed = (EnrolmentFactory(session=session, person__name="王二") for _number in range(3))
    for enrolment in (to_sign, refused, signed):
        check_in(enrolment)
        start_pledge(enrolment)
        enrolment.refresh_from_db()
    refuse_pledge(refused.pledge, reason="先问单位")
    pledges.sign(signed.pledge)
    yield from (Visit(pledge(enrolment), identified(enrolment)) for enrolment in (to_sign, refused, signed))
    yield Visit(pledge(to_sign), identified(to_sign), act=refuse_without_reason)


def papers(session: TrainingSession) -> Iterator[Visit]:
    """A paper that is being sealed, one that is valid, one that was revoked."""
    plain = TrainingSessionFactory(area=session.area, course=CourseFactory(area=session.area))
    plain.meetings.update(starts_at=now(), check_in_before=60)
    waiting = EnrolmentFactory(session=plain)
    check_in(waiting)
    completion = decide_completion(waiting)
    assert completion is not None
    yield Visit(reverse("issuance:document-download", args=[completion.document.public_id]), identified(waiting))
    yield Visit("/my/", identified(waiting))
    valid, revoked = aside(
        lambda: [sealed_certificate(f"a11y:{number}", area=session.area, number_scope="visits") for number in range(2)]
    )
    revoke_document(revoked, reason="单位名称有误", actor=User.objects.get(username="admin"))
    yield from (Visit(reverse("issuance:verify-code", args=[paper.printed_code])) for paper in (valid, revoked))


def representatives(session: TrainingSession) -> Iterator[Visit]:
    known, unknown = UserFactory(representative=True), UserFactory(representative=True)
    claim = RepresentativeFactory(user=known, approved=True, subject=SubjectFactory(area=session.area))
    EnrolmentFactory(session=session, subject=claim.subject)
    cookies = signed_in(known)
    yield Visit("/portal/", signed_in(unknown))
    yield from (Visit(address, cookies) for address in ("/portal/", "/portal/firms/add/", "/portal/enrol/"))
    yield Visit("/portal/firms/add/", cookies, act=send_empty)
    yield Visit(reverse("portal:firm", args=[claim.subject.public_id]), cookies)
    yield Visit(reverse("portal:enrol", args=[session.public_id]), cookies)
    yield Visit(reverse("portal:enrol", args=[session.public_id]), cookies, act=send_empty)


def staff_at_the_door(session: TrainingSession) -> Iterator[Visit]:
    cookies = signed_in(User.objects.get(username="admin"))
    door = reverse("courses:door", args=[session.public_id])
    empty = TrainingSessionFactory(area=session.area, meeting=False)
    yield Visit(reverse("courses:projector", args=[session.public_id]), cookies)
    yield Visit(door, cookies)
    yield Visit(f"{door}?q=王小", cookies)
    yield Visit(door, cookies, act=scan_test_code)
    yield Visit(reverse("courses:door", args=[empty.public_id]), cookies)


def searches_and_short_links() -> Iterator[Visit]:
    for query in ("", "?q=信用", "?q=信用修复&kind=question", "?q=没有这样的词呀"):
        yield Visit(f"/search/{query}")
    gone = ArticleFactory(live=False)
    yield Visit(reverse("outreach:short-link", args=[ensure_short_link(gone).code]))


def messages() -> Iterator[Visit]:
    """Asking, asking with mistakes, the receipt, the reply; and the form while the site is frozen."""
    waiting, answered = PublicMessage.objects.filter(reply=""), PublicMessage.objects.exclude(reply="")
    receipt = [waiting.earliest("pk").number, now().timestamp()]
    yield Visit("/ask/")
    yield Visit("/ask/?category=error&page=/guide/", act=send_empty)
    yield Visit("/ask/sent/", session_with({SENT_KEY: receipt}))
    yield Visit("/ask/status/")
    for message in (waiting.earliest("pk"), answered.earliest("pk")):
        yield Visit("/ask/status/", act=LookUp(message.number))
    yield Visit("/ask/status/", act=LookUp("0000-0000"))
    yield Visit("/ask/", act=freeze)


def review_links() -> Iterator[Visit]:
    """A link to sign, one that nobody issued, and signing itself: once per view, as a link works once."""
    asking, *signing = [issue_review_link() for _number in range(3)]
    yield Visit("/review/abcdefgh/")
    yield Visit(asking)
    yield Visit(asking, act=send_empty)
    yield Visit("/", act=SignReview(signing))
    yield Visit("/plain-text/")


def errors() -> Iterator[Visit]:
    yield from (Visit(f"/broken/{status}/") for status in (400, 403, 500))
    yield Visit("/no/such/page/")
    yield Visit("/sign-in/", act=send_without_token)


# Who goes there


def taken_over(client: Client) -> Cookies:
    return {name: morsel.value for name, morsel in client.cookies.items()}


def session_with(values: dict[str, object]) -> Cookies:
    client = Client()
    session = client.session
    session.update(values)
    session.save()
    return taken_over(client)


def signed_in(user: User) -> Cookies:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return taken_over(client)


def identified(enrolment: Enrolment) -> Cookies:
    client = Client()
    client.post(link(enrolment))
    return taken_over(client)


def scanned(session: TrainingSession) -> Cookies:
    client = Client()
    client.get(reverse("courses:scan", args=[shown_code(session, at=now()).scanned]))
    return taken_over(client)


# What they have done


def tested(session: TrainingSession) -> Enrolment:
    enrolment = EnrolmentFactory(session=session)
    add_candidate_for(enrolment)
    check_in(enrolment)
    return enrolment


def check_in(enrolment: Enrolment) -> None:
    meeting = enrolment.session.meetings.get()
    level = EvidenceLevel.STAFF_SCAN
    record_check_in(meeting, enrolment=enrolment, nonce=f"visit-{enrolment.pk}", evidence_level=level)


def aside(make: Callable[[], list[IssuedDocument]]) -> list[IssuedDocument]:
    """In a thread: sealing starts an event loop, and Playwright's runs in this one."""

    def run() -> list[IssuedDocument]:
        try:
            return make()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as worker:
        return worker.submit(run).result()


def issue_review_link() -> str:
    """The address by which the first reviewer signs a new draft of the editor's."""
    editor, reviewer = (User.objects.get(username=name) for name in ("editor", "section"))
    body = [("paragraph", "<p>周三早上六点半，谁来都能问。</p>")]
    round_ = hand_in(make_draft(editor, body=body), editor)
    address = "http://testserver/review/{token}/"
    stage = stages_of(round_)[0]
    issued = issue_link(round_, stage=stage, signer_key=f"user-{reviewer.pk}", actor=reviewer, address=address)
    return reverse("reviews:link", args=[issued.token])


def link(enrolment: Enrolment) -> str:
    return reverse("courses:personal-link", args=[enrolment.link_token])


def exam(enrolment: Enrolment) -> str:
    return reverse("exams:exam", args=[enrolment.candidate.public_id])


def pledge(enrolment: Enrolment) -> str:
    return reverse("pledges:sign", args=[enrolment.pledge.public_id])


# What they do there


def send(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main form button").first.click()


def send_empty(page: Page) -> None:
    page.locator("main form [required]").evaluate_all("all => all.forEach((field) => field.required = false)")
    send(page)


def send_without_token(page: Page) -> None:
    page.evaluate("document.querySelectorAll('[name=csrfmiddlewaretoken]').forEach((token) => token.value = 'x')")
    page.fill("[name=phone]", "13800000009")
    send(page)


def fail_to_sign_in(page: Page) -> None:
    for _try in range(6):
        if not page.locator("[name=username]").count():
            return
        page.fill("[name=username]", "nobody")
        page.fill("[name=password]", "wrong")
        with page.expect_navigation():
            page.locator("form button[type=submit]").click()


@dataclass
class LookUp:
    """Ask for the reply to a message."""

    number: str

    def __call__(self, page: Page) -> None:
        page.fill("main form [name=number]", self.number)
        send(page)


@dataclass
class SignReview:
    """Agree to a text by the next of these links."""

    addresses: list[str]

    def __call__(self, page: Page) -> None:
        page.goto(urljoin(page.url, self.addresses.pop()))
        page.fill("[name=proof_reader]", "孙校")
        page.check("[name=no_secrets]")
        send(page)


def freeze(page: Page) -> None:
    """See the form's address during a freeze, and end it at once: the rest of the district goes on."""
    SiteState.objects.update_or_create(
        pk=1, defaults={"freeze_until": now() + timedelta(hours=1), "freeze_reason": "重保"}
    )
    page.reload()
    SiteState.objects.filter(pk=1).delete()


def answer(page: Page) -> None:
    page.locator("label.answer").first.click()
    page.locator("[data-part=saved]").filter(has_text="已上传").wait_for()


def open_answer_sheet(page: Page) -> None:
    page.locator("[data-part=open-overview]").click()
    page.locator("dialog[open]").wait_for()


def refuse_without_reason(page: Page) -> None:
    page.locator("details.confirm summary").click()
    page.locator("details.confirm [required]").evaluate_all("all => all.forEach((field) => field.required = false)")
    with page.expect_navigation():
        page.locator("details.confirm button").click()


def scan_test_code(page: Page) -> None:
    page.fill(".scan [name=code]", "TESTCODE")
    with page.expect_navigation():
        page.locator(".scan button").click()
