from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from accounts.domain.working_days import delete_override, save_override
from accounts.models import HolidayOverride


class HolidayCreateView(generic.CreateView):
    def save_instance(self) -> HolidayOverride:
        return save_override(self.form.instance, actor=self.request.user)


class HolidayEditView(generic.EditView):
    def save_instance(self) -> HolidayOverride:
        return save_override(self.form.instance, actor=self.request.user)


class HolidayDeleteView(generic.DeleteView):
    def delete_action(self) -> None:
        delete_override(self.object, actor=self.request.user)


class HolidayViewSet(ModelViewSet):
    """Days on which the office works or doesn't, where the published calendar is silent or wrong for it."""

    model = HolidayOverride
    icon = "date"
    menu_label = _("Holidays")
    name = url_prefix = "holidays"
    add_to_settings_menu = True
    copy_view_enabled = False
    add_view_class = HolidayCreateView
    edit_view_class = HolidayEditView
    delete_view_class = HolidayDeleteView
    list_display = [
        DateColumn("day", label=_("calendar day")),
        BooleanColumn("is_working", label=_("a working day")),
        "note",
    ]
    form_fields = ["day", "is_working", "note"]
