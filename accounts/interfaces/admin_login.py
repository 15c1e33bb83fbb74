from typing import Any

from django.http import HttpRequest
from django.utils.translation import pgettext_lazy
from wagtail.admin.forms.auth import LoginForm


class StaffLoginForm(LoginForm):
    """Wagtail's sign-in form with its labels in Chinese."""

    def __init__(self, request: HttpRequest | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["password"].label = pgettext_lazy("staff sign-in", "Password")
