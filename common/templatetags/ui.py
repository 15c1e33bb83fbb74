"""The components every template may use (no {% load %} needed); each is shown with its states on /styleguide/ in development.

Arguments are keywords only. A component is one template in templates/components/; what it needs to decide is decided here.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.forms.widgets import CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.template.context import Context
from django.template.loader import get_template
from django.utils import timezone
from django.utils.safestring import SafeString

from common.clock import today
from common.masking import mask_name, mask_phone
from common.public_pages import canonical_address

register = template.Library()
register.filter("mask_name", mask_name)
register.filter("mask_phone", mask_phone)

WEEKDAYS = "一二三四五六日"
MESSAGE_TONES = {"debug": "info", "info": "info", "success": "ok", "warning": "wait", "error": "wait"}


def _render(component: str, /, **context: Any) -> str:
    return get_template(f"components/{component}.html").render(context)


@register.simple_tag
def button(
    *,
    label: str,
    href: str = "",
    kind: str = "primary",
    type: str = "submit",
    name: str = "",
    value: str = "",
    wide: bool = False,
    disabled: bool = False,
) -> str:
    """A button, or a link that looks like one. kind: primary (one per screen), plain, quiet, danger."""
    look = {"label": label, "kind": kind, "wide": wide, "disabled": disabled}
    return _render("button", href=href, type=type, name=name, value=value, **look)


@register.simple_block_tag
def card(content: str, *, title: str = "", level: int = 2, tone: str = "") -> str:
    """A bordered group of things that belong together. tone: "" or strong."""
    return _render("card", content=content, title=title, level=level, tone=tone)


@register.simple_block_tag
def notice(content: str, *, tone: str = "info", title: str = "") -> str:
    """A remark beside the text. tone: info (indigo), ok (jade), wait (amber)."""
    return _render("notice", content=content, tone=tone, title=title)


@register.simple_tag
def tag(*, label: str, tone: str = "plain") -> str:
    """A status in one or two words. tone: ok (done), wait (missing), info (chosen), lead (the campaign that is on), plain."""
    return _render("tag", label=label, tone="" if tone == "plain" else tone)


@register.simple_tag
def field(*, bound: BoundField) -> str:
    """A form field with label, help and errors, joined for screen readers. Choices become rows to tap."""
    widget = bound.field.widget
    context = {"field": bound, "help_id": f"{bound.auto_id}_helptext", "error_id": f"{bound.auto_id}_error"}
    if bound.is_hidden:
        return SafeString(bound)
    if isinstance(widget, CheckboxInput):
        return _render("field_checkbox", **context)
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return _render("field_choices", **context)
    return _render("field", **context)


@register.simple_tag
def form_errors(*, form: BaseForm) -> str:
    """What is wrong, once, above the form: general errors in words, field errors as links to their fields."""
    return _render("form_errors", form=form, invalid=[bound for bound in form if bound.errors])


@register.simple_tag
def stepper(*, steps: Iterable[tuple[str, str]], label: str = "") -> str:
    """Where one is: (label, state) pairs with state done, now or todo."""
    return _render("stepper", steps=list(steps), label=label)


@register.simple_tag
def empty_state(*, title: str, hint: str = "", href: str = "", action: str = "", drawing: str = "nothing") -> str:
    """Nothing here yet: say so, and what to do next. drawing: a name in static/img/draw/."""
    return _render("empty_state", title=title, hint=hint, href=href, action=action, drawing=f"img/draw/{drawing}.svg")


@register.simple_block_tag
def data_table(content: str, *, caption: str, stack: bool = True) -> str:
    """A wrapper for <thead> and <tbody>: scrolls by keyboard; on phones rows become cards when cells carry data-label."""
    return _render("data_table", content=content, caption=caption, stack=stack)


@register.simple_block_tag
def facts(content: str) -> str:
    """A list of facts; fill it with {% fact %}."""
    return _render("facts", content=content)


@register.simple_block_tag
def fact(content: str, *, label: str) -> str:
    """One label with its value, inside {% facts %}."""
    return _render("fact", content=content, label=label)


@register.simple_block_tag
def confirm(content: str, *, label: str, title: str, kind: str = "danger") -> str:
    """A two-step action without a script: the label opens it, the content holds the form with the real button."""
    return _render("confirm", content=content, label=label, title=title, kind=kind)


@register.simple_block_tag
def action_bar(content: str, *, label: str = "") -> str:
    """The dock at the foot of a task; the last button is the next step."""
    return _render("action_bar", content=content, label=label)


@register.simple_tag
def section_head(*, title: str, href: str = "", more: str = "", level: int = 2, id: str = "") -> str:
    """A section's title over a rule, with a link to the rest."""
    return _render("section_head", title=title, href=href, more=more, level=level, id=id)


