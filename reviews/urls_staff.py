"""Pages inside /admin/: mounted by wagtail_hooks, behind Wagtail's sign-in."""

from django.urls import path

from reviews.views import checks, desk, papers

urlpatterns = [
    path("content-checks/", checks.content_check, name="content-check"),
    path("content-checks/confirm/", checks.content_check_confirm, name="content-check-confirm"),
    path("content-checks/try/", checks.content_check_trial, name="content-check-trial"),
    path("reviews/", desk.mine, name="reviews-mine"),
    path("reviews/leave/", desk.stand_ins, name="review-stand-ins"),
    path("reviews/leave/<int:pk>/end/", desk.stand_in_end, name="review-stand-in-end"),
    path("reviews/<slug:public_id>/", desk.round_page, name="review-round"),
    path("reviews/<slug:public_id>/text/", desk.text, name="review-text"),
    path("reviews/<slug:public_id>/sign/", desk.sign_round, name="review-sign"),
    path("reviews/<slug:public_id>/urgent/", desk.urgent, name="review-urgent"),
    path("reviews/<slug:public_id>/record/", desk.record, name="review-record"),
    path("reviews/<slug:public_id>/link/", papers.link_new, name="review-link"),
    path("reviews/<slug:public_id>/link/<int:pk>/recall/", papers.link_recall, name="review-link-recall"),
    path("reviews/<slug:public_id>/sheet/", papers.sheet, name="review-sheet"),
    path("reviews/<slug:public_id>/sheet/new/", papers.sheet_new, name="review-sheet-new"),
    path("reviews/<slug:public_id>/paper/", papers.paper, name="review-paper"),
    path("reviews/<slug:public_id>/scan/<int:pk>/", papers.scan, name="review-scan"),
]
