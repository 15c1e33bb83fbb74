from django.templatetags.static import static
from django.urls import URLPattern
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks

from reviews.admin.words import ContentChecksGroup
from reviews.urls_staff import urlpatterns


@hooks.register("register_admin_viewset")
def register_content_checks() -> ContentChecksGroup:
    return ContentChecksGroup()


@hooks.register("register_admin_urls")
def register_pages() -> list[URLPattern]:
    return urlpatterns


@hooks.register("insert_editor_js")
def checks_in_the_editor() -> SafeString:
    return format_html('<script type="module" src="{}"></script>', static("js/content-checks.js"))


@hooks.register("insert_global_admin_css")
def style_of_the_checks() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin-checks.css"))
