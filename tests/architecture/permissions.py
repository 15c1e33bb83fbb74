"""Who gets what at every address of ours. A URL without a row fails the walk in test_permissions.py.

A row names the URL, what it needs in its path, and the status of a GET per role:
`anonymous`, `representative`, `superuser`, then the staff roles of accounts.enums.Role by value; `staff` is what all
staff roles get that the row doesn't name. `elsewhere` is what the named staff get when their area is another one.
A name ending in `:*` stands for all screens of one Wagtail viewset and is tried at its index.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from accounts.enums import Role
from accounts.models import Area
from courses.enums import SessionState
from exams.admin.paper_preview import token_of
from outreach.models import ShortLink
from reviews.domain.sheets import print_sheet
from reviews.models import ReviewChain, ReviewRound
from tests.factories.accounts import UserFactory
from tests.factories.campaigns import CampaignFactory
from tests.factories.courses import EnrolmentFactory, TrainingSessionFactory
from tests.factories.exams import PaperFactory
from tests.factories.messages import PublicMessageFactory
from tests.factories.outreach import ArticleFactory, ExemplarAlarmFactory, RepublicationFactory, SectionFactory
from tests.factories.reviews import hand_in, make_chain, make_draft
from tests.factories.subjects import BreachRecordFactory, RepresentativeFactory, SubjectFactory

STAFF = tuple(role.value for role in Role)


@dataclass(frozen=True)
class Row:
    name: str
    kwargs: Callable[[Area], dict[str, Any]] = lambda area: {}
    statuses: dict[str, int] = field(default_factory=dict)
    elsewhere: int | None = None


def row(
    name: str,
    *,
    kwargs: Callable[[Area], dict[str, Any]] = lambda area: {},
    everyone: int = 404,
    staff: int | None = None,
    elsewhere: int | None = None,
    **statuses: int,
) -> Row:
    table = dict.fromkeys(("anonymous", "representative", "superuser"), everyone)
    table |= dict.fromkeys(STAFF, everyone if staff is None else staff)
    return Row(name, kwargs, table | statuses, elsewhere)


def admin_row(name: str, *roles: str, superuser: int = 200, **options: Any) -> Row:
    """A screen under /admin/: Wagtail sends everybody else to its door (302)."""
    return row(name, everyone=302, superuser=superuser, **dict.fromkeys(roles, 200), **options)


def staff_row(name: str, *roles: str, superuser: int = 200, **options: Any) -> Row:
    """A page under /admin/ behind accounts.access: who isn't staff goes to the door, staff who may not get 404."""
    door = {"anonymous": 302, "representative": 302, "superuser": superuser}
    return row(name, everyone=404, **door | dict.fromkeys(roles, 200) | options)


def pending_subject(area: Area) -> dict[str, Any]:
    return {"pk": SubjectFactory(pending=True, area=area).pk}


def claim(area: Area) -> dict[str, Any]:
    return {"pk": RepresentativeFactory(subject=SubjectFactory(area=area)).pk}


TRAINING_READERS = (Role.TRAINING_MANAGER, Role.DOOR_STAFF, Role.LEADER)


def a_session(area: Area) -> dict[str, Any]:
    return {"pk": TrainingSessionFactory(area=area).pk}


def a_public_session(area: Area) -> dict[str, Any]:
    return {"public_id": TrainingSessionFactory(area=area).public_id}


def a_session_to_close(area: Area) -> dict[str, Any]:
    return a_session(area) | {"to": SessionState.CLOSED.value}


def an_enrolment(area: Area) -> dict[str, Any]:
    enrolment = EnrolmentFactory(session__area=area)
    return {"pk": enrolment.session_id, "enrolment_pk": enrolment.pk}


def training_row(name: str, *roles: str, kwargs: Callable[[Area], dict[str, Any]] = a_session, **statuses: int) -> Row:
    return staff_row(name, *roles, kwargs=kwargs, elsewhere=404 if roles else None, **statuses)


def subject_on_file(area: Area) -> dict[str, Any]:
    return {"pk": SubjectFactory(area=area).pk}


def a_public_campaign(area: Area) -> dict[str, Any]:
    return {"public_id": CampaignFactory(area=area).public_id}


