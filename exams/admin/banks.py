"""Question banks in the Wagtail admin."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic

from accounts.admin.scoped import ScopedDeleteView, ScopedEditView, ScopedIndexView, ScopedViewSet, home_area
from exams.domain.banks import delete_bank, record_bank_saved
from exams.enums import QuestionState
from exams.models import QuestionBank


class BankForm(WagtailAdminModelForm):
    """The area isn't asked for, so the form itself looks whether the name is taken there."""

    def clean_name(self) -> str:
        name = self.cleaned_data["name"].strip()
        same = QuestionBank.objects.filter(area=self.instance.area_id, name=name).exclude(pk=self.instance.pk)
        if same.exists():
            raise ValidationError(_("Your area has a question bank of this name already. Please choose another name."))
        return name


class BankIndexView(ScopedIndexView):
    def get_base_queryset(self) -> QuerySet[QuestionBank]:
        active = Count("questions", filter=Q(questions__state=QuestionState.ACTIVE))
        rows = super().get_base_queryset().select_related("area")
        return rows.annotate(active=active, total=Count("questions"))


class BankCreateView(generic.CreateView):
    def get_initial_form_instance(self) -> QuestionBank:
        return QuestionBank(area=home_area(self.request.user))

    def save_instance(self) -> QuestionBank:
        bank = super().save_instance()
        record_bank_saved(bank, actor=self.request.user, created=True)
        return bank


class BankEditView(ScopedEditView):
    def save_instance(self) -> QuestionBank:
        bank = super().save_instance()
        record_bank_saved(bank, actor=self.request.user, created=False)
        return bank


class BankDeleteView(ScopedDeleteView):
    def delete_action(self) -> None:
        delete_bank(self.object, actor=self.request.user)


def questions_url(bank: QuestionBank) -> str:
    return f"{reverse('exam-questions:index')}?bank={bank.pk}"


class BankViewSet(ScopedViewSet):
    model = QuestionBank
    icon = "folder-open-inverse"
    menu_label = gettext_lazy("Question banks")
    name = url_prefix = "question-banks"
    index_view_class = BankIndexView
    add_view_class = BankCreateView
    edit_view_class = BankEditView
    delete_view_class = BankDeleteView
    search_fields = ["name"]
    list_display = [
        "name",
        Column("area", label=gettext_lazy("area")),
        TitleColumn("active", label=gettext_lazy("questions in use"), get_url=questions_url),
        Column("total", label=gettext_lazy("questions in all")),
    ]
    edit_handler = ObjectList([FieldPanel("name")], base_form_class=BankForm)
