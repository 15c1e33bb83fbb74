from django.urls import path

from portal.views import representative

app_name = "portal"
urlpatterns = [
    path("portal/", representative.home, name="home"),
    path("portal/firms/add/", representative.claim, name="claim"),
    path("portal/firms/<slug:public_id>/", representative.firm, name="firm"),
    path("portal/enrol/", representative.sessions, name="sessions"),
    path("portal/enrol/<slug:public_id>/", representative.enrol, name="enrol"),
]
