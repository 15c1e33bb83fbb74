"""Pages inside /admin/: mounted by wagtail_hooks, behind Wagtail's sign-in."""

from django.urls import path

from exams.admin import paper_preview, sheets

urlpatterns = [
    path("question-sheets/", sheets.sheet_upload, name="question-sheet-upload"),
    path("question-sheets/<str:token>/", sheets.sheet_preview, name="question-sheet-preview"),
    path("question-sheets/<str:token>/confirm/", sheets.sheet_confirm, name="question-sheet-confirm"),
    path("question-sheets/<str:token>/result/", sheets.sheet_result, name="question-sheet-result"),
    path("exam-papers/<int:pk>/draw/", paper_preview.paper_draw, name="exam-paper-draw"),
    path("exam-papers/<int:pk>/drawn/<str:token>/", paper_preview.paper_preview, name="exam-paper-preview"),
]
