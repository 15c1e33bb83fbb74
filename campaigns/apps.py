from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = _("Campaigns")

    def ready(self) -> None:
        from campaigns.models import Campaign
        from common.search import sources

        sources.register("campaign", Campaign._meta.verbose_name, Campaign.objects.public)
