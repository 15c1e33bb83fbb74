"""Pages inside /admin/: mounted by wagtail_hooks, behind Wagtail's sign-in."""

from django.urls import path

from reviews.views import checks

urlpatterns = [
    path("content-checks/", checks.content_check, name="content-check"),
    path("content-checks/confirm/", checks.content_check_confirm, name="content-check-confirm"),
    path("content-checks/try/", checks.content_check_trial, name="content-check-trial"),
]
