from django.urls import path

from accounts.admin import site_state

urlpatterns = [
    path("site-state/", site_state.site_state_page, name="site-state"),
    path("site-state/<slug:switch>/on/", site_state.site_state_on, name="site-state-on"),
    path("site-state/<slug:switch>/off/", site_state.site_state_off, name="site-state-off"),
]
