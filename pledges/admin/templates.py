from typing import Any, cast

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.admin.views.generic import CreateView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from accounts.access import staff_required
from accounts.admin.policies import LimitedPolicy
from accounts.admin.scoped import ScopedEditView, ScopedHistoryView, ScopedUsageView
from accounts.enums import Role
from accounts.models import Area, User
from common.errors import DomainError
from pledges.domain.templates import fill_in, publish_template, save_draft
from pledges.models import PledgeTemplate
from pledges.validators import MERGE_FIELDS, NAME_FIELD

# What the preview is filled with; plainly made up.
EXAMPLE = {
    NAME_FIELD: "王小明",
    "单位名称": "示例区示范饲料有限公司",
    "统一社会信用代码": "91000000EXAMPLE0X0",
    "身份": "信用联络员",
    "培训名称": "2026 年第 3 期企业信用修复公益培训",
    "培训日期": "2026 年 8 月 5 日",
    "主办单位": "示例区信用办",
}


def own_templates(user: Any) -> QuerySet[PledgeTemplate]:
    return PledgeTemplate.objects.for_user(user).select_related("area")


class TemplateForm(WagtailAdminModelForm):
    class Meta:
        model = PledgeTemplate
        fields = ["area", "kind", "title", "body"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.for_user
        areas = Area.objects.all()
        if not user.is_superuser:
            areas = areas.filter(path__startswith=user.area.path) if user.area else areas.none()
        self.fields["area"].queryset = areas
        if user.area_id:
            self.fields["area"].initial = user.area_id
        if self.instance.pk:  # a wording stays in the line of versions it belongs to
            self.fields["area"].disabled = self.fields["kind"].disabled = True


class SaveDraftMixin:
    form: ModelForm
    request: HttpRequest

    def _save(self, draft: PledgeTemplate | None) -> PledgeTemplate:
        data = self.form.cleaned_data
        return save_draft(
            **{key: data[key] for key in ("area", "kind", "title", "body")},
            draft=draft,
            actor=cast(User, self.request.user),
        )


class TemplateIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet[PledgeTemplate]:
        return own_templates(self.request.user)


class TemplateCreateView(SaveDraftMixin, CreateView):
    def save_instance(self) -> PledgeTemplate:
        return self._save(None)


class TemplateEditView(SaveDraftMixin, ScopedEditView):
    template_name = "pledges/admin/template_edit.html"

    def save_instance(self) -> PledgeTemplate:
        return self._save(own_templates(self.request.user).get(pk=self.object.pk))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        stored = own_templates(self.request.user).get(pk=self.object.pk)
        preview = fill_in(stored.body, EXAMPLE)
        return super().get_context_data(**kwargs) | {"stored": stored, "preview": preview}


class TemplateViewSet(ModelViewSet):
    """Wordings of pledges. Editing a published version makes a new draft; publishing a draft retires the version before."""

    model = PledgeTemplate
    icon = "clipboard-list"
    menu_label = gettext_lazy("Pledge templates")
    name = url_prefix = "pledge-templates"
    add_to_admin_menu = True
    menu_order = 270
    index_view_class = TemplateIndexView
    add_view_class = TemplateCreateView
    edit_view_class = TemplateEditView
    history_view_class = ScopedHistoryView
    usage_view_class = ScopedUsageView
    add_to_reference_index = False
    copy_view_enabled = False
    permission_policy = LimitedPolicy(PledgeTemplate, "add", "change", "view")
    list_display = ["title", "version", "state", "area", "published_at"]
    list_filter = ["state"]
    edit_handler = ObjectList(
        [
            HelpPanel(
                content="、".join(f"{{{{{field}}}}}" for field in sorted(MERGE_FIELDS)),
                heading=gettext_lazy("Fields you may use in the text"),
            ),
            FieldPanel("area"),
            FieldPanel("kind"),
            FieldPanel("title"),
            FieldPanel("body"),
        ],
        base_form_class=TemplateForm,
    )


@staff_required(Role.SYSTEM_ADMIN)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, showing the text as signers will read it; then publish."""
    draft = get_object_or_404(own_templates(request.user), pk=pk)
    if request.method != "POST":
        context = {"template": draft, "preview": fill_in(draft.body, EXAMPLE)}
        return render(request, "pledges/admin/template_publish.html", context)
    try:
        publish_template(draft, actor=cast(User, request.user))
        messages.success(request, _("Version %(version)d is in force from now on.") % {"version": draft.version or 0})
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("pledge-templates:index")
