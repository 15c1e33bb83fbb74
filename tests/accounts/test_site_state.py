import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from accounts.access import closed_while_frozen
from accounts.domain.site_state import (
    SwitchRefused,
    hold_scheduled,
    is_frozen,
    seconds_frozen,
    site_state,
    site_state_version,
    switch_off,
    switch_on,
)
from accounts.enums import Role, SiteSwitch
from accounts.models import AuditEntry, OfficeSettings, SiteState
from outreach.models import ArticlePage
from tests.factories.outreach import front_page

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
NOON = datetime(2026, 12, 13, 4, 0, tzinfo=UTC)
EVENING = NOON + timedelta(hours=12)


@pytest.fixture
def leader(users, set_clock):
    set_clock(NOON)
    return users[Role.LEADER]


def test_nobody_has_touched_it(db):
    assert not site_state().is_grey and not is_frozen()
    assert site_state_version() == "0"


def test_grey_ends_by_itself_and_each_change_makes_another_version(leader, set_clock):
    versions = [site_state_version()]
    switch_on(SiteSwitch.GREY, until=EVENING, reason="国家公祭日", actor=leader)
    versions.append(site_state_version())
    assert site_state().is_grey and not is_frozen()
    set_clock(EVENING)
    versions.append(site_state_version())
    assert not site_state().is_grey
    assert len(set(versions)) == 3, "cached pages of each state have keys of their own"


def test_a_freeze_can_be_ended_early_and_both_are_on_record(leader):
    switch_on(SiteSwitch.FREEZE, until=EVENING, reason="重要会议", actor=leader)
    assert is_frozen() and seconds_frozen(site_state()) == 12 * 3600
    switch_off(SiteSwitch.FREEZE, actor=leader)
    assert not is_frozen() and seconds_frozen(site_state()) == 1
    actions = (
        AuditEntry.objects.filter(action__startswith="accounts.site").order_by("id").values_list("action", "detail")
    )
    assert [action for action, _detail in actions] == ["accounts.site.freeze_on", "accounts.site.freeze_off"]
    assert actions[0][1]["reason"] == "重要会议"


def test_the_same_again_changes_nothing(leader):
    for _time in range(2):
        switch_on(SiteSwitch.GREY, until=EVENING, reason="公祭", actor=leader)
    assert AuditEntry.objects.filter(action="accounts.site.grey_on").count() == 1
    switch_off(SiteSwitch.FREEZE, actor=leader)
    assert site_state().version == 1


def test_a_freeze_holds_what_goes_out_by_the_clock_and_nothing_else(leader, set_clock):
    scheduled, by_hand = ArticlePage(go_live_at=NOON), ArticlePage()
    assert hold_scheduled(scheduled) == ""
    switch_on(SiteSwitch.FREEZE, until=EVENING, reason="重要会议", actor=leader)
    assert "2026-12-14 00:00" in hold_scheduled(scheduled)
    assert hold_scheduled(by_hand) == hold_scheduled(object()) == ""
    set_clock(EVENING)
    assert hold_scheduled(scheduled) == ""


@pytest.mark.parametrize(
    ("until", "reason"),
    [(NOON, "过期"), (NOON - timedelta(days=1), "昨天"), (NOON + timedelta(days=32), "太长"), (EVENING, "  ")],
)
def test_without_a_sensible_end_and_a_reason_nothing_is_switched(leader, until, reason):
    with pytest.raises(SwitchRefused):
        switch_on(SiteSwitch.GREY, until=until, reason=reason, actor=leader)
    assert site_state_version() == "0"


@pytest.mark.parametrize("role", [Role.EDITOR, Role.LEADER_REVIEWER, Role.SECURITY_ADMIN])
def test_only_leader_and_system_administrator_switch(users, set_clock, role):
    set_clock(NOON)
    with pytest.raises(SwitchRefused):
        switch_on(SiteSwitch.FREEZE, until=EVENING, reason="x", actor=users[role])
    with pytest.raises(SwitchRefused):
        switch_off(SiteSwitch.FREEZE, actor=users[role])


