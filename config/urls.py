from django.conf import settings
from django.urls import include, path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from common import views as common_views

# In production the web server in front hands out public files; development and the demo do it here.
development_media = (
    [path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}, name="media")]
    if settings.DEV_INBOX
    else []
)

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("healthz", common_views.healthz, name="healthz"),
    path("display/", common_views.display_mode, name="display-mode"),
    path("", include("home.urls")),
    path("", include("campaigns.urls")),
    path("", include("accounts.urls")),
    path("", include("notices.urls")),
    path("", include("reviews.urls")),
    path("", include("courses.urls")),
    path("", include("exams.urls")),
    path("", include("pledges.urls")),
    path("", include("issuance.urls")),
    path("", include("portal.urls")),
    *development_media,
    path("", include(wagtail_urls)),  # the page tree answers everything else: keep it last
]
