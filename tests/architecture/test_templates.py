"""The content security policy forbids inline styles and scripts: no template of ours may bring one."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted(path.relative_to(ROOT) for path in (ROOT / "templates").rglob("*.html"))
STYLESHEETS = sorted(path.relative_to(ROOT) for path in (ROOT / "static" / "css").glob("*.css"))
LAYERED = [path for path in STYLESHEETS if not path.name.startswith("admin-")]  # the Wagtail admin has no layers
MODULES = sorted(path.relative_to(ROOT) for path in (ROOT / "static" / "js").rglob("*.js"))
FORBIDDEN = {
    "style attribute": re.compile(r"<[^>]+\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "inline script": re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*type=[\"']application/json)", re.IGNORECASE),
    "event attribute": re.compile(r"<[^>]+\son[a-z]+\s*=", re.IGNORECASE),
    "javascript address": re.compile(r"javascript:", re.IGNORECASE),
    "foreign host": re.compile(r"<(?:script|link|img)\b[^>]*(?:src|href)=[\"']?(?:https?:)?//", re.IGNORECASE),
}


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_template_brings_nothing_inline(path: Path) -> None:
    text = (ROOT / path).read_text()
    assert [name for name, pattern in FORBIDDEN.items() if pattern.search(text)] == []


@pytest.mark.parametrize(("paths", "limit"), [(TEMPLATES, 120), (STYLESHEETS, 300), (MODULES, 200)])
def test_front_end_files_stay_small(paths: list[Path], limit: int) -> None:
    assert {str(path): lines for path in paths if (lines := len((ROOT / path).read_text().splitlines())) > limit} == {}


@pytest.mark.parametrize("path", LAYERED, ids=str)
def test_stylesheet_belongs_to_a_layer_and_loads_nothing(path: Path) -> None:
    text = (ROOT / path).read_text()
    assert "@layer" in text or "@media print" in text
    assert "@import" not in text and "url(" not in text and "@font-face" not in text
