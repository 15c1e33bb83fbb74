from django.urls import path

from notices import views

app_name = "notices"
urlpatterns = [path("dev/inbox/", views.dev_inbox, name="dev-inbox")]
