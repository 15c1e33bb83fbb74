"""A phone in the hall: what the tests of trainees share."""

from django.urls import reverse

from courses.domain.rotating_codes import shown_code

HOME, ENTER, CHECK_IN = "/my/", "/enter/", "/my/check-in/"


def scan(phone, session, when):
    code = shown_code(session, at=when).scanned
    return phone.get(reverse("courses:scan", args=[code]))


def enter(phone, code):
    return phone.post(ENTER, {"code": code}, follow=True)


def identify(phone, enrolment):
    return phone.post(reverse("courses:personal-link", args=[enrolment.link_token]), follow=True)
