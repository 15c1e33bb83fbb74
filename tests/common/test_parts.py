from datetime import UTC, datetime

import pytest
from django.test import RequestFactory

from common import clock, public_ids, qr
from common.errors import DomainError
from common.views import csrf_failure


def test_the_clock_is_the_one_the_settings_name(settings):
    settings.CLOCK = "tests.common.test_parts.late_evening"
    assert clock.now() == late_evening()
    assert clock.today().isoformat() == "2026-03-15"  # already the next day in Shanghai


def late_evening() -> datetime:
    return datetime(2026, 3, 14, 17, 0, tzinfo=UTC)


def test_codes_survive_how_people_type_them():
    assert public_ids.normalise_code(" k7qm-４xhd ") == "K7QM4XHD"
    assert not set("01OILS".replace("S", "")) & set(public_ids.CODE_ALPHABET)


def test_a_domain_error_speaks_and_has_a_code():
    error = DomainError("full", code="full")
    assert (str(error), error.code) == ("full", "full")
    assert DomainError("no").code == "refused"


def test_qr_is_an_image_without_style():
    svg = qr.svg("https://example.org/verify/K7QM")
    assert svg.startswith("<svg") and "style=" not in svg
    assert qr.png("x").startswith(b"\x89PNG")


@pytest.mark.django_db
def test_csrf_failure_is_a_page_not_a_trace():
    request = RequestFactory().get("/")
    assert csrf_failure(request).status_code == 403
