from django.urls import URLPattern
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.admin.subject_files import SubjectFileViewSet
from portal.urls_staff import urlpatterns

files = SubjectFileViewSet()


@hooks.register("register_admin_viewset")
def register_files() -> SubjectFileViewSet:
    return files


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    return urlpatterns


@hooks.register("register_subject_menu_item")
def register_menu() -> MenuItem:
    return files.get_menu_item(order=100)