def a_paper(area: Area) -> dict[str, Any]:
    return {"pk": PaperFactory(area=area).pk}


def a_drawn_paper(area: Area) -> dict[str, Any]:
    paper = PaperFactory(area=area)
    return {"pk": paper.pk, "token": token_of(paper, [])}


def a_forged_token(area: Area) -> dict[str, Any]:
    return {"token": "forged"}


ROWS = [
    row("healthz", everyone=200),
    # accounts, notices
    row("accounts:phone-sign-in", everyone=200),
    row("accounts:code-sign-in", everyone=302),
    row("accounts:sign-out", everyone=405),
    row("notices:dev-inbox", everyone=200),
    admin_row("areas:*", Role.SECURITY_ADMIN),
    admin_row("consent-texts:*", Role.SYSTEM_ADMIN),
    admin_row("audit-log:*", Role.AUDIT_ADMIN),
    # subjects
    admin_row("record-destinations:*", Role.SYSTEM_ADMIN),
    admin_row("record-deliveries:*", Role.SYSTEM_ADMIN, Role.TRAINING_MANAGER),
    admin_row("subject-imports:*", Role.TRAINING_MANAGER),
    staff_row("subject-approvals", Role.TRAINING_MANAGER),
    staff_row("subject-reject", Role.TRAINING_MANAGER, kwargs=pending_subject, elsewhere=404),
    staff_row("subject-approve", kwargs=pending_subject, superuser=405, training_manager=405),
    staff_row("representative-decide", Role.TRAINING_MANAGER, kwargs=claim, elsewhere=404),
    staff_row("representative-end", Role.TRAINING_MANAGER, kwargs=claim, elsewhere=404),
    staff_row("record-delivery-retry", kwargs=lambda area: {"pk": 1}, superuser=405, system_admin=405),
    # courses
    admin_row("trainingsession:*", *TRAINING_READERS),
    admin_row("course:*", Role.TRAINING_MANAGER, Role.LEADER),
    training_row("training-session-staff", *TRAINING_READERS),
    training_row("training-session-roster", *TRAINING_READERS),
    training_row("training-session-slips", Role.TRAINING_MANAGER),
    training_row("training-session-enrol", Role.TRAINING_MANAGER),
    training_row("training-session-sheet", Role.TRAINING_MANAGER),
    training_row("training-session-sheet-confirm", training_manager=405, superuser=405),
    training_row("training-session-move", Role.TRAINING_MANAGER, kwargs=a_session_to_close),
    training_row("training-session-withdraw", Role.TRAINING_MANAGER, kwargs=an_enrolment),
    row("courses:session-list", everyone=200),
    row("courses:session-detail", everyone=200, kwargs=a_public_session),
    # exams
    admin_row("exam-questions:*", Role.EXAMINER, Role.TRAINING_MANAGER, Role.LEADER),
    admin_row("question-banks:*", Role.EXAMINER, Role.TRAINING_MANAGER, Role.LEADER),
    admin_row("exam-papers:*", Role.EXAMINER, Role.TRAINING_MANAGER, Role.LEADER),
    admin_row("exam-sittings:*", Role.EXAMINER, Role.TRAINING_MANAGER, Role.LEADER),
    staff_row("exam-paper-draw", superuser=302, examiner=302, kwargs=a_paper),
    staff_row("exam-paper-preview", Role.EXAMINER, kwargs=a_drawn_paper, elsewhere=404),
    staff_row("question-sheet-upload", Role.EXAMINER),
    staff_row("question-sheet-preview", superuser=404, kwargs=a_forged_token),
    staff_row("question-sheet-confirm", superuser=405, examiner=405, kwargs=a_forged_token),
    staff_row("question-sheet-result", superuser=404, kwargs=a_forged_token),
    # portal: what representatives see of their own firms is proved in tests/portal
    row("portal:home", anonymous=302, representative=200),
    row("portal:claim", anonymous=302, representative=200),
    row("portal:firm", kwargs=lambda area: {"public_id": SubjectFactory().public_id}, anonymous=302),
    row("portal:sessions", anonymous=302, representative=200),
    row("portal:enrol", kwargs=a_public_session, anonymous=302, representative=302),
    admin_row("subject-files:*", Role.TRAINING_MANAGER, Role.LEADER),
    staff_row("subject-file", Role.TRAINING_MANAGER, Role.LEADER, kwargs=subject_on_file, elsewhere=404),
    # home
    row("display-mode", everyone=302),
    row("home:styleguide", everyone=200),
]

