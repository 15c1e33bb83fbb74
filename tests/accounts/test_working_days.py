from datetime import date

import pytest
from django.db import IntegrityError
from django.urls import reverse

from accounts.domain.working_days import add_office_days, count_office_days, delete_override, save_override
from accounts.enums import Role
from accounts.models import AuditEntry, HolidayOverride
from tests.exams.making import cost_of

pytestmark = pytest.mark.django_db


def test_the_offices_table_corrects_the_published_calendar(users):
    admin = users[Role.SYSTEM_ADMIN]
    storm = save_override(HolidayOverride(day=date(2026, 11, 25), note="防汛停班"), actor=admin)
    assert add_office_days(date(2026, 11, 24), 1).day == date(2026, 11, 26)
    assert count_office_days(date(2026, 11, 24), date(2026, 11, 26)) == 1
    delete_override(storm, actor=admin)
    assert add_office_days(date(2026, 11, 24), 1).day == date(2026, 11, 25)
    entries = AuditEntry.objects.filter(target_type="accounts.holidayoverride").order_by("id")
    actions = list(entries.values_list("action", "actor", "detail__day"))
    assert actions == [
        ("accounts.holiday.saved", admin.pk, "2026-11-25"),
        ("accounts.holiday.deleted", admin.pk, "2026-11-25"),
    ]


def test_a_day_stands_once_in_the_table():
    HolidayOverride.objects.create(day=date(2027, 1, 1))
    with pytest.raises(IntegrityError):
        HolidayOverride.objects.create(day=date(2027, 1, 1), is_working=True)


def test_the_system_administrator_keeps_the_table_in_the_admin(client, users):
    client.force_login(users[Role.SYSTEM_ADMIN], backend="django.contrib.auth.backends.ModelBackend")
    page = client.post(
        reverse("holidays:add"), {"day": "2027-01-04", "is_working": "on", "note": "元旦调休"}, follow=True
    )
    assert "元旦调休" in page.content.decode()
    row = HolidayOverride.objects.get()
    assert (row.day, row.is_working, str(row)) == (date(2027, 1, 4), True, "2027-01-04")
    client.post(reverse("holidays:edit", args=[row.pk]), {"day": "2027-01-04", "note": "改为放假"})
    row.refresh_from_db()
    assert not row.is_working
    client.post(reverse("holidays:delete", args=[row.pk]))
    assert not HolidayOverride.objects.exists()
    assert AuditEntry.objects.filter(action__startswith="accounts.holiday.").count() == 3


def test_the_list_of_holidays_asks_as_much_for_three_as_for_one(client, users):
    client.force_login(users[Role.SYSTEM_ADMIN], backend="django.contrib.auth.backends.ModelBackend")
    cost_of(client, "holidays:index", lambda number: HolidayOverride.objects.create(day=date(2027, 1, number + 1)))
