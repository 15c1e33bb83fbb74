from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet

from outreach.models import Audience


class AudienceViewSet(ModelViewSet):
    """Whom we teach: the office may rename an audience or add one."""

    model = Audience
    icon = "group"
    menu_label = _("Audiences")
    name = url_prefix = "audiences"
    add_to_settings_menu = True
    copy_view_enabled = False
    list_display = ["name", "code", "description", "on_front", "position"]
    form_fields = ["name", "code", "description", "on_front", "position"]
