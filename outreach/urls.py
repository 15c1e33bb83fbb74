from django.urls import path

from outreach.views import ask

app_name = "outreach"
urlpatterns = [
    path("ask/", ask.ask, name="ask"),
    path("ask/status/", ask.status, name="ask-status"),
    path("ask/sent/", ask.receipt, name="ask-receipt"),
]
