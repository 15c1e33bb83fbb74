"""Dead links on live pages: looked for in the page tree, the documents and our own addresses. Nothing is asked over the network."""

import time
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, Site

from common.clock import now, today
from outreach.domain.page_links import Link, links_of
from outreach.enums import LinkProblem
from outreach.models import DeadLink, LinkCheck

SLICE = 100
NIGHT = 2  # o'clock: nobody is editing
SECONDS_AT_ONCE = 60  # a task may take two minutes
MAX_TARGET = 300
HERE = "here.invalid"

Dead = dict[tuple[str, str], LinkProblem]  # (place, target) → problem


def continue_check() -> int:
    """Look at the live pages this night hasn't seen yet, for a minute at most; returns how many. Goes on where it stopped."""
    if timezone.localtime(now()).hour < NIGHT:
        return 0
    check = LinkCheck.objects.get_or_create(day=today())[0]
    seen, deadline = 0, time.monotonic() + SECONDS_AT_ONCE
    while check.finished_at is None and time.monotonic() < deadline:
        pages = list(Page.objects.live().filter(alias_of=None, pk__gt=check.position).order_by("pk").specific()[:SLICE])
        for page in pages:
            check_page(page)
        seen += len(pages)
        check.position = pages[-1].pk if pages else check.position
        check.finished_at = now() if len(pages) < SLICE else None
        check.save(update_fields=["position", "finished_at"])
    return seen


@transaction.atomic
def check_page(page: Page) -> int:
    """Store what is dead on this specific page now, and close what no longer is; returns how many are dead."""
    dead = dead_links_of(page) if page.live else {}
    known = {(row.place, row.target): row.pk for row in DeadLink.objects.filter(page_id=page.pk, gone_at=None)}
    gone = [pk for key, pk in known.items() if key not in dead]
    DeadLink.objects.filter(pk__in=gone).update(gone_at=now())
    new = [
        DeadLink(page_id=page.pk, place=place, target=target, problem=problem, found_at=now())
        for (place, target), problem in dead.items()
        if (place, target) not in known
    ]
    DeadLink.objects.bulk_create(new, ignore_conflicts=True)
    return len(dead)


def dead_links_of(page: Page) -> Dead:
    """The links of a page that lead nowhere. Addresses of other sites are left alone."""
    links, dead = links_of(page), Dead()
    hosts, base = _own_hosts(), page.get_url() or "/"
    known = {kind: _known(kind, links) for kind in ("page", "document", "image")}
    for link in links:
        if link.kind == "address":
            path = _own_path(str(link.ref), base, hosts)
            if path is not None and not is_there(path):
                dead[link.place, str(link.ref)[:MAX_TARGET]] = LinkProblem.NO_ADDRESS
            continue
        name, problem = known[link.kind].get(link.ref, (_nameless(link), LinkProblem.MISSING))
        if problem:
            dead[link.place, name[:MAX_TARGET]] = problem
    return dead


def is_there(path: str) -> bool:
    """Does something of ours answer at this path? What needs an id of its own (a campaign, a session) is taken as there."""
    if path.startswith(settings.MEDIA_URL):
        return _file_is_there(path.removeprefix(settings.MEDIA_URL))
    if path.startswith(settings.STATIC_URL):
        return True
    match = _match(path) or (None if path.endswith("/") else _match(f"{path}/"))
    if match is None:
        return _is_redirected(path)
    if match.url_name == "wagtaildocs_serve":
        found = _known("document", {Link("", "document", int(match.args[0]))})
        return any(problem is None for _name, problem in found.values())
    return match.url_name != "wagtail_serve" or _page_is_there(path) or _is_redirected(path)


def _known(kind: str, links: set[Link]) -> dict[Any, tuple[str, LinkProblem | None]]:
    """id → title and what is wrong with it, for those that exist."""
    ids = [link.ref for link in links if link.kind == kind]
    if not ids:
        return {}
    if kind == "page":
        rows = Page.objects.filter(pk__in=ids).values_list("pk", "title", "live")
        return {pk: (title, None if live else LinkProblem.NOT_LIVE) for pk, title, live in rows}
    model = get_document_model() if kind == "document" else get_image_model()
    files = model.objects.filter(pk__in=ids).values_list("pk", "title", "file")
    return {pk: (title, None if _file_is_there(name) else LinkProblem.NO_FILE) for pk, title, name in files}


def _nameless(link: Link) -> str:
    words = {"page": _("page no. %(id)s"), "document": _("file no. %(id)s"), "image": _("picture no. %(id)s")}
    return words[link.kind] % {"id": link.ref}


def _own_hosts() -> set[str]:
    hosts = set(Site.objects.values_list("hostname", flat=True))
    return hosts | {urlsplit(settings.PUBLIC_URL).hostname or HERE, HERE}


def _own_path(href: str, base: str, hosts: set[str]) -> str | None:
    """The path on this site an address means; None for other sites, telephone numbers, mail and the like."""
    try:
        parts = urlsplit(urljoin(urljoin(f"https://{HERE}/", base), href.strip()))
    except ValueError:
        return href
    if parts.scheme not in ("http", "https") or parts.hostname not in hosts:
        return None
    return unquote(parts.path) or "/"


def _match(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None


def _page_is_there(path: str) -> bool:
    tail = f"{path.strip('/')}/".lstrip("/")
    roots = Page.objects.filter(pk__in=Site.objects.values("root_page")).values_list("url_path", flat=True)
    return Page.objects.live().filter(url_path__in=[root + tail for root in roots]).exists()


def _is_redirected(path: str) -> bool:
    return path.startswith("/") and Redirect.objects.filter(old_path=Redirect.normalise_path(path)).exists()


def _file_is_there(name: str) -> bool:
    try:
        return default_storage.exists(name)
    except SuspiciousFileOperation:
        return False
