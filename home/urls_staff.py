from django.urls import path

from home.admin.dashboard import dashboard_section

urlpatterns = [path("today/<slug:key>/", dashboard_section, name="dashboard-section")]
