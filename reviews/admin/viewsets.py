from typing import Any

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from accounts.admin.policies import LimitedPolicy
from accounts.admin.refusals import RefusalInForm
from accounts.enums import UserKind
from accounts.models import User
from accounts.validators import normalise_phone
from reviews.domain import chains
from reviews.domain.signers import name_stand_in
from reviews.models import OutsideSigner, ReviewChain, ReviewStage, StandIn


class SetupSaving(RefusalInForm):
    """Saved, the workflow follows; all of it or nothing, since Wagtail saves forms in a transaction."""

    def save_instance(self) -> Any:
        instance = super().save_instance()  # type: ignore[misc]
        chains.record_setup(instance, actor=self.request.user)  # type: ignore[attr-defined]
        return instance


class SetupCreateView(SetupSaving, generic.CreateView):
    pass


class SetupEditView(SetupSaving, generic.EditView):
    pass


class ChainForm(WagtailAdminModelForm):
    """In force or not is a decision of its own (chains.put_in_force), so the box isn't written by the form."""

    content_type = forms.ModelChoiceField(label=gettext_lazy("type of content"), queryset=ContentType.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["content_type"]
        field.queryset = ContentType.objects.filter(pk__in=[found.pk for found in chains.reviewable_types()])
        field.label_from_instance = lambda content_type: str(content_type.model_class()._meta.verbose_name)
        field.disabled = bool(self.instance.pk)
        self.wanted = self.instance.active

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.wanted = bool(cleaned.pop("active", False))
        return cleaned


class ChainCreateView(RefusalInForm, generic.CreateView):
    def save_instance(self) -> ReviewChain:
        return save_chain(self, super().save_instance())


class ChainEditView(RefusalInForm, generic.EditView):
    def save_instance(self) -> ReviewChain:
        return save_chain(self, super().save_instance())


def save_chain(view: Any, chain: ReviewChain) -> ReviewChain:
    chains.record_setup(chain, actor=view.request.user)
    decide = chains.put_in_force if view.form.wanted else chains.put_out_of_force
    return decide(chain, actor=view.request.user)


class ChainViewSet(ModelViewSet):
    model = ReviewChain
    icon = "list-ol"
    menu_label = gettext_lazy("Review chains")
    name = url_prefix = "review-chains"
    add_view_class = ChainCreateView
    edit_view_class = ChainEditView
    copy_view_enabled = False
    add_to_reference_index = False
    permission_policy = LimitedPolicy(ReviewChain, "add", "change", "view")
    list_display = ["name", Column("content_type", label=gettext_lazy("type of content")), BooleanColumn("active")]
    edit_handler = ObjectList(
        [FieldPanel("content_type"), FieldPanel("name"), FieldPanel("active")], base_form_class=ChainForm
    )


class StageForm(WagtailAdminModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["users"]
        people.queryset = User.objects.filter(kind=UserKind.STAFF, is_active=True).order_by("username")
        people.label_from_instance = lambda user: user.get_full_name()
        self.fields["chain"].disabled = bool(self.instance.pk)


class StageIndexView(generic.IndexView):
    def get_base_queryset(self) -> QuerySet[ReviewStage]:
        return ReviewStage.objects.select_related("chain", "group")


class StageViewSet(ModelViewSet):
    model = ReviewStage
    icon = "tasks"
    menu_label = gettext_lazy("Review stages")
    name = url_prefix = "review-stages"
    index_view_class = StageIndexView
    add_view_class = SetupCreateView
    edit_view_class = SetupEditView
    copy_view_enabled = False
    add_to_reference_index = False
    permission_policy = LimitedPolicy(ReviewStage, "add", "change", "view")
    list_display = [
        "name",
        Column("chain", label=gettext_lazy("review chain")),
        "order",
        BooleanColumn("required"),
        BooleanColumn("active"),
    ]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("chain"), FieldPanel("order")]),
            FieldPanel("name"),
            FieldPanel("group"),
            FieldPanel("users", widget=forms.CheckboxSelectMultiple),
            FieldPanel("required"),
            FieldPanel("external"),
            FieldPanel("active"),
        ],
        base_form_class=StageForm,
    )


class OutsideSignerForm(WagtailAdminModelForm):
    phone_number = forms.CharField(
        label=gettext_lazy("mobile phone"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Only needed to send links as text messages. Leave it empty to keep the number."),
    )

    def clean_phone_number(self) -> str:
        number = self.cleaned_data["phone_number"].strip()
        return normalise_phone(number) if number else ""

    def save(self, commit: bool = True) -> OutsideSigner:
        if self.cleaned_data["phone_number"]:
            self.instance.set_phone(self.cleaned_data["phone_number"])
        return super().save(commit)


class OutsideSignerIndexView(generic.IndexView):
    def get_base_queryset(self) -> QuerySet[OutsideSigner]:
        return OutsideSigner.objects.select_related("stage")


class OutsideSignerViewSet(ModelViewSet):
    model = OutsideSigner
    icon = "user"
    menu_label = gettext_lazy("Outside signers")
    name = url_prefix = "outside-signers"
    index_view_class = OutsideSignerIndexView
    add_view_class = SetupCreateView
    edit_view_class = SetupEditView
    copy_view_enabled = False
    add_to_reference_index = False
    permission_policy = LimitedPolicy(OutsideSigner, "add", "change", "view")
    list_display = ["name", "duty", Column("stage", label=gettext_lazy("stage")), BooleanColumn("active")]
    edit_handler = ObjectList(
        [FieldPanel("stage"), FieldPanel("name"), FieldPanel("duty"), FieldPanel("phone_number"), FieldPanel("active")],
        base_form_class=OutsideSignerForm,
    )


class LeaveForm(WagtailAdminModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("absent", "stand_in"):
            field: Any = self.fields[name]
            field.queryset = User.objects.filter(kind=UserKind.STAFF, is_active=True).order_by("username")
            field.label_from_instance = lambda user: user.get_full_name()


class StandInCreateView(RefusalInForm, generic.CreateView):
    def save_instance(self) -> StandIn:
        return name_stand_in(**self.form.cleaned_data, actor=self.request.user)

    def get_success_message(self, instance: StandIn) -> str:
        return _("The stand-in is named.")


class StandInIndexView(generic.IndexView):
    def get_base_queryset(self) -> QuerySet[StandIn]:
        return StandIn.objects.for_user(self.request.user).select_related("absent", "stand_in")


class StandInViewSet(ModelViewSet):
    """Arranged for others, for example by telephone from a hospital; one's own leave is on the review screen."""

    model = StandIn
    icon = "group"
    menu_label = gettext_lazy("Stand-ins")
    name = url_prefix = "stand-ins"
    index_view_class = StandInIndexView
    add_view_class = StandInCreateView
    copy_view_enabled = False
    add_to_reference_index = False
    permission_policy = LimitedPolicy(StandIn, "add", "view")
    list_display = [Column("__str__", label=gettext_lazy("stand-in")), "from_on", "until_on", "revoked_at"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("absent"), FieldPanel("stand_in")]),
            FieldRowPanel([FieldPanel("from_on"), FieldPanel("until_on")]),
        ],
        base_form_class=LeaveForm,
    )