ROWS += [
    # issuance: anybody may check a paper; without a paper there is nothing to download
    row("issuance:verify-upload", everyone=200),
    row("issuance:verify-code", kwargs=lambda area: {"code": "0000-0000-0000"}, everyone=404),
    row("issuance:document-download", kwargs=lambda area: {"public_id": "nobody"}, everyone=404),
    admin_row("issued-papers:*", Role.TRAINING_MANAGER, Role.LEADER),
    *(
        row(name, kwargs=lambda area: {"pk": 0}, everyone=302, staff=404, superuser=404)
        for name in ("issuance_revoke", "issuance_replace", "issuance_retry", "pledges_publish")
    ),
    # pledges: only whoever the door of an app above lets in
    row("pledges:sign", kwargs=lambda area: {"public_id": "nobody"}, everyone=404),
    row("pledges:refuse", kwargs=lambda area: {"public_id": "nobody"}, everyone=405),
    row("pledges:reopen", kwargs=lambda area: {"public_id": "nobody"}, everyone=405),
    admin_row("pledge-templates:*", Role.SYSTEM_ADMIN, Role.TRAINING_MANAGER),
]


def session_of(area: Area) -> dict[str, Any]:
    return {"public_id": TrainingSessionFactory(area=area).public_id}


def link_of(area: Area) -> dict[str, Any]:
    return {"token": EnrolmentFactory(session=TrainingSessionFactory(area=area)).link_token}


DOOR = {"anonymous": 302, Role.TRAINING_MANAGER: 200, Role.DOOR_STAFF: 200, "superuser": 200}
ROWS += [
    row("courses:projector", kwargs=session_of, elsewhere=404, **DOOR),
    row("courses:projector-code", kwargs=session_of, elsewhere=404, **DOOR),
    row("courses:door", kwargs=session_of, elsewhere=404, **DOOR),
    row("courses:door-undo", kwargs=session_of, everyone=405),
    row("courses:scan", kwargs=lambda area: {"code": "ABCDEFGH23456789"}, everyone=410),
    row("courses:personal-link", kwargs=link_of, everyone=200),
    row("courses:identify", everyone=200),
    row("courses:identify-phone", everyone=200),
    row("courses:identify-phone-code", everyone=302),
    row("courses:identify-choose", everyone=302),
    row("courses:trainee-home", everyone=302),
    row("courses:check-in", everyone=410),
    row("courses:change-person", everyone=405),
    row("courses:pledge-start", everyone=405),
]

# exams: only whoever the door of an app above lets in
NO_ATTEMPT = {"candidate_id": "nobody", "attempt_id": "none"}
ROWS += [
    row("exams:exam", kwargs=lambda area: {"candidate_id": "nobody"}),
    row("exams:start", kwargs=lambda area: {"candidate_id": "nobody"}, everyone=405),
    row("exams:paper", kwargs=lambda area: {"candidate_id": "nobody"}),
    row("exams:result", kwargs=lambda area: {"candidate_id": "nobody"}),
    row("exams:attempt-paper", kwargs=lambda area: NO_ATTEMPT),
    *(
        row(f"exams:attempt-{name}", kwargs=lambda area: NO_ATTEMPT, everyone=405)
        for name in ("lease", "answers", "submit", "late")
    ),
]

# Wagtail's own addresses, by prefix, with what a visitor gets there.
WAGTAIL = {"admin/": 302, "documents/": 404, "": 404}

ROWS += [
    # outreach, campaigns
    admin_row("audiences:*"),
    admin_row("campaign:*", Role.ORGANISER, Role.LEADER),
    admin_row("activity:*", Role.ORGANISER),
    row("campaigns:campaign-list", everyone=200),
    row("campaigns:campaign-detail", everyone=200, kwargs=a_public_campaign),
]


