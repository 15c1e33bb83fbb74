from typing import Any, Self

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from accounts.models import Area, User
from common.clock import now
from common.fields import PublicIdField
from common.storage import private_storage
from reviews.enums import UNDER_WAY, Basis, Channel, Decision, RoundState

from .chains import OutsideSigner, ReviewChain, ReviewStage, StandIn

Staff = settings.AUTH_USER_MODEL


class AboutQuerySet(models.QuerySet[Any]):
    def about(self, obj: models.Model) -> Self:
        """Those of this page or snippet."""
        content_type = ContentType.objects.get_for_model(obj, for_concrete_model=False)
        return self.filter(content_type=content_type, object_id=str(obj.pk))


class AboutContent(models.Model):
    """A row about a page or snippet. It outlives it, so it names the object and its title instead of pointing to it."""

    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+", verbose_name=_("type of content"))
    object_id = models.CharField(max_length=40)
    title = models.CharField(_("title"), max_length=255)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


class RoundQuerySet(AboutQuerySet):
    def under_way(self) -> Self:
        return self.filter(state__in=UNDER_WAY)

    def for_user(self, user: User) -> Self:
        """Own ones and those one may sign; who may look after reviews also sees all of the own area and below."""
        if not user.is_active or not user.is_staff_member:
            return self.none()
        if user.is_superuser:
            return self
        mine = Q(submitted_by=user) | Q(contributors=user) | Q(chain__in=self.chains_of(user))
        if user.area is not None and user.has_perm("reviews.view_reviewround"):
            mine |= Q(area__path__startswith=user.area.path)
        return self.filter(pk__in=ReviewRound.objects.filter(mine).values("pk"))

    @staticmethod
    def chains_of(user: User) -> models.QuerySet[ReviewChain]:
        """The chains in which the user signs something today."""
        people = [user.pk, *StandIn.objects.absent_for(user)]
        stages = ReviewStage.objects.filter(Q(users__in=people) | Q(group__user__in=people), active=True)
        return ReviewChain.objects.filter(stages__in=stages)


class ReviewRound(AboutContent):
    """One text on its way through its chain, from submission to publication. Signatures count for its present text only."""

    public_id = PublicIdField()
    chain = models.ForeignKey(ReviewChain, models.PROTECT, related_name="rounds", verbose_name=_("review chain"))
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", verbose_name=_("area"))
    state = models.CharField(_("state"), max_length=12, choices=RoundState, default=RoundState.OPEN)
    revision_id = models.BigIntegerField(help_text="the version under review")
    content_hash = models.CharField(max_length=64, help_text="of that version")
    submitted_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name=_("submitted by"))
    contributors: models.ManyToManyField = models.ManyToManyField(Staff, related_name="+", verbose_name=_("written by"))
    opened_at = models.DateTimeField(_("submitted"))
    closed_at = models.DateTimeField(null=True)
    waiting_for = models.CharField(
        max_length=300, blank=True, help_text="signed by all, and why it isn't public all the same"
    )
    urgent_reason = models.CharField(_("reason for urgency"), max_length=200, blank=True)
    urgent_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    made_up_at = models.DateTimeField(null=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id"], condition=Q(state__in=UNDER_WAY), name="round_under_way_once"
            ),
            models.CheckConstraint(
                condition=~Q(state=RoundState.TO_MAKE_UP) | ~Q(urgent_reason=""), name="round_urgent_has_reason"
            ),
        ]
        indexes = [models.Index(fields=["content_type", "object_id"], name="round_about")]

    def revision(self) -> Revision | None:
        return Revision.objects.filter(pk=self.revision_id).first()


class ReviewLink(models.Model):
    """A single-use address by which one person signs one stage of one text on a telephone. Only its digest is kept."""

    round = models.ForeignKey(ReviewRound, models.PROTECT, related_name="links")
    stage = models.ForeignKey(ReviewStage, models.PROTECT, related_name="+")
    user = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    outside = models.ForeignKey(OutsideSigner, models.PROTECT, null=True, related_name="+")
    content_hash = models.CharField(max_length=64)
    token_hash = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    recalled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("review link")
        verbose_name_plural = _("review links")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=True) ^ Q(outside__isnull=True), name="link_for_one_person"
            ),
        ]

    @property
    def is_alive(self) -> bool:
        return self.used_at is None and self.recalled_at is None and self.expires_at > now()

    @property
    def for_whom(self) -> str:
        return self.user.get_full_name() if self.user else str(self.outside)


