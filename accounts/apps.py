from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    default = True
    name = "accounts"
    verbose_name = _("People and offices")

    def ready(self) -> None:
        from accounts.interfaces.dashboard import SITE_STATE
        from accounts.models import OfficeSettings, SiteState
        from common import dashboard, public_content, schedules

        public_content.register_models(OfficeSettings, SiteState)
        schedules.register("accounts.tasks.chain_audit", minutes=5)
        dashboard.register(SITE_STATE)


class OfficeUsersConfig(WagtailUsersAppConfig):
    """Wagtail's user administration with our screens: staff only, each with an area."""

    user_viewset = "accounts.admin.users.StaffViewSet"
