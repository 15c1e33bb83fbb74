from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from outreach.admin.audiences import AudienceViewSet
from outreach.admin.listings import ContentGroup
from outreach.admin.messages import PublicMessageViewSet
from outreach.rules import can_see_messages
from outreach.urls_staff import urlpatterns


class MessageReportItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return can_see_messages(request.user)


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[Any]:
    return [AudienceViewSet(), ContentGroup(), PublicMessageViewSet()]


@hooks.register("register_admin_urls")
def register_message_pages() -> list[URLPattern]:
    return urlpatterns


@hooks.register("register_reports_menu_item")
def register_message_report() -> MenuItem:
    return MessageReportItem(
        _("Public messages in figures"), reverse("public-message-report"), icon_name="mail", order=900
    )
