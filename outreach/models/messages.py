from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, AreaScopedQuerySet, ConsentText, PhoneMixin
from common.fields import EncryptedTextField
from common.public_ids import random_code
from outreach.enums import (
    REPLIED_STATES,
    WAITING_STATES,
    EntryKind,
    MessageCategory,
    MessageChannel,
    MessageState,
    SpamSign,
)

from .pages import QuestionPage

NUMBER_LENGTH = 12


def random_number() -> str:
    """A tracking number: twelve characters carry 59 bits, and wrong ones are counted."""
    return random_code(NUMBER_LENGTH)


class PublicMessageQuerySet(AreaScopedQuerySet["PublicMessage"]):
    def waiting(self) -> Self:
        """What the office still owes an answer, what is held back as spam included."""
        return self.filter(state__in=WAITING_STATES)

    def overdue(self, at: datetime) -> Self:
        return self.waiting().filter(due_at__lt=at)

    def genuine(self) -> Self:
        """Everything but spam: what statistics speak of."""
        return self.exclude(state__in=[MessageState.SUSPECTED, MessageState.SPAM])

    def kept(self) -> Self:
        """What hasn't been erased after its retention period."""
        return self.filter(purged_at=None)


class PublicMessage(PhoneMixin):
    """One question, complaint, suggestion or mistake reported, whichever way it reached the office.

    Name and phone are voluntary; with the text and the reply they are erased when the retention period has passed, and
    the row stays for the statistics.
    """

    number = models.CharField(_("tracking number"), max_length=NUMBER_LENGTH, unique=True, default=random_number)
    key = models.CharField(max_length=64, unique=True, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="public_messages", verbose_name=_("area"))
    category = models.CharField(_("category"), max_length=12, choices=MessageCategory)
    channel = models.CharField(_("came by"), max_length=8, choices=MessageChannel)
    ticket_number = models.CharField(_("ticket number"), max_length=40, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=MessageState, default=MessageState.NEW)
    version = models.PositiveIntegerField(default=0, editable=False, help_text="counts the steps taken")

    body = models.TextField(_("what was written or said"), blank=True)
    body_digest = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    page_address = models.CharField(_("page with the mistake"), max_length=500, blank=True)
    name = EncryptedTextField(_("name"), blank=True)
    wants_reply = models.BooleanField(_("wants a reply"), default=True)
    consent_text = models.ForeignKey(
        ConsentText, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("consent text")
    )
    consented_at = models.DateTimeField(null=True, blank=True)
    signs = models.JSONField(default=list, help_text="values of SpamSign")

    received_at = models.DateTimeField(_("received"))
    due_at = models.DateTimeField(_("reply due"))
    due_is_estimated = models.BooleanField(default=False)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("dealt with by"),
    )
    forwarded_to = models.CharField(_("forwarded to"), max_length=80, blank=True)
    forwarded_on = models.DateField(_("forwarded on"), null=True, blank=True)
    reply = models.TextField(_("reply"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    first_answered_at = models.DateTimeField(null=True, blank=True)
    reply_days = models.PositiveSmallIntegerField(null=True, blank=True, help_text="working days to the first reply")
    on_time = models.BooleanField(null=True, blank=True, help_text="was the first reply in time")
    settled_at = models.DateTimeField(null=True, blank=True, help_text="retention counts from here")
    purged_at = models.DateTimeField(null=True, blank=True)
    question_page = models.ForeignKey(
        QuestionPage, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("question page")
    )

    objects = PublicMessageQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("public message")
        verbose_name_plural = _("public messages")
        ordering = ["-received_at", "-id"]
        indexes = [
            models.Index(fields=["due_at"], name="message_waiting", condition=Q(state__in=WAITING_STATES)),
            models.Index(fields=["received_at"], name="message_received"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(channel=MessageChannel.TICKET) ^ Q(ticket_number=""), name="message_ticket_has_number"
            ),
            models.UniqueConstraint(
                fields=["ticket_number"], condition=~Q(ticket_number=""), name="message_ticket_once"
            ),
            models.CheckConstraint(condition=~Q(body="") | Q(purged_at__isnull=False), name="message_has_text"),
            models.CheckConstraint(
                condition=~Q(state=MessageState.ASSIGNED) | Q(assignee__isnull=False),
                name="message_assigned_to_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=MessageState.FORWARDED) | (~Q(forwarded_to="") & Q(forwarded_on__isnull=False)),
                name="message_forwarded_somewhere",
            ),
            models.CheckConstraint(
                condition=~Q(state=MessageState.ANSWERED)
                | (Q(answered_at__isnull=False) & (~Q(reply="") | Q(purged_at__isnull=False))),
                name="message_answered_in_words",
            ),
            # 个人信息保护法 art. 14: on the site nobody leaves a name or number without having agreed to a text.
            models.CheckConstraint(
                condition=~Q(channel=MessageChannel.WEB)
                | (Q(name="") & Q(phone_index=""))
                | (Q(consent_text__isnull=False) & Q(consented_at__isnull=False)),
                name="message_contact_with_consent",
            ),
        ]

    def __str__(self) -> str:
        return self.printed_number

    @property
    def printed_number(self) -> str:
        """ABCD-EFGH-JKLM, as it is read aloud and typed."""
        return "-".join(self.number[start : start + 4] for start in range(0, NUMBER_LENGTH, 4))

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING_STATES

    @property
    def has_contact(self) -> bool:
        return bool(self.name or self.phone_last4)

    @property
    def public_reply(self) -> str:
        """The reply as the asker may read it: not while the office is looking at it again."""
        return self.reply if self.state in REPLIED_STATES else ""

    @property
    def sign_labels(self) -> list[str]:
        return [str(SpamSign(sign).label) for sign in self.signs]


class MessageEntry(models.Model):
    """One line of a message's history: a step, or a note among colleagues. The asker never sees it."""

    message = models.ForeignKey(PublicMessage, models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=10, choices=EntryKind)
    text = models.TextField(blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("line of a message's history")
        verbose_name_plural = _("lines of a message's history")
        ordering = ["-id"]


class MessageSummary(models.Model):
    """How much was open in an area on one day, written by the sweep: the trend that live counts can't show."""

    day = models.DateField(_("calendar day"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("area"))
    waiting = models.PositiveIntegerField(_("open"))
    overdue = models.PositiveIntegerField(_("overdue"))
    suspected = models.PositiveIntegerField(_("perhaps spam"))

    objects = AreaScopedQuerySet["MessageSummary"].as_manager()

    class Meta:
        verbose_name = _("day of the public messages")
        verbose_name_plural = _("days of the public messages")
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["day", "area"], name="message_summary_once")]
