from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from accounts.admin.policies import LimitedPolicy
from accounts.admin.scoped import ScopedHistoryView, ScopedInspectView, ScopedUsageView
from common.masking import mask_name
from issuance.domain.documents import ENDABLE
from issuance.domain.seals import seal_problem
from issuance.enums import DocumentState
from issuance.interfaces.printed import printed_lines
from issuance.models import IssuedDocument
from issuance.rules import can_end
from issuance.validators import normalise_verify_code


class RegisterIndexView(IndexView):
    """The register of issued papers of the user's area; searched by number or verification code."""

    template_name = "issuance/admin/register_index.html"

    def get_base_queryset(self) -> QuerySet[IssuedDocument]:
        return IssuedDocument.objects.for_user(self.request.user).select_related("subject", "area")

    def search_queryset(self, queryset: QuerySet[IssuedDocument]) -> QuerySet[IssuedDocument]:
        query = (self.search_query or "").strip()
        if not query:
            return queryset
        code = normalise_verify_code(query)
        by_code = queryset.filter(verify_code=code) if code else queryset.none()
        return by_code if by_code.exists() else queryset.filter(number__icontains=query)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        waiting = self.get_base_queryset().filter(state__in=[DocumentState.SEALING, DocumentState.FAILED])
        return super().get_context_data(*args, **kwargs) | {"seal_problem": seal_problem(), "waiting": waiting.count()}


class RegisterInspectView(ScopedInspectView):
    template_name = "issuance/admin/register_inspect.html"

    def get_fields(self) -> list[str]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        paper: IssuedDocument = self.object
        may_end = can_end(self.request.user)
        return super().get_context_data(**kwargs) | {
            "paper": paper,
            "lines": printed_lines(paper, name=paper.person_name),
            "may_revoke": may_end and paper.state in ENDABLE,
            "may_replace": may_end and paper.state in ENDABLE and paper.kind == "certificate",
            "may_retry": may_end and paper.state in (DocumentState.FAILED, DocumentState.SEALING),
            "download_url": reverse("issuance:document-download", args=[paper.public_id]),
        }


class MaskedNameColumn(Column):
    def get_value(self, instance: IssuedDocument) -> str:
        return mask_name(instance.person_name)


class RegisterViewSet(ModelViewSet):
    """Issued papers, to look at: they come from decisions elsewhere and end by revoking or replacing."""

    model = IssuedDocument
    icon = "doc-full-inverse"
    menu_label = _("Issued papers")
    name = url_prefix = "issued-papers"
    add_to_admin_menu = True
    menu_order = 260
    index_view_class = RegisterIndexView
    inspect_view_class = RegisterInspectView
    inspect_view_enabled = True
    history_view_class = ScopedHistoryView
    usage_view_class = ScopedUsageView
    add_to_reference_index = False
    copy_view_enabled = False
    permission_policy = LimitedPolicy(IssuedDocument, "view")
    list_display = [
        "__str__",
        "kind",
        MaskedNameColumn("person", label=_("Full name")),
        "subject",
        "state",
        "problem",
        "created_at",
    ]
    list_filter = ["state", "kind"]
    search_fields = ["number"]
    form_fields: list[Any] = ["kind"]
