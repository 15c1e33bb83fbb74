from django.urls import path

from home.views.styleguide import styleguide

app_name = "home"
urlpatterns = [
    path("styleguide/", styleguide, name="styleguide"),
]
