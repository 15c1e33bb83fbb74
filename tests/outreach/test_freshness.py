from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.enums import Role
from outreach.domain.freshness import Staleness, refresh_rules, stale_items
from outreach.enums import Listing
from outreach.models import Audience, FreshnessRule, SectionPage
from outreach.tasks import watch
from tests.factories.outreach import (
    ArticleFactory,
    ExemplarFactory,
    GuideFactory,
    PolicyFactory,
    QuestionFactory,
    QuestionIndexFactory,
    SectionFactory,
    front_page,
)

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(set_clock):
    set_clock(NOON)


@pytest.fixture
def reviewer(users):
    return users[Role.SECTION_REVIEWER]


def rule_of(page) -> FreshnessRule:
    refresh_rules()
    return FreshnessRule.objects.get(page=page.pk)


def kinds(user) -> list[tuple[str, int, str]]:
    return [(item.kind.value, item.days, item.page.title) for item in stale_items(user)]


class TestRules:
    def test_news_have_two_weeks_everything_else_half_a_year(self):
        news, policies, mixed = (SectionFactory(title=title) for title in ("动态", "政策", "风采"))
        everything = SectionFactory(listing=Listing.EVERYTHING)
        village = SectionFactory(listing=Listing.AUDIENCE, audience=Audience.objects.get(code="village"))
        ArticleFactory(parent=news, audiences=[village.audience])
        PolicyFactory(parent=policies)
        ExemplarFactory(parent=mixed)
        index = QuestionIndexFactory()
        wanted = {news: 14, policies: 180, mixed: 180, everything: 14, village: 180, index: 180, front_page(): 14}
        assert {page: rule_of(page).days for page in wanted} == wanted
        assert FreshnessRule.objects.count() == len(wanted), "none for an article"

    def test_the_days_of_the_office_stay(self):
        section = SectionFactory()
        rule = rule_of(section)
        FreshnessRule.objects.filter(pk=rule.pk).update(update_every_days=30)
        ArticleFactory(parent=section)
        assert (rule_of(section).days, rule_of(section).default_days) == (30, 14)
        assert str(rule_of(section)) == str(section)

    def test_what_a_section_lists_counts_wherever_it_hangs(self):
        village = SectionFactory(listing=Listing.AUDIENCE, audience=Audience.objects.get(code="village"))
        article = ArticleFactory(parent=SectionFactory(), audiences=[village.audience], days=5)
        assert rule_of(village).newest_at == article.first_published_at == rule_of(front_page()).newest_at
        above = SectionFactory()
        below = ArticleFactory(parent=SectionFactory(parent=above), days=4)
        assert rule_of(above).newest_at == below.first_published_at
        hidden = ArticleFactory(parent=SectionFactory(), live=False)
        assert rule_of(hidden.get_parent()).newest_at is None

    def test_a_second_run_writes_nothing(self, django_assert_num_queries):
        ArticleFactory()
        refresh_rules()
        before = list(FreshnessRule.objects.values())
        assert refresh_rules() == 2
        assert list(FreshnessRule.objects.values()) == before

    def test_a_site_without_pages_has_none(self, db):
        assert refresh_rules() == 0


