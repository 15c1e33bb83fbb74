from django.urls import path

from pledges import views

app_name = "pledges"
urlpatterns = [
    path("pledge/<slug:public_id>/", views.sign, name="sign"),
    path("pledge/<slug:public_id>/refuse/", views.refuse, name="refuse"),
    path("pledge/<slug:public_id>/reopen/", views.reopen, name="reopen"),
]
