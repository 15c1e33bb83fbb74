"""What a browser would send back from a page's form, unchanged."""

from bs4 import BeautifulSoup, Tag
from django.http import HttpResponse


def form_data(page: HttpResponse) -> dict[str, str]:
    soup = BeautifulSoup(page.content, "html.parser")
    for template in soup("template"):
        template.decompose()
    controls = [tag for tag in soup.select("input[name], select[name], textarea[name]") if is_sent(tag)]
    return {tag["name"]: value_of(tag) for tag in controls}


def is_sent(tag: Tag) -> bool:
    return tag.get("type") != "checkbox" or tag.has_attr("checked")


def value_of(tag: Tag) -> str:
    if tag.name == "textarea":
        return tag.text.removeprefix("\n")
    if tag.name == "select":
        chosen = tag.select_one("option[selected]")
        return chosen.get("value", "") if chosen else ""
    return tag.get("value", "")
