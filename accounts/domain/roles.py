"""Roles are groups; this table says what each group may do in the Wagtail admin. Codenames of apps above are named, not imported."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from accounts.enums import Role

EVERYTHING = ("add", "change", "delete", "view")
LOOK = ("view",)
HANDLE = ("add", "change", "view")

# role → model (app.model) → verbs
MODEL_RIGHTS: dict[str, dict[str, tuple[str, ...]]] = {
    Role.EDITOR: {
        "reviews.wordrule": LOOK,
        "reviews.reviewround": LOOK,
        "outreach.publicmessage": HANDLE,
        "outreach.synonymgroup": EVERYTHING,
        "outreach.searchtally": LOOK,
        "wagtailsearchpromotions.searchpromotion": EVERYTHING,
    },
    Role.SECTION_REVIEWER: {
        "reviews.wordrule": HANDLE,
        "reviews.reviewround": LOOK,
        "outreach.freshnessrule": ("change", "view"),
    },
    Role.LEADER_REVIEWER: {
        "reviews.wordrule": HANDLE,
        "reviews.reviewround": ("change", "view"),
        "reviews.reviewchain": LOOK,
        "reviews.outsidesigner": HANDLE,
        "reviews.standin": HANDLE,
        "outreach.freshnessrule": ("change", "view"),
    },
    Role.ORGANISER: {
        "campaigns.campaign": EVERYTHING,
        "campaigns.activity": EVERYTHING,
        "outreach.publicmessage": HANDLE,
    },
    Role.TRAINING_MANAGER: {
        "courses.course": EVERYTHING,
        "courses.trainingsession": EVERYTHING,
        "subjects.subject": ("add", "change", "view"),
        "subjects.representative": ("change", "view"),
        "subjects.subjectimport": ("add", "view"),
        "subjects.breachrecord": ("add", "change", "view"),
        "subjects.delivery": LOOK,
        "issuance.issueddocument": LOOK,
        "pledges.pledgetemplate": LOOK,
        "exams.questionbank": LOOK,
        "exams.question": LOOK,
        "exams.paper": LOOK,
        "exams.sitting": LOOK,
    },
    Role.DOOR_STAFF: {"courses.trainingsession": LOOK},
    Role.EXAMINER: {
        "exams.questionbank": EVERYTHING,
        "exams.question": ("add", "change", "view"),
        "exams.paper": EVERYTHING,
        "exams.sitting": ("change", "view"),
    },
    Role.LEADER: {
        "outreach.publicmessage": LOOK,
        "reviews.reviewround": LOOK,
        "courses.course": LOOK,
        "courses.trainingsession": LOOK,
        "campaigns.campaign": LOOK,
        "outreach.searchtally": LOOK,
        "subjects.subject": LOOK,
        "subjects.breachrecord": LOOK,
        "issuance.issueddocument": LOOK,
        "exams.questionbank": LOOK,
        "exams.question": LOOK,
        "exams.paper": LOOK,
        "exams.sitting": LOOK,
    },
    Role.SYSTEM_ADMIN: {
        "reviews.reviewround": LOOK,
        "reviews.reviewchain": ("add", "change", "view"),
        "reviews.reviewstage": ("add", "change", "view"),
        "reviews.outsidesigner": ("add", "change", "view"),
        "reviews.standin": ("add", "change", "view"),
        "subjects.destination": EVERYTHING,
        "subjects.delivery": LOOK,
        "accounts.officesettings": ("change",),
        "accounts.consenttext": LOOK,
        "accounts.holidayoverride": EVERYTHING,
        "outreach.inboxsettings": ("change",),
        "pledges.pledgetemplate": ("add", "change", "view"),
    },
    Role.SECURITY_ADMIN: {"accounts.user": EVERYTHING, "accounts.area": ("add", "change", "view")},
    Role.AUDIT_ADMIN: {"accounts.auditentry": LOOK, "reviews.reviewround": LOOK},
}
PAGE_RIGHTS: dict[str, tuple[str, ...]] = {
    Role.EDITOR: ("add_page", "change_page"),
    Role.SECTION_REVIEWER: ("change_page",),
    Role.LEADER_REVIEWER: ("change_page", "publish_page"),
    Role.SYSTEM_ADMIN: ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
}
FILE_RIGHTS = {Role.EDITOR, Role.ORGANISER, Role.TRAINING_MANAGER}


@transaction.atomic
def setup_roles() -> list[Group]:
    """Make the groups and give them exactly the rights of the tables above; running it again changes nothing."""
    groups = []
    for role in Role:
        group, _created = Group.objects.get_or_create(name=role.value)
        group.permissions.set(_permissions(role))
        _set_page_rights(group, PAGE_RIGHTS.get(role, ()))
        if role in FILE_RIGHTS:
            _add_file_rights(group)
        groups.append(group)
    return groups


def _permissions(role: str) -> list[Permission]:
    wanted = Q(content_type__app_label="wagtailadmin", codename="access_admin")
    for model, verbs in MODEL_RIGHTS[role].items():
        app_label, name = model.split(".")
        wanted |= Q(content_type__app_label=app_label, codename__in=[f"{verb}_{name}" for verb in verbs])
    return list(Permission.objects.filter(wanted))


def _set_page_rights(group: Group, codenames: tuple[str, ...]) -> None:
    root = Page.get_first_root_node()
    GroupPagePermission.objects.filter(group=group).exclude(permission__codename__in=codenames).delete()
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=codenames):
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)


def _add_file_rights(group: Group) -> None:
    root = Collection.get_first_root_node()
    # Wagtail asks for the rights of its own models, whatever model replaces them.
    names = [f"{verb}_{model}" for verb in ("add", "change", "choose") for model in ("image", "document")]
    apps = ("wagtailimages", "wagtaildocs")
    for permission in Permission.objects.filter(content_type__app_label__in=apps, codename__in=names):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)
