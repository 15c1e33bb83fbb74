from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = _("Campaigns")

    def ready(self) -> None:
        from campaigns.domain.activities import next_at_place
        from outreach.seams import register_activities

        register_activities(next_at_place)
        from campaigns.domain.campaigns import official_themes
        from reviews.domain.checks import sources

        sources.register_themes(official_themes)
