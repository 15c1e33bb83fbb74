"""Ticks behind warnings: somebody has looked and stands by the text."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.domain import audit
from accounts.models import User
from common.clock import now
from common.errors import DomainError
from reviews.domain.checks import examine
from reviews.models import CheckConfirmation


class NotConfirmable(DomainError):
    code = "not_confirmable"


@transaction.atomic
def confirm_warning(page: Page, *, fingerprint: str, actor: User) -> CheckConfirmation:
    """Stand by the text of this page, saved or as it is being typed, in spite of one warning; a second time is the tick already there.

    Refuses what blocks, what the text doesn't hold (any more), and a page that was never saved.
    """
    finding = next((each for each in examine(page) if each.fingerprint == fingerprint), None)
    if finding is None:
        raise NotConfirmable(_("The text has changed meanwhile. Please look at the new findings."))
    if finding.is_blocking:
        raise NotConfirmable(_("This must be changed; it can't be confirmed."))
    if page.pk is None:
        raise NotConfirmable(_("Please save the draft first."))
    confirmation, created = CheckConfirmation.objects.get_or_create(
        page_id=page.pk,
        fingerprint=fingerprint,
        defaults={"code": finding.code, "confirmed_by": actor, "confirmed_at": now()},
    )
    if created:
        audit.record("reviews.warning.confirmed", actor=actor, target=page, warning=finding.code)
    return confirmation


@transaction.atomic
def withdraw_confirmation(page: Page, *, fingerprint: str, actor: User) -> None:
    """Take the tick back: the warning is open again. Without a tick nothing happens."""
    rows = CheckConfirmation.objects.filter(page_id=page.pk, fingerprint=fingerprint)
    code = rows.values_list("code", flat=True).first()
    if rows.delete()[0]:
        audit.record("reviews.warning.reopened", actor=actor, target=page, warning=code)
