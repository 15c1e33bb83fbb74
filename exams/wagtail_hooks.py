from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.model import ModelViewSetGroup

from exams.admin.banks import BankViewSet
from exams.admin.papers import PaperViewSet
from exams.admin.questions import QuestionViewSet
from exams.admin.sittings import SittingViewSet
from exams.rules import can_manage_exams
from exams.urls_staff import urlpatterns


class SheetItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return can_manage_exams(request.user)


class ExamsGroup(ModelViewSetGroup):
    menu_label = _("Tests and questions")
    menu_icon = "clipboard-list"
    menu_order = 220
    items = (BankViewSet, QuestionViewSet, PaperViewSet, SittingViewSet)

    def get_submenu_items(self) -> list[MenuItem]:
        upload = SheetItem(
            _("Take in a question sheet"), reverse("question-sheet-upload"), icon_name="upload", order=250
        )
        return [*super().get_submenu_items(), upload]


@hooks.register("register_admin_viewset")
def register_exams() -> ExamsGroup:
    return ExamsGroup()


@hooks.register("register_admin_urls")
def register_pages() -> list[URLPattern]:
    return urlpatterns
