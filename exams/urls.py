from django.urls import include, path

from exams.views import api, pages

app_name = "exams"

attempt_urls = [
    path("paper/", api.paper, name="attempt-paper"),
    path("lease/", api.lease, name="attempt-lease"),
    path("answers/", api.answers, name="attempt-answers"),
    path("submit/", api.submit, name="attempt-submit"),
    path("late/", api.late, name="attempt-late"),
]
urlpatterns = [
    path("exam/<slug:candidate_id>/", pages.exam, name="exam"),
    path("exam/<slug:candidate_id>/start/", pages.start, name="start"),
    path("exam/<slug:candidate_id>/paper/", pages.paper, name="paper"),
    path("exam/<slug:candidate_id>/result/", pages.result, name="result"),
    path("exam/<slug:candidate_id>/attempts/<slug:attempt_id>/", include(attempt_urls)),
]
