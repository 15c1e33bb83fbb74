from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import IndexView, UserViewSet

from accounts.enums import UserKind
from accounts.models import User

AREA_HELP = {"area": _("Where this person works: sees this area and everything below it.")}


class StaffCreationForm(UserCreationForm):
    class Meta(UserCreationForm.Meta):
        fields = UserCreationForm.Meta.fields | {"area"}
        help_texts = AREA_HELP


class StaffEditForm(UserEditForm):
    class Meta(UserEditForm.Meta):
        fields = UserEditForm.Meta.fields | {"area"}
        help_texts = AREA_HELP


class StaffIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet[User]:
        return super().get_base_queryset().filter(kind=UserKind.STAFF)


class StaffViewSet(UserViewSet):
    """Wagtail's user screens, for staff: representatives sign in by phone and are looked after in their firm's subject file."""

    index_view_class = StaffIndexView

    def get_form_class(self, for_update: bool = False) -> type:
        return StaffEditForm if for_update else StaffCreationForm
