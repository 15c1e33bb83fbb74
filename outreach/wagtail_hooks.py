from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

from outreach.admin.viewsets import AudienceViewSet


@hooks.register("register_admin_viewset")
def register_audiences() -> AudienceViewSet:
    return AudienceViewSet()


@hooks.register("insert_global_admin_css")
def admin_styles() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin-outreach.css"))