class ReviewSheet(models.Model):
    """A printed 审批单: its code and the text it was printed for."""

    code = models.CharField(_("code of the sheet"), max_length=8, unique=True)
    round = models.ForeignKey(ReviewRound, models.PROTECT, related_name="sheets")
    content_hash = models.CharField(max_length=64)
    revision_id = models.BigIntegerField()
    printed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    printed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("review sheet")
        verbose_name_plural = _("review sheets")
        constraints = [models.UniqueConstraint(fields=["round", "content_hash"], name="sheet_once_per_text")]

    def __str__(self) -> str:
        return self.code


class PaperScan(models.Model):
    """The picture of a signed sheet, in private storage, with its digest and who brought it in."""

    sheet = models.ForeignKey(ReviewSheet, models.PROTECT, related_name="scans")
    file = models.FileField(storage=private_storage, upload_to="review-sheets/")
    kind = models.CharField(max_length=20, help_text="content type, found by looking into the file")
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("scan of a sheet")
        verbose_name_plural = _("scans of sheets")


class Signature(models.Model):
    """One decision about one text at one stage. The database refuses to change or delete it."""

    round = models.ForeignKey(ReviewRound, models.PROTECT, related_name="signatures")
    stage = models.ForeignKey(ReviewStage, models.PROTECT, related_name="signatures")
    stage_name = models.CharField(max_length=255)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision)
    channel = models.CharField(_("how"), max_length=8, choices=Channel)
    revision_id = models.BigIntegerField()
    content_hash = models.CharField(max_length=64)
    user = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name=_("signer"))
    outside = models.ForeignKey(OutsideSigner, models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    signer_name = models.CharField(max_length=60)
    signer_duty = models.CharField(max_length=60, blank=True)
    proof_reader = models.CharField(_("proof-reader"), max_length=60, blank=True)
    no_secrets = models.BooleanField(_("no secrets"), default=False)
    comment = models.CharField(_("comment"), max_length=500, blank=True)
    urgent = models.BooleanField(default=False)
    signed_at = models.DateTimeField(_("signed"))
    recorded_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    link = models.OneToOneField(ReviewLink, models.PROTECT, null=True, related_name="signature")
    scan = models.ForeignKey(PaperScan, models.PROTECT, null=True, related_name="signatures")

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "stage", "content_hash"],
                condition=Q(decision=Decision.AGREE),
                name="stage_agreed_once_per_text",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=True) ^ Q(outside__isnull=True), name="signature_of_one_person"
            ),
            # 涉密不上网: nobody agrees without having looked, and every stage names its proof-reader (三校).
            models.CheckConstraint(
                condition=~Q(decision=Decision.AGREE) | (Q(no_secrets=True) & ~Q(proof_reader="")),
                name="agreed_means_checked",
            ),
            models.CheckConstraint(
                condition=~Q(decision=Decision.SEND_BACK) | ~Q(comment=""), name="sent_back_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(channel=Channel.PAPER) | Q(scan__isnull=False), name="paper_has_its_scan"
            ),
            models.CheckConstraint(
                condition=~Q(channel=Channel.LINK) | Q(link__isnull=False), name="telephone_has_its_link"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage_name} {self.signer}"

    @property
    def signer(self) -> str:
        """The name as it is shown: a stand-in's with the person it stands for."""
        if self.on_behalf_of:
            return f"{self.signer_name}（代{self.on_behalf_of.get_full_name()}）"
        return self.signer_name


class Publication(AboutContent):
    """One text that became public under a review chain, and what that rests on. Rows stay as they were written."""

    content_hash = models.CharField(max_length=64)
    revision_id = models.BigIntegerField(null=True)
    round = models.ForeignKey(ReviewRound, models.PROTECT, null=True, related_name="publications")
    basis = models.CharField(_("rests on"), max_length=12, choices=Basis)
    reason = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField(_("public since"))

    objects = AboutQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["content_type", "object_id"], name="publication_about")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(basis__in=[Basis.REVIEWED, Basis.URGENT]) | Q(round__isnull=False),
                name="publication_names_its_round",
            ),
        ]


class MissedPublication(AboutContent):
    """A scheduled text that couldn't go out at its time, and why. Whoever wrote it is told until it is public."""

    revision_id = models.BigIntegerField()
    due_at = models.DateTimeField(_("was due"))
    owner = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500)
    noticed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    objects = AboutQuerySet.as_manager()

    class Meta:
        verbose_name = _("missed publication")
        verbose_name_plural = _("missed publications")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["revision_id", "due_at"], name="missed_once")]
