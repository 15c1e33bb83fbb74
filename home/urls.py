from django.urls import path

from home.views.search import search
from home.views.styleguide import styleguide

app_name = "home"
urlpatterns = [
    path("search/", search, name="search"),
    path("styleguide/", styleguide, name="styleguide"),
]
