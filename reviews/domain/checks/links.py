"""Links that lead nowhere. Everything is looked up here, in the page tree and the addresses of this site; nobody is asked over the network."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import Page, Site

from reviews.domain.checks.content import ADDRESS, DOCUMENT_LINK, PAGE_LINK, Content, Link, Spot
from reviews.domain.checks.findings import Finding
from reviews.enums import Severity

SHORTENERS = frozenset(
    [
        "t.cn",
        "url.cn",
        "dwz.cn",
        "dwz.win",
        "suo.im",
        "suo.nz",
        "suo.yt",
        "bit.ly",
        "tinyurl.com",
        "goo.gl",
        "is.gd",
        "t.co",
        "j.mp",
        "ow.ly",
        "buff.ly",
        "rb.gy",
        "985.so",
        "u.nu",
        "rrd.me",
        "mrw.so",
        "c1n.cn",
        "sourl.cn",
        "6du.in",
        "tb.cn",
        "m.tb.cn",
        "w.url.cn",
        "sina.lt",
        "v.gd",
        "cutt.ly",
        "shorturl.at",
        "x.co",
    ]
)
PLAIN_ADDRESS = re.compile(r"(?<![a-z0-9.-])((?:[a-z0-9-]{1,30}\.){1,3}[a-z]{2,6})/[a-z0-9]", re.IGNORECASE)
DOCUMENT_PATH = re.compile(r"/documents/(\d+)/")
TREE = "wagtail_serve"
DOCUMENT = "wagtaildocs_serve"


@dataclass
class Targets:
    """What the links of one page lead to, each kind loaded with one query."""

    live: dict[int | None, bool]
    live_paths: dict[str, bool]
    documents: set[int]
    moved: set[str]
    hosts: set[str]
    root_path: str


def check_links(content: Content) -> Iterator[Finding]:
    """Pages that aren't there or aren't published, files that are gone, addresses of ours that answer 404, short links."""
    if content.links:
        targets = _load(content.links)
        targets.live[getattr(content.instance, "pk", None)] = True  # a page may point at itself before it is published
        for link in content.links:
            yield from _check_link(link, targets)
    for passage in content.passages:
        for match in PLAIN_ADDRESS.finditer(passage.text):
            if _is_short(match.group(1)):
                yield _short(match.group(), passage.spot)


def _check_link(link: Link, targets: Targets) -> Iterator[Finding]:
    if link.kind == PAGE_LINK:
        live = targets.live.get(_number(link.target))
        yield from _page_trouble(live, link)
    elif link.kind == DOCUMENT_LINK:
        yield from _document_trouble(_number(link.target), link, targets)
    elif link.kind == ADDRESS:
        yield from _address_trouble(link, targets)


def _page_trouble(live: bool | None, link: Link) -> Iterator[Finding]:
    if live is None:
        yield _broken(_("The page behind this link doesn't exist any more."), link)
    elif not live:
        yield _broken(_("The page behind this link isn't published."), link)


def _document_trouble(pk: int, link: Link, targets: Targets) -> Iterator[Finding]:
    if pk not in targets.documents:
        yield _broken(_("The file behind this link doesn't exist any more."), link)


def _address_trouble(link: Link, targets: Targets) -> Iterator[Finding]:
    host, path = _split(link.target)
    if host and host not in targets.hosts:
        if _is_short(host):
            yield _short(link.target, link.spot)
    elif path and not path.startswith((settings.MEDIA_URL, settings.STATIC_URL)):
        yield from _own_address(path, link, targets)


def _own_address(path: str, link: Link, targets: Targets) -> Iterator[Finding]:
    match = _resolve(path)
    if match is None:
        yield _broken(_("There is no page at this address."), link)
    elif match.url_name == DOCUMENT:
        yield from _document_trouble(_document_number(path), link, targets)
    elif match.url_name == TREE:
        yield from _tree_trouble(path, link, targets)


def _resolve(path: str) -> ResolverMatch | None:
    """As the site answers: an address without its last slash is sent on to the one with it."""
    for tried in (path, path + "/"):
        try:
            return resolve(tried)
        except Resolver404:
            continue
    return None


def _tree_trouble(path: str, link: Link, targets: Targets) -> Iterator[Finding]:
    live = targets.live_paths.get(_tree_path(path, targets.root_path))
    if live is None and path.rstrip("/") in targets.moved:
        advice = _("Please link to the page itself, then the link moves with it.")
        yield Finding(
            "moved_link",
            Severity.WARN,
            _("The page has moved."),
            advice,
            link.text or path,
            link.spot.place,
            link.spot.label,
            path,
        )
    elif live is None:
        yield _broken(_("There is no page at this address."), link)
    else:
        yield from _page_trouble(live, link)


def _load(links: list[Link]) -> Targets:
    site = Site.objects.select_related("root_page").filter(is_default_site=True).first()
    root_path = site.root_page.url_path if site else "/"
    hosts = set(Site.objects.values_list("hostname", flat=True)) | {urlsplit(settings.PUBLIC_URL).hostname or ""}
    paths = _own_paths(links, hosts)
    ids = [_number(link.target) for link in links if link.kind == PAGE_LINK]
    # A link to nowhere brings no number the database could not hold.
    pages = Page.objects.filter(pk__in=[pk for pk in ids if pk])
    tree = Page.objects.filter(url_path__in=[_tree_path(path, root_path) for path in paths])
    return Targets(
        live=dict(pages.values_list("pk", "live")) if ids else {},
        live_paths=dict(tree.values_list("url_path", "live")) if paths else {},
        documents=_documents(links, paths),
        moved=_moved(paths),
        hosts=hosts,
        root_path=root_path,
    )


def _own_paths(links: list[Link], hosts: set[str]) -> list[str]:
    parts = [_split(link.target) for link in links if link.kind == ADDRESS]
    return [path for host, path in parts if path and (not host or host in hosts)]


def _documents(links: list[Link], paths: list[str]) -> set[int]:
    named = [_number(link.target) for link in links if link.kind == DOCUMENT_LINK]
    ids = {pk for pk in (*named, *map(_document_number, paths)) if pk}
    return set(get_document_model().objects.filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()


def _moved(paths: list[str]) -> set[str]:
    if not paths:
        return set()
    old = [path.rstrip("/") for path in paths]
    return set(Redirect.objects.filter(old_path__in=old).values_list("old_path", flat=True))


def _split(address: str) -> tuple[str, str]:
    """Host and path; both empty for what isn't an address of the web (mailto:, tel:, #below) or can't be read."""
    try:
        parts = urlsplit(address.strip())
        if parts.scheme not in ("", "http", "https"):
            return "", ""
        return (parts.hostname or "").lower(), unquote(parts.path) or ("/" if parts.netloc else "")
    except ValueError:
        return "", ""


def _tree_path(path: str, root_path: str) -> str:
    return root_path + path.strip("/") + "/" if path.strip("/") else root_path


def _document_number(path: str) -> int:
    """The id in /documents/7/form.docx; 0 in any other address."""
    match = DOCUMENT_PATH.match(path)
    return _number(match.group(1)) if match else 0


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _is_short(host: str) -> bool:
    return host.lower().removeprefix("www.") in SHORTENERS


def _short(found: str, spot: Spot) -> Finding:
    told, advice = _("A short link: nobody sees where it leads."), _("Please give the full address.")
    return Finding("short_link", Severity.WARN, told, advice, found, spot.place, spot.label, found)


def _broken(message: str, link: Link) -> Finding:
    advice = _("Please choose another target or take the link out.")
    found = link.text or link.target
    return Finding(
        "broken_link",
        Severity.BLOCK,
        message,
        advice,
        found,
        link.spot.place,
        link.spot.label,
        f"{link.kind} {link.target}",
    )
