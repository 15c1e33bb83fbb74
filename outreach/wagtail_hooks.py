from wagtail import hooks

from outreach.admin.audiences import AudienceViewSet
from outreach.admin.listings import ContentGroup


@hooks.register("register_admin_viewset")
def register_audiences() -> AudienceViewSet:
    return AudienceViewSet()


@hooks.register("register_admin_viewset")
def register_content() -> ContentGroup:
    return ContentGroup()
