from django.urls import path

from home.views.crawlers import robots, sitemap
from home.views.search import search
from home.views.styleguide import styleguide

app_name = "home"
urlpatterns = [
    path("search/", search, name="search"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("styleguide/", styleguide, name="styleguide"),
]