# content by type: whoever works on pages
PAGE_WORKERS = (Role.EDITOR, Role.SECTION_REVIEWER, Role.LEADER_REVIEWER, Role.SYSTEM_ADMIN)
ROWS += [
    admin_row(f"{name}:*", *PAGE_WORKERS)
    for name in ("articles", "exemplars", "policies", "questions", "places", "materials")
]

# content checks
ROWS += [
    admin_row("words-to-avoid:*", Role.EDITOR, Role.SECTION_REVIEWER, Role.LEADER_REVIEWER),
    row("content-check", everyone=405, anonymous=302, representative=302),
    row("content-check-confirm", everyone=405, anonymous=302, representative=302),
    staff_row("content-check-trial", Role.EDITOR, Role.SECTION_REVIEWER, Role.LEADER_REVIEWER),
]


def a_public_message(area: Area) -> dict[str, Any]:
    return {"pk": PublicMessageFactory(area=area).pk}


# questions from the public
ROWS += [
    row("outreach:ask", everyone=200),
    row("outreach:ask-receipt", everyone=302),
    row("outreach:ask-status", everyone=200),
    admin_row("public-messages:*", Role.EDITOR, Role.ORGANISER, Role.LEADER),
    staff_row("public-message", Role.EDITOR, Role.ORGANISER, Role.LEADER, kwargs=a_public_message, elsewhere=404),
    staff_row("public-message-log", Role.EDITOR, Role.ORGANISER),
    staff_row("public-message-report", Role.EDITOR, Role.ORGANISER, Role.LEADER),
    admin_row("holidays:*", Role.SYSTEM_ADMIN),
]


def a_breach(area: Area) -> dict[str, Any]:
    return {"pk": BreachRecordFactory(subject__area=area).pk}


def an_exemplar_alarm(area: Area) -> dict[str, Any]:
    return {"pk": ExemplarAlarmFactory(record__subject__area=area).pk}


def a_published_page(area: Area) -> dict[str, Any]:
    return {"pk": ArticleFactory().pk}


# breach records, exemplar alarms, freshness, dashboard, grey mode and freeze
ROWS += [
    admin_row("breach-records:*", Role.TRAINING_MANAGER, Role.LEADER),
    staff_row("breach-close", Role.TRAINING_MANAGER, kwargs=a_breach, elsewhere=404),
    staff_row("breach-reopen", Role.TRAINING_MANAGER, kwargs=a_breach, elsewhere=404),
    admin_row("update-intervals:*", Role.SECTION_REVIEWER, Role.LEADER_REVIEWER),
    staff_row("exemplar-alarm", Role.LEADER, Role.LEADER_REVIEWER, kwargs=an_exemplar_alarm, elsewhere=404),
    staff_row("exemplar-take-down", kwargs=an_exemplar_alarm, superuser=405, **dict.fromkeys(STAFF, 405)),
    staff_row("exemplar-keep", kwargs=an_exemplar_alarm, superuser=405, **dict.fromkeys(STAFF, 405)),
    staff_row("page-publication-date", Role.LEADER_REVIEWER, Role.SYSTEM_ADMIN, kwargs=a_published_page),
    staff_row("dashboard-section", *STAFF, kwargs=lambda area: {"key": "stale"}),
    staff_row("site-state", Role.LEADER, Role.SYSTEM_ADMIN),
    staff_row("site-state-on", kwargs=lambda area: {"switch": "grey"}, superuser=405, leader=405, system_admin=405),
    staff_row("site-state-off", kwargs=lambda area: {"switch": "grey"}, superuser=405, leader=405, system_admin=405),
]


# publishing elsewhere
def a_copy(area: Area) -> dict[str, Any]:
    return {"pk": RepublicationFactory().pk}


