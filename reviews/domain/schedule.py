"""What goes out and comes down at its minute. Runs each minute, and may run twice."""

import logging
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.models import DraftStateMixin, Page, Revision

from accounts.domain import audit
from common.clock import now
from reviews.domain.content import specific
from reviews.domain.errors import PublicationRefused
from reviews.domain.gate import about, holds, missing_stages
from reviews.domain.signing import try_publish
from reviews.enums import RoundState
from reviews.models import MissedPublication, ReviewRound

logger = logging.getLogger(__name__)


def run_schedule() -> int:
    """Take down what has expired, publish what is due, and what was held back and is free now; returns how many changed.

    One text that fails doesn't hold up the others.
    """
    return expire_due() + publish_due() + publish_held()


def expire_due() -> int:
    expired = [obj for model in _models() for obj in model._base_manager.filter(live=True, expire_at__lte=now())]
    return sum(_expire(specific(obj)) for obj in expired)


def publish_due() -> int:
    due = Revision.objects.filter(approved_go_live_at__lte=now()).order_by("approved_go_live_at", "pk")
    return sum(_publish(pk) for pk in due.values_list("pk", flat=True))


def publish_held() -> int:
    """Rounds that everybody signed while a hold or a check objected."""
    rounds = ReviewRound.objects.filter(state=RoundState.OPEN).exclude(waiting_for="").select_related("chain")
    return sum(try_publish(round_) for round_ in rounds if not missing_stages(round_, round_.content_hash))


def _expire(obj: Any) -> bool:
    try:
        with transaction.atomic():
            obj.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    except Exception:
        logger.exception("scheduled end of %s %s failed", obj._meta.label, obj.pk)
        return False
    return True


def _publish(pk: int) -> bool:
    try:
        with transaction.atomic():
            revision = Revision.objects.select_for_update(of=("self",)).get(pk=pk)
            if revision.approved_go_live_at is None:  # the other worker was faster
                return False
            version = revision.as_object()
            if reasons := holds(version):
                raise PublicationRefused(version, reasons)
            revision.publish(log_action="wagtail.publish.scheduled", skip_permission_checks=True)
    except PublicationRefused as error:
        _note_missed(pk, " ".join(error.problems))
    except ValidationError as error:
        _note_missed(pk, " ".join(error.messages))
    except Exception:
        logger.exception("scheduled publication of revision %s failed", pk)
    else:
        return True
    return False


@transaction.atomic
def _note_missed(pk: int, reason: str) -> None:
    """Tell whoever wrote it, once; it stays scheduled and goes out in the minute after what stopped it is gone."""
    revision = Revision.objects.get(pk=pk)
    obj: Any = specific(revision.content_object)
    missed, created = MissedPublication.objects.get_or_create(
        revision_id=pk,
        due_at=revision.approved_go_live_at,
        defaults={
            **about(obj),
            "owner_id": getattr(obj, "owner_id", None) or revision.user_id,
            "reason": reason[:500],
            "noticed_at": now(),
        },
    )
    if created:
        audit.record("reviews.schedule.missed", target=missed, due=str(missed.due_at))


def _models() -> list[Any]:
    drafts = [
        model for model in apps.get_models() if issubclass(model, DraftStateMixin) and not issubclass(model, Page)
    ]
    return [Page, *drafts]
