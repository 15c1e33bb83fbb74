from wagtail import hooks

from campaigns.admin.viewsets import CampaignGroup


@hooks.register("register_admin_viewset")
def register_campaigns() -> CampaignGroup:
    return CampaignGroup()
