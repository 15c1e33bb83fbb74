from datetime import date
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState, Workflow, WorkflowState

from accounts.models import PhoneMixin, User
from common.clock import today

# The tasks of Wagtail's workflows call the domain, which stands above the models: decision 2.
ACTIONS = "reviews.domain.workflow"
MOST_STAGES = 3


class ReviewChainQuerySet(models.QuerySet["ReviewChain"]):
    def active_for(self, model: type[models.Model]) -> "ReviewChain | None":
        """The chain that publications of this model must pass, or None: then they are published as before."""
        content_type = ContentType.objects.get_for_model(model, for_concrete_model=False)
        return self.filter(content_type=content_type, active=True).select_related("workflow").first()


class ReviewChain(models.Model):
    """Which reviews one type of content needs before it is published (三审三校): one to three stages, in order."""

    content_type = models.OneToOneField(
        ContentType, models.PROTECT, related_name="+", verbose_name=_("type of content")
    )
    name = models.CharField(_("name"), max_length=60)
    active = models.BooleanField(_("in force"), default=False)
    workflow = models.OneToOneField(
        Workflow, models.PROTECT, null=True, editable=False, related_name="review_chain", verbose_name=_("workflow")
    )

    objects = ReviewChainQuerySet.as_manager()

    class Meta:
        verbose_name = _("review chain")
        verbose_name_plural = _("review chains")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(active=False) | Q(workflow__isnull=False), name="chain_in_force_has_workflow"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def stages_in_order(self) -> list["ReviewStage"]:
        return list(self.stages.filter(active=True).order_by("order"))


class ReviewStage(Task):
    """One review of a chain, as a task of Wagtail's workflow: who signs it, and whether it may be left out."""

    chain = models.ForeignKey(ReviewChain, models.PROTECT, related_name="stages", verbose_name=_("review chain"))
    order = models.PositiveSmallIntegerField(_("place in the chain"), choices=[(n, str(n)) for n in (1, 2, 3)])
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signed by members of")
    )
    users = models.ManyToManyField(User, blank=True, related_name="+", verbose_name=_("signed by"))
    required = models.BooleanField(_("must be on record"), default=True)
    external = models.BooleanField(
        _("outside leaders may sign"), default=False, help_text=_("By a telephone link or on paper.")
    )

    admin_form_fields = [*Task.admin_form_fields, "chain", "order", "group", "users", "required", "external"]

    class Meta:
        verbose_name = _("review stage")
        verbose_name_plural = _("review stages")
        ordering = ["chain", "order"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "order"], name="stage_place_once"),
            models.CheckConstraint(condition=Q(order__gte=1, order__lte=MOST_STAGES), name="stage_one_to_three"),
        ]

    # What Wagtail asks its tasks

    def start(self, workflow_state: WorkflowState, user: User | None = None) -> TaskState:
        """Begin at the first review the present text still lacks, whichever task Wagtail counts as next."""
        stage = import_string(f"{ACTIONS}.stage_to_start")(self, workflow_state)
        return super(ReviewStage, stage).start(workflow_state, user=user)

    def user_can_access_editor(self, obj: Any, user: User) -> bool:
        return self.signed_by(user)

    def locked_for_user(self, obj: Any, user: User) -> bool:
        return not self.signed_by(user)

    def get_actions(self, obj: Any, user: User) -> list[tuple[str, Any, bool]]:
        if not self.signed_by(user):
            return []
        return [("reject", _("Send back with a comment"), True), ("approve", _("Sign this review"), True)]

    def get_form_for_action(self, action: str) -> Any:
        return import_string("reviews.interfaces.forms.form_for_action")(action)

    def on_action(self, task_state: TaskState, user: User, action_name: str, **kwargs: Any) -> None:
        import_string(f"{ACTIONS}.act")(self, task_state, user=user, action=action_name, data=kwargs)

    def get_task_states_user_can_moderate(self, user: User, **kwargs: Any) -> QuerySet[TaskState]:
        if not self.signed_by(user):
            return TaskState.objects.none()
        return self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)

    @classmethod
    def get_description(cls) -> Any:
        return _("One of the reviews (三审三校) before anything is published.")

    def signed_by(self, user: User) -> bool:
        """Do the rules of this stage let the user sign today, in person or as a stand-in?"""
        return self.holders().filter(pk__in=[user.pk, *StandIn.objects.absent_for(user)]).exists()

    def holders(self) -> QuerySet[User]:
        """Those the stage names itself: members of its group and single people."""
        return User.objects.filter(
            Q(groups=self.group_id, groups__isnull=False) | Q(pk__in=self.users.values("pk")), is_active=True
        ).distinct()


class OutsideSigner(PhoneMixin):
    """A leader outside the office who signs one stage by telephone link or on paper, without an account."""

    stage = models.ForeignKey(ReviewStage, models.PROTECT, related_name="outside_signers", verbose_name=_("stage"))
    name = models.CharField(_("name"), max_length=40)
    duty = models.CharField(_("duty"), max_length=60, help_text=_("For example: deputy head of the district."))
    active = models.BooleanField(_("signs at present"), default=True)

    class Meta:
        verbose_name = _("outside signer")
        verbose_name_plural = _("outside signers")
        ordering = ["stage", "name"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "name", "duty"], name="outside_signer_once"),
            models.CheckConstraint(condition=~Q(name=""), name="outside_signer_has_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.duty}）"


class StandInQuerySet(models.QuerySet["StandIn"]):
    def on(self, day: date) -> Self:
        """Those in force on this day, its first and last day included."""
        return self.filter(revoked_at__isnull=True, from_on__lte=day, until_on__gte=day)

    def absent_for(self, user: User) -> list[int]:
        """The ids of the colleagues this user stands in for today."""
        return list(self.on(today()).filter(stand_in=user).values_list("absent_id", flat=True))

    def for_user(self, user: User) -> Self:
        if user.is_superuser or user.has_perm("reviews.change_standin"):
            return self.all()
        return self.filter(Q(absent=user) | Q(stand_in=user))


class StandIn(models.Model):
    """Who signs for whom during a leave; only on these days, and shown as signed on behalf (代)."""

    absent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person on leave")
    )
    stand_in = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("stand-in"))
    from_on = models.DateField(_("first day"))
    until_on = models.DateField(_("last day"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    objects = StandInQuerySet.as_manager()

    class Meta:
        verbose_name = _("stand-in")
        verbose_name_plural = _("stand-ins")
        ordering = ["-from_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="standin_days_in_order"),
            models.CheckConstraint(
                condition=~Q(absent=F("stand_in")),
                name="standin_is_somebody_else",
                violation_error_message=_("A stand-in is another member of staff."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stand_in.get_full_name()}代{self.absent.get_full_name()}"
