"""Pages inside /admin/: mounted by wagtail_hooks, behind Wagtail's sign-in."""

from django.urls import path

from outreach.admin import message_page, message_report, messages

urlpatterns = [
    path("public-message/<int:pk>/", message_page.message_page, name="public-message"),
    path("public-message/log/", messages.log, name="public-message-log"),
    path("reports/public-messages/", message_report.report, name="public-message-report"),
]
