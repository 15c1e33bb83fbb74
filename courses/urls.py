from django.urls import path

from courses.views import check_in, door, pledge, public, trainee

app_name = "courses"
urlpatterns = [
    path("training/", public.session_list, name="session-list"),
    path("training/<slug:public_id>/", public.session_detail, name="session-detail"),
    # check-in and trainee
    path("training/<slug:public_id>/projector/", door.projector, name="projector"),
    path("training/<slug:public_id>/projector/code/", door.projector_code, name="projector-code"),
    path("door/<slug:public_id>/", door.door, name="door"),
    path("door/<slug:public_id>/undo/", door.undo, name="door-undo"),
    path("c/<slug:code>/", check_in.scan, name="scan"),
    path("t/<slug:token>/", trainee.personal_link, name="personal-link"),
    path("enter/", trainee.identify, name="identify"),
    path("enter/phone/", trainee.identify_phone, name="identify-phone"),
    path("enter/phone/code/", trainee.identify_phone_code, name="identify-phone-code"),
    path("enter/choose/", trainee.identify_choose, name="identify-choose"),
    path("my/", trainee.home, name="trainee-home"),
    path("my/check-in/", check_in.check_in, name="check-in"),
    path("my/pledge/", pledge.pledge_start, name="pledge-start"),
    path("my/change/", trainee.change_person, name="change-person"),
]
