"""The way to the pledge: opened on the first press, signed in the app below."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from common.errors import DomainError
from courses import access
from courses.domain.pledges import start_pledge


@require_POST
def pledge_start(request: HttpRequest) -> HttpResponse:
    enrolment = access.current_enrolment(request)
    if enrolment is None:
        return redirect("courses:identify")
    try:
        pledge = start_pledge(enrolment)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("courses:trainee-home")
    return redirect("pledges:sign", pledge.public_id)
