from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = _("Campaigns")

    def ready(self) -> None:
        from campaigns.domain.activities import next_at_place
        from campaigns.domain.campaigns import official_themes
        from campaigns.models import Activity, Campaign
        from common import public_content
        from common.search import sources as searched
        from outreach.sources import register_activities
        from reviews.domain.checks import sources as checked

        register_activities(next_at_place)
        checked.register_themes(official_themes)
        searched.register("campaign", Campaign._meta.verbose_name, Campaign.objects.public)
        public_content.register_models(Campaign, Activity)
        public_content.register_actions("campaigns.")
