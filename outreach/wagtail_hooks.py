from wagtail import hooks

from outreach.admin.viewsets import AudienceViewSet


@hooks.register("register_admin_viewset")
def register_audiences() -> AudienceViewSet:
    return AudienceViewSet()
