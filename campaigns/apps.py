from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = _("Campaigns")

    def ready(self) -> None:
        from campaigns.domain.campaigns import official_themes
        from reviews.domain.checks import sources

        sources.register_themes(official_themes)
