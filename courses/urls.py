from django.urls import path

from courses.views import public

app_name = "courses"
urlpatterns = [
    path("training/", public.session_list, name="session-list"),
    path("training/<str:public_id>/", public.session_detail, name="session-detail"),
    # check-in and trainee
]
