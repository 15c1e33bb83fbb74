from django.forms import ModelForm
from django.http import HttpResponse

from common.errors import DomainError


class RefusalInForm:
    """What the domain refuses becomes an error of the form; nothing typed is lost."""

    def form_valid(self, form: ModelForm) -> HttpResponse:
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except DomainError as error:
            form.add_error(None, str(error))
            self.produced_error_code = error.code
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined]
