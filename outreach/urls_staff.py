"""Pages inside /admin/: mounted by wagtail_hooks, behind Wagtail's sign-in."""

from django.urls import path

from outreach.admin import (
    alarms,
    message_page,
    message_report,
    messages,
    publication_dates,
    republication_report,
    republications,
)

urlpatterns = [
    path("public-message/<int:pk>/", message_page.message_page, name="public-message"),
    path("public-message/log/", messages.log, name="public-message-log"),
    path("reports/public-messages/", message_report.report, name="public-message-report"),
    path("exemplar-alarms/<int:pk>/", alarms.exemplar_alarm, name="exemplar-alarm"),
    path("exemplar-alarms/<int:pk>/take-down/", alarms.exemplar_take_down, name="exemplar-take-down"),
    path("exemplar-alarms/<int:pk>/keep/", alarms.exemplar_keep, name="exemplar-keep"),
    path("publication-date/<int:pk>/", publication_dates.page_publication_date, name="page-publication-date"),
    path("elsewhere/", republication_report.republication_report, name="republication-report"),
    path("elsewhere/copies.csv", republication_report.republication_csv, name="republication-csv"),
    path("elsewhere/pages/<int:pk>/", republications.page_elsewhere, name="page-elsewhere"),
    path("elsewhere/pages/<int:pk>/package.zip", republications.page_package, name="page-package"),
    path("elsewhere/pages/<int:pk>/wechat/", republications.page_wechat, name="page-wechat"),
    path("elsewhere/copies/<int:pk>/correct/", republications.republication_correct, name="republication-correct"),
    path("elsewhere/copies/<int:pk>/sync/", republications.republication_sync, name="republication-sync"),
    path("elsewhere/copies/<int:pk>/withdraw/", republications.republication_withdraw, name="republication-withdraw"),
]
