"""Walk every URL of ours as every role."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from wagtail.admin.viewsets import viewsets

from accounts.models import Area, User
from tests.architecture.permissions import ROWS, STAFF, WAGTAIL, Row
from tests.factories.accounts import AreaFactory, UserFactory

OURS = {"config", *settings.LOCAL_APPS}


def own_viewsets() -> set[str]:
    """URL namespaces of the viewsets that look after our models (and not after Wagtail's users and images)."""
    names = set()
    for viewset in viewsets.viewsets:
        model = getattr(viewset, "model", None)
        if type(viewset).__module__.split(".")[0] in OURS and model and not model._meta.label.startswith("wagtail"):
            names.add(viewset.url_namespace)
    return names


def walk(patterns: list, namespaces: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from walk(pattern.url_patterns, inner)
        else:
            yield namespaces, pattern


def own_urls() -> set[str]:
    names, kept = set(), own_viewsets()
    for namespaces, pattern in walk(get_resolver().url_patterns):
        if namespaces and namespaces[-1] in kept:
            names.add(f"{namespaces[-1]}:*")
        elif pattern.callback.__module__.split(".")[0] in OURS:
            names.add(":".join([*namespaces, pattern.name or f"unnamed {pattern.pattern}"]))
    return names - {"wagtailusers_users:*"}


def test_every_url_of_ours_has_a_row() -> None:
    assert sorted(own_urls() - {row.name for row in ROWS}) == []


def test_every_row_has_its_url() -> None:
    assert sorted({row.name for row in ROWS} - own_urls()) == []


@pytest.mark.django_db
@pytest.mark.parametrize(("prefix", "status"), WAGTAIL.items())
def test_wagtail_prefixes(prefix: str, status: int, client: Client) -> None:
    assert client.get(f"/{prefix}" if prefix else "/no-such-page/").status_code == status


def path_of(row: Row, area: Area) -> str:
    name = row.name.replace(":*", ":index")
    return reverse(name, kwargs=row.kwargs(area))


def people(area: Area, users: dict[str, User]) -> Iterator[tuple[str, User | None]]:
    yield "anonymous", None
    yield "representative", UserFactory(representative=True)
    yield "superuser", UserFactory(is_superuser=True, is_staff=True, area=area)
    yield from ((role, users[role]) for role in STAFF)


def visit(path: str, user: User | None) -> int:
    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(path).status_code


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_each_role_gets_what_its_row_says(row: Row, area: Area, users: dict[str, User]) -> None:
    path = path_of(row, area)
    assert {who: visit(path, user) for who, user in people(area, users)} == row.statuses


@pytest.mark.parametrize("row", [row for row in ROWS if row.elsewhere], ids=lambda row: row.name)
def test_staff_of_another_area_are_kept_out(row: Row, area: Area, users: dict[str, User]) -> None:
    path, other = path_of(row, area), AreaFactory()
    allowed = [role for role in STAFF if row.statuses[role] == 200]
    User.objects.filter(pk__in=[users[role].pk for role in allowed]).update(area=other)
    seen = {role: visit(path, User.objects.get(pk=users[role].pk)) for role in allowed}
    assert seen == dict.fromkeys(allowed, row.elsewhere)


def test_apps_are_all_known() -> None:
    assert {config.name for config in apps.get_app_configs()} >= set(settings.LOCAL_APPS)
