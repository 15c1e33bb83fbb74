from django.conf import settings
from django.urls import include, path
from django.views.decorators.cache import cache_control
from django.views.static import serve
from wagtail.admin import urls as wagtailadmin_urls

from common import views as common_views
from outreach.urls import document_urls, page_urls

# In production the web server in front hands out public files; development and the demo do it here.
development_media = (
    [
        path(
            "media/<path:path>",
            cache_control(public=True, max_age=300)(serve),
            {"document_root": settings.MEDIA_ROOT},
            name="media",
        )
    ]
    if settings.DEV_INBOX
    else []
)

handler500 = "common.views.server_error"
urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(document_urls)),
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
    path("", include("outreach.urls")),
    path("", include(page_urls)),  # the page tree answers everything else: keep it last
]
