from typing import Any

from django.urls import URLPattern, path
from wagtail import hooks

from issuance.admin import actions
from issuance.admin.register import RegisterViewSet


@hooks.register("register_admin_viewset")
def register_viewset() -> Any:
    return RegisterViewSet()


@hooks.register("register_admin_urls")
def register_actions() -> list[URLPattern]:
    return [
        path("issued-papers/<int:pk>/revoke/", actions.revoke, name="issuance_revoke"),
        path("issued-papers/<int:pk>/replace/", actions.replace, name="issuance_replace"),
        path("issued-papers/<int:pk>/retry/", actions.retry, name="issuance_retry"),
    ]
