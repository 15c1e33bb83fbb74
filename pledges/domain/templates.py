"""Wordings and their versions. What is published stays as it was; a change is a new version."""

import hashlib
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.domain import audit
from accounts.models import Area, User
from common.clock import now
from common.errors import DomainError
from pledges.enums import PledgeKind, TemplateState
from pledges.models import PledgeTemplate
from pledges.validators import FIELD, validate_merge_fields


class FieldsMissing(DomainError):
    code = "fields_missing"


class NotADraft(DomainError):
    code = "not_a_draft"


@transaction.atomic
def save_draft(
    *,
    area: Area,
    title: str,
    body: str,
    kind: str = PledgeKind.TRAINING,
    draft: PledgeTemplate | None = None,
    actor: User | None,
) -> PledgeTemplate:
    """Write a draft, new or again. A published version isn't touched: editing it makes a new draft beside it.

    Raises ValidationError for merge fields nobody can fill.
    """
    body = body.replace("\r\n", "\n").strip()
    validate_merge_fields(body)
    if draft is None or draft.state != TemplateState.DRAFT:
        draft = PledgeTemplate(area=area, kind=kind, created_at=now())
    draft.title, draft.body = title.strip(), body
    draft.save()
    audit.record("pledges.template.drafted", actor=actor, target=draft, area=area)
    return draft


@transaction.atomic
def publish_template(draft: PledgeTemplate, *, actor: User | None) -> PledgeTemplate:
    """Give a draft the next version number and put it in force; the version before retires. Published already: nothing happens.

    Whoever is reading the old wording has to read the new one before signing.
    """
    Area.objects.select_for_update().get(pk=draft.area_id)  # one publication at a time per area
    draft.refresh_from_db()
    if draft.state == TemplateState.PUBLISHED:
        return draft
    if draft.state != TemplateState.DRAFT:
        raise NotADraft(_("This version has retired. Edit it to make a new draft, then publish that."))
    validate_merge_fields(draft.body)
    siblings = PledgeTemplate.objects.filter(area=draft.area_id, kind=draft.kind)
    siblings.published().update(state=TemplateState.RETIRED)
    draft.version = (siblings.aggregate(Max("version"))["version__max"] or 0) + 1
    draft.body_hash = hashlib.sha256(draft.body.encode()).hexdigest()
    draft.state, draft.published_at, draft.published_by = TemplateState.PUBLISHED, now(), actor
    draft.save()
    audit.record("pledges.template.published", actor=actor, target=draft, area=draft.area, version=draft.version)
    return draft


def version_in_force(template: PledgeTemplate) -> PledgeTemplate:
    """The published version of the same area and kind; the given one where nothing newer was published."""
    current = PledgeTemplate.objects.published().filter(area=template.area_id, kind=template.kind).first()
    return current or template


def fill_in(body: str, values: Mapping[str, str]) -> str:
    """The text with its fields filled. Values are plain text: braces in them stay what they are. Raises FieldsMissing for empty ones."""
    missing = [field for field in FIELD.findall(body) if not values.get(field, "").strip()]
    if missing:
        raise FieldsMissing(
            _("The pledge can't be shown yet, this is missing: %(fields)s. Please tell the staff.")
            % {"fields": "、".join(missing)}
        )
    return FIELD.sub(lambda match: values[match.group(1)], body)


def text_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
