from typing import Any

from django.urls import URLPattern, path
from wagtail import hooks

from pledges.admin.templates import TemplateViewSet, publish


@hooks.register("register_admin_viewset")
def register_viewset() -> Any:
    return TemplateViewSet()


@hooks.register("register_admin_urls")
def register_publish() -> list[URLPattern]:
    return [path("pledge-templates/<int:pk>/publish/", publish, name="pledges_publish")]
