"""Pages inside /admin/: mounted by wagtail_hooks, behind Wagtail's sign-in."""

from django.urls import path

from outreach.admin import republication_report, republications

urlpatterns = [
    path("elsewhere/", republication_report.republication_report, name="republication-report"),
    path("elsewhere/copies.csv", republication_report.republication_csv, name="republication-csv"),
    path("elsewhere/pages/<int:pk>/", republications.page_elsewhere, name="page-elsewhere"),
    path("elsewhere/pages/<int:pk>/package.zip", republications.page_package, name="page-package"),
    path("elsewhere/pages/<int:pk>/wechat/", republications.page_wechat, name="page-wechat"),
    path("elsewhere/copies/<int:pk>/correct/", republications.republication_correct, name="republication-correct"),
    path("elsewhere/copies/<int:pk>/sync/", republications.republication_sync, name="republication-sync"),
    path("elsewhere/copies/<int:pk>/withdraw/", republications.republication_withdraw, name="republication-withdraw"),
]
