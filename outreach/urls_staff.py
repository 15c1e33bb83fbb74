from django.urls import path

from outreach.admin import alarms, publication_dates

urlpatterns = [
    path("exemplar-alarms/<int:pk>/", alarms.exemplar_alarm, name="exemplar-alarm"),
    path("exemplar-alarms/<int:pk>/take-down/", alarms.exemplar_take_down, name="exemplar-take-down"),
    path("exemplar-alarms/<int:pk>/keep/", alarms.exemplar_keep, name="exemplar-keep"),
    path("publication-date/<int:pk>/", publication_dates.page_publication_date, name="page-publication-date"),
]
