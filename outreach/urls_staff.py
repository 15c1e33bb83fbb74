"""Pages inside /admin/: mounted by wagtail_hooks, behind Wagtail's sign-in."""

from django.urls import path

from outreach.admin import alarms, message_page, message_report, messages, publication_dates

urlpatterns = [
    path("public-message/<int:pk>/", message_page.message_page, name="public-message"),
    path("public-message/log/", messages.log, name="public-message-log"),
    path("reports/public-messages/", message_report.report, name="public-message-report"),
    path("exemplar-alarms/<int:pk>/", alarms.exemplar_alarm, name="exemplar-alarm"),
    path("exemplar-alarms/<int:pk>/take-down/", alarms.exemplar_take_down, name="exemplar-take-down"),
    path("exemplar-alarms/<int:pk>/keep/", alarms.exemplar_keep, name="exemplar-keep"),
    path("publication-date/<int:pk>/", publication_dates.page_publication_date, name="page-publication-date"),
]