@pytest.mark.parametrize("wrong", [{"id": 2}, {"grey_until": EVENING}, {"freeze_until": EVENING}])
def test_the_database_refuses_a_second_state_and_a_switch_without_reason(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        SiteState.objects.create(**wrong)


class TestScreen:
    def test_one_click_turns_the_public_pages_grey_and_back(self, client, leader):
        front_page()
        assert " data-grey" not in client.get("/").content.decode()
        client.force_login(leader, backend=BACKEND)
        page = client.get(reverse("site-state")).content.decode()
        values = dict(re.findall(r'name="(grey-\w+)"[^>]*?value="([^"]*)"', page))
        values |= {name: value for value, name in re.findall(r'value="([^"]*)"[^>]*?name="(grey-\w+)"', page)}
        assert set(values) == {"grey-until", "grey-reason"}, "filled in already"
        assert values["grey-until"] == "2026-12-14T00:00"
        client.post(reverse("site-state-on", args=["grey"]), values)
        assert site_state().is_grey
        assert '<html lang="zh-Hans" data-grey>' in client.get("/").content.decode()
        assert "data-grey" in client.get("/no-such-page/").content.decode()
        assert "2026-12-14 00:00" in client.get(reverse("site-state")).content.decode()
        client.post(reverse("site-state-off", args=["grey"]))
        assert " data-grey" not in client.get("/").content.decode()

    def test_a_refusal_stands_in_the_form_and_keeps_what_was_typed(self, client, leader):
        client.force_login(leader, backend=BACKEND)
        typed = {"freeze-until": "2026-12-01T08:00", "freeze-reason": "重要会议保障"}
        page = client.post(reverse("site-state-on", args=["freeze"]), typed)
        assert "重要会议保障" in page.content.decode() and "31" in page.content.decode()
        assert not is_frozen()
        assert client.post(reverse("site-state-on", args=["freeze"]), {}).status_code == 200

    @pytest.mark.parametrize("name", ["site-state-on", "site-state-off"])
    def test_an_unknown_switch_is_not_there(self, client, leader, name):
        client.force_login(leader, backend=BACKEND)
        assert client.post(reverse(name, args=["lights"])).status_code == 404


class TestClosedForms:
    def ask(self):
        request = RequestFactory().get("/ask/")
        request.user = AnonymousUser()
        return closed_while_frozen(lambda request: HttpResponse("form"))(request)

    def test_a_form_is_closed_while_frozen_and_says_until_when_and_whom_to_telephone(self, leader, set_clock):
        office = OfficeSettings.for_site(front_page().get_site())
        office.phone = "0518-1234 5678"
        office.save()
        assert self.ask().content == b"form"
        switch_on(SiteSwitch.FREEZE, until=EVENING, reason="重要会议", actor=leader)
        answer = self.ask()
        text = answer.content.decode()
        assert answer.status_code == 503 and answer["Retry-After"] == str(12 * 3600)
        assert "no-store" in answer["Cache-Control"]
        assert "12月14日" in text and "0518-1234 5678" in text
        assert "重要会议" not in text, "the reason is the office's business"
        set_clock(EVENING)
        assert self.ask().content == b"form"

    def test_a_freeze_leaves_reading_and_signing_in_alone(self, client, leader):
        front_page()
        switch_on(SiteSwitch.FREEZE, until=EVENING, reason="重要会议", actor=leader)
        assert [client.get(path).status_code for path in ("/", "/sign-in/")] == [200, 200]


def tokens(block: str) -> dict[str, str]:
    css = (Path(django_settings.BASE_DIR) / "static/css/tokens.css").read_text()
    body = css[css.index(block) :].split("}")[0]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", body))


def grey_luminance(colour: str) -> float:
    """What grayscale(1) makes of it (Filter Effects: weights 0.2126, 0.7152, 0.0722 on sRGB values), as relative luminance."""
    digits = colour[1:] if len(colour) == 7 else "".join(ch * 2 for ch in colour[1:])
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    grey = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return grey / 12.92 if grey <= 0.04045 else ((grey + 0.055) / 1.055) ** 2.4


def contrast(first: str, second: str) -> float:
    dark, light = sorted((grey_luminance(first), grey_luminance(second)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("mode", "least"), [(":root {", 4.5), (':root[data-mode="elder"]', 7.0)])
def test_grey_text_can_still_be_read(mode, least):
    colours = tokens(":root {") | tokens(mode)
    pairs = [(ink, "paper") for ink in ("ink", "ink-2", "ink-3", "seal", "jade", "amber", "indigo")]
    pairs += [(name, f"{name}-wash") for name in ("seal", "jade", "amber", "indigo")] + [("on-seal", "seal")]
    assert {pair: ratio for pair in pairs if (ratio := contrast(colours[pair[0]], colours[pair[1]])) < least} == {}
