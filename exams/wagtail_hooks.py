from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSetGroup

from exams.admin.banks import BankViewSet
from exams.admin.questions import QuestionViewSet


class ExamsGroup(ModelViewSetGroup):
    menu_label = _("Tests and questions")
    menu_icon = "clipboard-list"
    menu_order = 220
    items = (QuestionViewSet, BankViewSet)


@hooks.register("register_admin_viewset")
def register_exams() -> ExamsGroup:
    return ExamsGroup()
