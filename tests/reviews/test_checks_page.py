"""A page as a whole: order, budget, confirmed warnings, what keeps it from being published."""

import time

import pytest

from accounts.enums import Role
from accounts.models import AuditEntry, User
from outreach.models import ArticlePage
from reviews.domain.checks import blocking_problems, examine, examine_text, sources
from reviews.domain.checks.confirmations import NotConfirmable, confirm_warning, withdraw_confirmation
from reviews.domain.checks.findings import Finding
from reviews.models import CheckConfirmation
from tests.factories.campaigns import CampaignFactory
from tests.factories.outreach import ArticleFactory, SiteImageFactory, front_page

pytestmark = pytest.mark.django_db
TEXT = "区信用办在人民广场设了咨询台，居民可以当面问信用修复的办法。志愿者发了手册，讲解员回答了三十多个问题。"


def body(*texts: str) -> list[dict]:
    return [{"type": "paragraph", "id": f"p{n}", "value": f"<p>{text}</p>"} for n, text in enumerate(texts)]


def warning(page: ArticlePage) -> Finding:
    return next(each for each in examine(page) if each.code == "absolute_term")


@pytest.fixture
def editor(users: dict[str, User]) -> User:
    return users[Role.EDITOR]


def test_a_good_page_has_no_findings() -> None:
    page = ArticleFactory(title="咨询台设到广场上", body=body(TEXT), cover=SiteImageFactory())
    assert examine(page) == []
    assert blocking_problems(page) == []


def test_what_blocks_comes_first_and_each_thing_once() -> None:
    page = ArticleFactory(title="全国第一", body=body("老赖和老赖。"))
    assert [(each.severity, each.found) for each in examine(page)] == [("block", "老赖"), ("warn", "全国第一")]


def test_blocks_and_open_warnings_keep_a_page_back(editor: User) -> None:
    page = ArticleFactory(title="全国第一", body=body("老赖。"))
    assert [each.found for each in blocking_problems(page)] == ["老赖", "全国第一"]
    confirm_warning(page, fingerprint=warning(page).fingerprint, actor=editor)
    assert [each.found for each in blocking_problems(page)] == ["老赖"]


def test_a_tick_holds_for_this_text_only(editor: User) -> None:
    page = ArticleFactory(body=body("本市全国第一。", "别的。"))
    confirm_warning(page, fingerprint=warning(page).fingerprint, actor=editor)
    page.body = [("paragraph", "<p>别的，改了。</p>"), ("paragraph", "<p>本市全国第一。</p>")]
    assert blocking_problems(page) == []  # moved, not changed
    page.body = [("paragraph", "<p>本市全国第一！</p>")]
    assert [each.found for each in blocking_problems(page)] == ["全国第一"]
    page.body = [("paragraph", "<p>本市全国第一。</p>")]
    assert blocking_problems(page) == []


def test_a_tick_belongs_to_one_page(editor: User) -> None:
    one, two = ArticleFactory(title="全国第一"), ArticleFactory(title="全国第一")
    confirm_warning(one, fingerprint=warning(one).fingerprint, actor=editor)
    assert blocking_problems(one) == []
    assert len(blocking_problems(two)) == 1


def test_ticking_twice_is_one_tick(editor: User) -> None:
    page = ArticleFactory(title="全国第一")
    first = confirm_warning(page, fingerprint=warning(page).fingerprint, actor=editor)
    assert confirm_warning(page, fingerprint=warning(page).fingerprint, actor=editor) == first
    assert AuditEntry.objects.filter(action="reviews.warning.confirmed").count() == 1


def test_a_tick_can_be_taken_back(editor: User) -> None:
    page = ArticleFactory(title="全国第一")
    fingerprint = warning(page).fingerprint
    confirm_warning(page, fingerprint=fingerprint, actor=editor)
    withdraw_confirmation(page, fingerprint=fingerprint, actor=editor)
    withdraw_confirmation(page, fingerprint=fingerprint, actor=editor)
    assert len(blocking_problems(page)) == 1
    assert AuditEntry.objects.filter(action="reviews.warning.reopened").count() == 1


def test_what_blocks_cannot_be_ticked(editor: User) -> None:
    page = ArticleFactory(title="老赖")
    with pytest.raises(NotConfirmable, match="必须修改"):
        confirm_warning(page, fingerprint=examine(page)[0].fingerprint, actor=editor)
    assert not CheckConfirmation.objects.exists()


def test_what_the_text_does_not_hold_cannot_be_ticked(editor: User) -> None:
    page = ArticleFactory(title="全国第一")
    old = warning(page).fingerprint
    page.title = "全国第一了"
    with pytest.raises(NotConfirmable, match="有改动"):
        confirm_warning(page, fingerprint=old, actor=editor)


def test_a_page_never_saved_cannot_be_ticked(editor: User) -> None:
    page = ArticlePage(title="全国第一")
    with pytest.raises(NotConfirmable, match="保存草稿"):
        confirm_warning(page, fingerprint=warning(page).fingerprint, actor=editor)


def test_nothing_personal_is_stored(editor: User) -> None:
    page = ArticleFactory(body=body("联系人王伟，证件110105491231002"))
    (finding,) = [each for each in examine(page) if each.code == "id_number"]
    confirm_warning(page, fingerprint=finding.fingerprint, actor=editor)
    kept = [*CheckConfirmation.objects.values_list("fingerprint", "code"), *AuditEntry.objects.values_list("detail")]
    assert "110105491231002" not in repr(kept) and "王伟" not in repr(kept)


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(count: int, django_assert_num_queries) -> None:
    images = SiteImageFactory.create_batch(count)
    links = "".join(
        f'<a linktype="page" id="{ArticleFactory().pk}">去</a><a href="/campaigns/">去</a>' for _ in range(count)
    )
    figures = [
        {"type": "figure", "value": {"image": {"image": image.pk, "alt_text": "讲台", "decorative": False}}}
        for image in images
    ]
    CampaignFactory.create_batch(count)
    page = ArticlePage.objects.get(
        pk=ArticleFactory(body=[*figures, *body(links + "电话13800138000")], cover=images[0]).pk
    )
    examine(page)
    page = ArticlePage.objects.get(pk=page.pk)
    # cover, audiences, pictures; pages, tree, redirects, sites twice; telephone; word list; themes
    with django_assert_num_queries(11):
        examine(page)


def test_ten_thousand_characters_take_no_time() -> None:
    front_page()
    CampaignFactory(theme="爱征信 惠民生 助发展", lead_units="区信用办")
    page = ArticleFactory(body=body(*[TEXT * 2] * 100))
    assert len(TEXT) * 200 > 10_000
    examine(page)
    took = []
    for _ in range(5):
        started = time.perf_counter()
        examine(page)
        took.append(time.perf_counter() - started)
    assert min(took) < 0.2  # 50 ms on an idle machine; a quadratic pattern would take seconds


@pytest.mark.parametrize(
    "text",
    ["好" * 10_000, "老" * 10_000, "1" * 10_000, "培训" * 5_000, "最" * 10_000, "😀" * 10_000, "𠮷野家" * 3_000, "路1号" * 3_000, "（" * 10_000, "a." * 5_000],
)  # fmt: skip
def test_strange_titles_take_no_time(text: str) -> None:
    started = time.perf_counter()
    examine(ArticlePage(title=text))
    examine_text(text)
    assert time.perf_counter() - started < 3


def test_a_source_registered_twice_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "_phones", [])

    def phones() -> list[str]:
        return ["13800138000"]

    sources.register_phones(phones)
    sources.register_phones(phones)
    assert sources.published_phones() == ["13800138000"]