class TestStale:
    @pytest.mark.parametrize(
        ("age", "expected"),
        [
            (10, []),
            (11, [("soon", 3, "动态")]),
            (13, [("soon", 1, "动态")]),
            (14, [("stale", 0, "动态")]),
            (20, [("stale", -6, "动态")]),
        ],
    )
    def test_the_limit_is_counted_in_days(self, reviewer, age, expected):
        ArticleFactory(parent=SectionFactory(title="动态"), days=age)
        rule_of(front_page())
        FreshnessRule.objects.filter(page=front_page()).update(update_every_days=0)
        assert kinds(reviewer) == expected

    def test_days_are_days_in_shanghai(self, reviewer, set_clock):
        """Published at 23:30 of the 10th: at 00:10 of the 24th that is 14 days ago, after 13 days and 40 minutes."""
        set_clock(datetime(2026, 11, 10, 15, 30, tzinfo=UTC))
        ArticleFactory(parent=SectionFactory(title="动态"))
        set_clock(datetime(2026, 11, 23, 15, 59, tzinfo=UTC))
        refresh_rules()
        assert {row[:2] for row in kinds(reviewer)} == {("soon", 1)}
        set_clock(datetime(2026, 11, 23, 16, 10, tzinfo=UTC))
        assert {row[:2] for row in kinds(reviewer)} == {("stale", 0)}

    def test_an_empty_section_says_so_and_stops_when_it_is_filled(self, reviewer):
        section = SectionFactory(title="空栏目")
        ArticleFactory(parent=SectionFactory(title="别的"))
        refresh_rules()
        assert kinds(reviewer) == [("empty", 0, "空栏目")]
        ArticleFactory(parent=section)
        watch()
        assert kinds(reviewer) == []
        section.unpublish()
        assert kinds(reviewer) == []

    @pytest.mark.parametrize(
        ("on", "expected"), [(date(2026, 11, 25), []), (date(2026, 11, 24), [0]), (date(2026, 11, 20), [-4])]
    )
    def test_a_page_is_due_on_its_day(self, reviewer, on, expected):
        question = QuestionFactory(title="能提前吗", next_review_on=on)
        GuideFactory(next_review_on=on, live=False)
        items = stale_items(reviewer)
        assert [item.days for item in items if item.kind == Staleness.REVIEW] == expected
        assert all(item.page.pk == question.pk for item in items)

    def test_the_most_urgent_comes_first(self, reviewer):
        SectionFactory(title="空")
        ArticleFactory(parent=SectionFactory(title="旧"), days=30, next_review_on=date(2026, 11, 1), title="文")
        ArticleFactory(parent=SectionFactory(title="快了"), days=12)
        refresh_rules()
        FreshnessRule.objects.filter(page=front_page()).update(update_every_days=0)
        assert [title for _kind, _days, title in kinds(reviewer)] == ["空", "旧", "快了", "文"]

    def test_owners_see_their_own_and_others_nothing(self, users, reviewer):
        editor, organiser = users[Role.EDITOR], users[Role.ORGANISER]
        SectionFactory(title="我的", owner=editor)
        SectionFactory(title="别人的", owner=organiser)
        QuestionFactory(owner=editor, next_review_on=date(2026, 1, 1), title="我的问题")
        refresh_rules()
        assert [row[2] for row in kinds(editor)] == ["我的", "我的问题"]
        assert [row[2] for row in kinds(organiser)] == ["别人的"]
        assert kinds(users[Role.DOOR_STAFF]) == []
        assert len(kinds(reviewer)) > 2

    @pytest.mark.parametrize("rows", [1, 3])
    def test_it_asks_the_same_however_much_is_stale(self, reviewer, rows, django_assert_num_queries):
        for _number in range(rows):
            ArticleFactory(parent=SectionFactory(), days=60, next_review_on=date(2026, 1, 1))
        refresh_rules()
        stale_items(reviewer)
        with django_assert_num_queries(2):
            assert len(stale_items(reviewer)) == 2 * rows + 1


def test_the_office_changes_the_days_and_nothing_else(client, users):
    rule = rule_of(SectionFactory(title="诚信动态"))
    client.force_login(users[Role.LEADER_REVIEWER], backend=BACKEND)
    page = client.get(reverse("update-intervals:index")).content.decode()
    assert "诚信动态" in page and "180" in page
    client.post(reverse("update-intervals:edit", args=[rule.pk]), {"update_every_days": "30"})
    rule.refresh_from_db()
    assert rule.days == 30
    client.post(reverse("update-intervals:edit", args=[rule.pk]), {"update_every_days": ""})
    rule.refresh_from_db()
    assert rule.days == 180
    assert client.get("/admin/update-intervals/new/").status_code in (302, 404)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_intervals_asks_the_same(client, users, rows, django_assert_max_num_queries):
    SectionFactory.create_batch(rows)
    refresh_rules()
    client.force_login(users[Role.LEADER_REVIEWER], backend=BACKEND)
    client.get(reverse("update-intervals:index"))
    with django_assert_max_num_queries(15):
        client.get(reverse("update-intervals:index"))


def test_days_left_is_unknown_without_a_limit_or_a_page():
    assert FreshnessRule(update_every_days=0, newest_at=NOON).days_left(NOON.date()) is None
    assert FreshnessRule().days_left(NOON.date()) is None
    assert FreshnessRule(newest_at=NOON - timedelta(days=1)).days_left(NOON.date()) == 179
    assert SectionPage._meta.verbose_name
