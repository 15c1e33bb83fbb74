from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.phone_sign_in, name="phone-sign-in"),
    path("sign-in/code/", views.code_sign_in, name="code-sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
]
