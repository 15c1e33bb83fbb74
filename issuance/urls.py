from django.urls import path

from issuance.views import download, verify

app_name = "issuance"
urlpatterns = [
    path("verify/", verify.verify, name="verify-upload"),
    path("verify/<str:code>/", verify.verify_code, name="verify-code"),
    path("papers/<slug:public_id>/", download.download, name="document-download"),
]
