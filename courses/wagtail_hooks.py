from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSetGroup

from courses.admin.course import CourseViewSet
from courses.admin.session import SessionViewSet
from courses.urls_staff import urlpatterns


class TrainingGroup(ModelViewSetGroup):
    menu_label = _("Credit training")
    menu_icon = "group"
    menu_order = 200
    items = (SessionViewSet, CourseViewSet)


@hooks.register("register_admin_viewset")
def register_training() -> TrainingGroup:
    return TrainingGroup()


@hooks.register("register_admin_urls")
def register_session_pages() -> list[URLPattern]:
    return urlpatterns
