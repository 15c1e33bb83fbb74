from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = _("Campaigns")

    def ready(self) -> None:
        from campaigns.domain.activities import next_at_place
        from campaigns.models import Activity, Campaign
        from common import public_content
        from outreach.seams import register_activities

        register_activities(next_at_place)
        public_content.register_models(Campaign, Activity)
        public_content.register_actions("campaigns.")
