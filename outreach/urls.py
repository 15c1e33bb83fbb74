from django.urls import path, re_path
from wagtail import urls as wagtail_urls
from wagtail import views as wagtail_views
from wagtail.documents import urls as wagtaildocs_urls

from common.public_pages import may_be_public
from outreach.views import ask, documents, feeds, short_links

app_name = "outreach"
urlpatterns = [
    path("ask/", ask.ask, name="ask"),
    path("ask/status/", ask.status, name="ask-status"),
    path("ask/sent/", ask.receipt, name="ask-receipt"),
    path("s/<slug:code>/", short_links.follow, name="short-link"),
    path("s/<slug:code>/qr.svg", short_links.qr_svg, name="short-link-svg"),
    path("s/<slug:code>/qr.png", short_links.qr_png, name="short-link-png"),
    re_path(r"^(?P<path>(?:[\w\-]+/)*)feed/$", feeds.section_feed, name="feed"),
]

document_urls = [
    re_path(r"^(\d+)/(.*)$", documents.serve_document, name="wagtaildocs_serve"),
    *wagtaildocs_urls.urlpatterns[1:],
]

# Wagtail's own addresses; the page tree, which answers everything else, with the parameters that sections read.
serve_page = may_be_public("page", "kind", "audience")(wagtail_views.serve)
page_urls = [
    *wagtail_urls.urlpatterns[:-1],
    re_path(wagtail_urls.serve_pattern, serve_page, name="wagtail_serve"),
]