@register.simple_tag(takes_context=True)
def pagination(context: Context, *, page: Page, param: str = "page") -> str:
    """Previous, numbers, next; keeps the other parameters of the address."""
    query = context["request"].GET.copy() if "request" in context else None
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    gap = page.paginator.ELLIPSIS
    links = [(number, "" if number == gap else _page_address(query, param, int(number))) for number in numbers]
    around = {
        "previous": _page_address(query, param, page.number - 1) if page.has_previous() else "",
        "next": _page_address(query, param, page.number + 1) if page.has_next() else "",
    }
    return _render("pagination", page=page, links=links, **around)


def _page_address(query: Any, param: str, number: int) -> str:
    if query is None:
        return f"?{param}={number}"
    query[param] = str(number)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def canonical(context: Context) -> str:
    """The one address of this page, for <link rel="canonical">; empty on pages that are nobody else's business."""
    request = context.get("request")
    is_error = "exception" in context  # Django's own views for 400, 403 and 404 bring one
    return canonical_address(request) if request is not None and not is_error else ""


@register.filter
def tone(level_tag: str) -> str:
    """The tone of a notice for the level of a Django message."""
    return MESSAGE_TONES.get(level_tag, "info")


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def _day_text(value: date, *, year: bool | None = None) -> str:
    shows_year = value.year != today().year if year is None else year
    return (f"{value.year}年" if shows_year else "") + f"{value.month}月{value.day}日"


@register.simple_tag
def day(*, value: date | datetime | None, weekday: bool = False, year: bool | None = None) -> str:
    """3月18日, with the year when it isn't this one (or as told), with the weekday if wanted; never broken over two lines."""
    if value is None:
        return ""
    local = _local(value)
    text = _day_text(local, year=year) + (f" 周{WEEKDAYS[local.weekday()]}" if weekday else "")
    return _render("time", machine=local.strftime("%Y-%m-%d"), text=text)


@register.simple_tag
def moment(*, value: datetime | None, weekday: bool = False, year: bool | None = None) -> str:
    """3月18日 14:00 in the office's time zone."""
    if value is None:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    text = _day_text(local, year=year) + (f"（周{WEEKDAYS[local.weekday()]}）" if weekday else " ") + f"{local:%H:%M}"
    return _render("time", machine=local.isoformat(timespec="minutes"), text=text)


@register.simple_tag
def period(*, start: date | datetime, end: date | datetime | None = None) -> str:
    """3月10日—20日, or 3月18日 14:00—16:30: what both ends share is said once."""
    first, last = _local(start), _local(end) if end else None
    if isinstance(first, datetime):
        return _moments(first, last)
    text = _day_text(first)
    if last and last != first:
        same_month = (first.year, first.month) == (last.year, last.month)
        text += "—" + (
            f"{last.day}日" if same_month else _day_text(last, year=True if first.year != last.year else None)
        )
    return _render("time", machine=first.isoformat(), text=text)


def _moments(first: datetime, last: Any) -> str:
    """3月18日 14:00, 3月18日 14:00—16:30, or 3月18日 14:00—3月19日 09:00; a line may end before the hours or at the dash."""
    machine, day = first.isoformat(timespec="minutes"), _day_text(first)
    if last is None or last == first:
        return _render("time", machine=machine, text=day, hours=f"{first:%H:%M}")
    if last.date() == first.date():
        return _render("time", machine=machine, text=day, hours=f"{first:%H:%M}—{last:%H:%M}")
    until = f"{_day_text(last)} {last:%H:%M}"
    return _render("time", machine=machine, text=f"{day} {first:%H:%M}", joint="—", hours=until)


@register.simple_tag
def date_block(*, value: date | datetime) -> str:
    """The day in large figures with month and weekday below, for lists."""
    local = _local(value)
    below = f"{local.month}月 周{WEEKDAYS[local.weekday()]}"
    if local.year != today().year:
        below = f"{local.year}年{local.month}月"
    return _render("date_block", machine=local.strftime("%Y-%m-%d"), day=f"{local.day:02d}", below=below)