PUBLISHERS = (Role.EDITOR, Role.SECTION_REVIEWER, Role.LEADER_REVIEWER, Role.ORGANISER)
ROWS += [
    staff_row("republication-report", *PUBLISHERS, Role.LEADER),
    staff_row("republication-csv", *PUBLISHERS, Role.LEADER),
    staff_row("page-elsewhere", *PUBLISHERS, kwargs=a_published_page),
    staff_row("page-package", *PUBLISHERS, kwargs=a_published_page),
    staff_row("page-wechat", *PUBLISHERS, kwargs=a_published_page),
    staff_row("republication-correct", *PUBLISHERS, kwargs=a_copy),
    staff_row("republication-sync", kwargs=a_copy, superuser=405, **dict.fromkeys(PUBLISHERS, 405)),
    staff_row("republication-withdraw", *PUBLISHERS, kwargs=a_copy),
]


# search
ROWS += [
    row("home:search", everyone=200),
    admin_row("synonyms:*", Role.EDITOR),
    admin_row("searched-phrases:*", Role.EDITOR, Role.LEADER),
]


# short links, feeds, what crawlers read


def a_short_link(area: Area) -> dict[str, Any]:
    return {"code": ShortLink.objects.get(page_id=ArticleFactory().pk).code}


def a_section(area: Area) -> dict[str, Any]:
    return {"path": SectionFactory().url.lstrip("/")}


ROWS += [
    row("outreach:short-link", everyone=302, kwargs=a_short_link),
    row("outreach:short-link-svg", everyone=200, kwargs=a_short_link),
    row("outreach:short-link-png", everyone=200, kwargs=a_short_link),
    row("outreach:feed", everyone=200, kwargs=a_section),
    row("home:sitemap", everyone=200),
    row("home:robots", everyone=200),
]


# reviews
REVIEW_DESK = (Role.EDITOR, Role.SECTION_REVIEWER, Role.LEADER_REVIEWER)
REVIEW_READERS = (*REVIEW_DESK, Role.SYSTEM_ADMIN, Role.LEADER, Role.AUDIT_ADMIN)
AT_THE_DOOR = {"anonymous": 302, "representative": 302}
REVIEW_SETUP = (Role.SYSTEM_ADMIN, Role.LEADER_REVIEWER)


def a_round(area: Area) -> dict[str, Any]:
    writer = UserFactory(area=area)
    if not ReviewChain.objects.exists():
        make_chain(UserFactory(area=area), UserFactory(area=area))
    return {"public_id": hand_in(make_draft(writer), writer).public_id}


def a_printed_round(area: Area) -> dict[str, Any]:
    found = a_round(area)
    print_sheet(ReviewRound.objects.get(**found), actor=UserFactory())
    return found


ROWS += [
    row("reviews:link", kwargs=lambda area: {"token": "forged"}, everyone=410),
    row("reviews:link-text", kwargs=lambda area: {"token": "forged"}, everyone=410),
    admin_row("review-chains:*", *REVIEW_SETUP),
    admin_row("review-stages:*", Role.SYSTEM_ADMIN),
    admin_row("outside-signers:*", *REVIEW_SETUP),
    admin_row("stand-ins:*", *REVIEW_SETUP),
    staff_row("reviews-mine", *REVIEW_READERS),
    staff_row("review-stand-ins", *REVIEW_READERS),
    row("review-stand-in-end", kwargs=lambda area: {"pk": 1}, everyone=405, **AT_THE_DOOR),
    staff_row("review-round", *REVIEW_READERS, kwargs=a_round, elsewhere=404),
    staff_row("review-text", *REVIEW_READERS, kwargs=a_round, elsewhere=404),
    staff_row("review-record", kwargs=a_round, superuser=404),
    row("review-sign", kwargs=a_round, everyone=405, **AT_THE_DOOR),
    row("review-urgent", kwargs=a_round, everyone=405, **AT_THE_DOOR),
    staff_row("review-link", *REVIEW_DESK, kwargs=a_round, elsewhere=404),
    row("review-link-recall", kwargs=lambda area: {"public_id": "x", "pk": 1}, everyone=405, **AT_THE_DOOR),
    staff_row("review-sheet", *REVIEW_DESK, kwargs=a_printed_round, elsewhere=404),
    row("review-sheet-new", kwargs=a_round, everyone=405, **AT_THE_DOOR),
    staff_row("review-paper", *REVIEW_DESK, kwargs=a_round, elsewhere=404),
    staff_row("review-scan", kwargs=lambda area: a_round(area) | {"pk": 1}, superuser=404),
]
