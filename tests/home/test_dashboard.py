from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.domain.site_state import switch_on
from accounts.enums import Role, SiteSwitch
from common import dashboard
from common.clock import now
from common.dashboard import Entry, Section
from home.admin.dashboard import SHOWN
from outreach.domain.freshness import refresh_rules
from outreach.domain.links import check_page
from outreach.models import ArticlePage
from tests.factories.outreach import ArticleFactory, ExemplarAlarmFactory, ExemplarFactory, SectionFactory, front_page

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def editor(client, users):
    front_page()
    client.force_login(users[Role.EDITOR], backend=BACKEND)
    return users[Role.EDITOR]


def today_on(client) -> str:
    html = client.get(reverse("wagtailadmin_home")).content.decode()
    start = html.index('<div class="today">')
    return html[
        start : html.index("</section>\n</div>", start) if "</section>\n</div>" in html[start:] else start + 2000
    ]


def stale_column(owner, **fields):
    return ArticleFactory(parent=SectionFactory(owner=owner, **fields), owner=owner, days=200)


def scheduled(owner, title):
    page = ArticleFactory(title=title, owner=owner, live=False)
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    return page


def dead_link(owner, title):
    page = ArticleFactory(owner=owner, title=title, body=[("paragraph", '<p><a href="/nowhere/">x</a></p>')])
    check_page(ArticlePage.objects.get(pk=page.pk))


def test_nothing_to_do_is_said(client, editor):
    assert "今天没有要处理的事" in today_on(client)


def test_each_thing_stands_in_its_section_with_a_way_to_act(client, editor):
    alarm = ExemplarAlarmFactory(page=ExemplarFactory(owner=editor, title="诚信饲料厂"))
    stale_column(editor, title="乡村")
    dead_link(editor, "有坏链接的文章")
    page = scheduled(editor, "明天发布")
    ArticleFactory(title="没写完", owner=editor, live=False, has_unpublished_changes=True)
    refresh_rules()
    html = today_on(client)
    for title in ("诚信饲料厂", "乡村", "有坏链接的文章", "明天发布", "没写完"):
        assert title in html
    assert reverse("exemplar-alarm", args=[alarm.pk]) in html
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in html
    assert "今天没有要处理的事" not in html
    assert html.index("诚信饲料厂") < html.index("乡村") < html.index("有坏链接的文章") < html.index("明天发布")


def test_what_is_only_good_to_know_is_shown_and_is_no_work(client, editor, users):
    scheduled(editor, "明天发布")
    switch_on(SiteSwitch.FREEZE, until=now() + timedelta(hours=3), reason="重要会议", actor=users[Role.LEADER])
    html = today_on(client)
    assert "今天没有要处理的事" in html and "明天发布" in html and "重要会议" in html
    assert reverse("site-state") not in html, "an editor can't switch it off"


def test_everybody_sees_their_own(client, editor, users):
    organiser = users[Role.ORGANISER]
    scheduled(organiser, "别人的预定")
    dead_link(organiser, "别人的坏链接")
    ExemplarAlarmFactory(page=ExemplarFactory(owner=organiser, title="别人的典型"))
    stale_column(organiser, title="别人的栏目")
    refresh_rules()
    assert "别人的" not in today_on(client)
    client.force_login(users[Role.LEADER_REVIEWER], backend=BACKEND)
    html = today_on(client)
    assert [title in html for title in ("别人的栏目", "别人的预定", "别人的坏链接", "别人的典型")] == [True] * 3 + [
        False
    ], "the alarm is about a firm of another area"


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_dashboard(client, users, role):
    front_page()
    client.force_login(users[role], backend=BACKEND)
    assert "今天没有要处理的事" in today_on(client)


def test_a_long_section_shows_the_first_and_leads_to_all(client, editor):
    for number in range(SHOWN + 1):
        ArticleFactory(
            title=f"草稿之{number}",
            owner=editor,
            live=False,
            has_unpublished_changes=True,
            latest_revision_created_at=now(),
        )
    html = today_on(client)
    assert html.count("草稿之") == SHOWN
    address = reverse("dashboard-section", args=["drafts"])
    assert address in html
    assert client.get(address).content.decode().count("草稿之") == SHOWN + 1
    assert "今天没有要处理的事" in client.get(reverse("dashboard-section", args=["stale"])).content.decode()
    assert client.get(reverse("dashboard-section", args=["nothing"])).status_code == 404


def test_other_apps_add_sections_of_their_own(client, editor, monkeypatch):
    monkeypatch.setattr(dashboard, "_sections", dict(dashboard._sections))
    waiting = [Entry(title="待我审核的稿件", href="/admin/x/", tag="初审")]
    dashboard.register(Section("waiting", "待我审核", 20, lambda user: waiting if user == editor else []))
    assert "待我审核的稿件" in today_on(client)
    assert [section.order for section in dashboard.sections()] == sorted(s.order for s in dashboard.sections())


def test_it_asks_the_same_however_much_waits(client, editor):
    def more(number):
        ExemplarAlarmFactory(page=ExemplarFactory(owner=editor))
        stale_column(editor)
        dead_link(editor, f"坏{number}")
        scheduled(editor, f"定{number}")
        ArticleFactory(owner=editor, live=False, has_unpublished_changes=True)
        refresh_rules()

    def count() -> int:
        client.get(reverse("wagtailadmin_home"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("wagtailadmin_home"))
        return len(queries)

    more(0)
    one = count()
    more(1)
    more(2)
    assert count() == one


def test_no_words_about_wagtail_itself(client, users):
    front_page()
    users[Role.SYSTEM_ADMIN].is_superuser = True
    users[Role.SYSTEM_ADMIN].save()
    client.force_login(users[Role.SYSTEM_ADMIN], backend=BACKEND)
    html = client.get(reverse("wagtailadmin_home")).content.decode()
    assert [word for word in ("w-upgrade", "whats-new", "wagtail.org") if word in html] == []
