"""Pages inside /admin/: mounted by wagtail_hooks, behind Wagtail's sign-in."""

from django.urls import path

from courses.views import desk, staff

urlpatterns = [
    path("training/<int:pk>/", staff.session_page, name="training-session-staff"),
    path("training/<int:pk>/move/<slug:to>/", staff.session_move, name="training-session-move"),
    path("training/<int:pk>/roster/", staff.roster, name="training-session-roster"),
    path("training/<int:pk>/slips/", staff.seat_slips, name="training-session-slips"),
    path("training/<int:pk>/enrol/", desk.telephone, name="training-session-enrol"),
    path("training/<int:pk>/sheet/", desk.sheet, name="training-session-sheet"),
    path("training/<int:pk>/sheet/confirm/", desk.sheet_confirm, name="training-session-sheet-confirm"),
    path("training/<int:pk>/withdraw/<int:enrolment_pk>/", desk.withdraw, name="training-session-withdraw"),
]
