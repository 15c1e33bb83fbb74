from django.urls import path

from reviews.views import links

app_name = "reviews"
urlpatterns = [
    path("review/<slug:token>/", links.link_page, name="link"),
    path("review/<slug:token>/text/", links.link_text, name="link-text"),
]
