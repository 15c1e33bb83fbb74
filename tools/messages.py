"""The message catalogue: `refresh` brings it up to the sources; `check` proves that it is complete and its .mo fresh.

locale_vendor/ is kept by hand: what Wagtail's own Chinese lacks or says badly. `check` names what a newer Wagtail adds.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib
import wagtail

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
VENDOR = [Path("locale_vendor/zh_Hans/LC_MESSAGES") / name for name in ("django.po", "djangojs.po")]
IGNORE = ["locale_vendor", ".venv", "node_modules", "tests", "bench", "tools", "var", "staticfiles"]


def collect(root: Path) -> polib.POFile:
    """The catalogue as the sources under root want it; translations that are there stay."""
    options = ["-l", "zh_Hans", "--no-location", "--no-obsolete", "--no-wrap", "-v0"]
    for folder in IGNORE:
        options += ["-i", folder]
    command = [sys.executable, str(ROOT / "manage.py"), "makemessages", *options]
    subprocess.run(command, cwd=root, check=True)
    return polib.pofile(root / CATALOGUE, wrapwidth=0)


def problems(entries: polib.POFile) -> list[str]:
    return [entry.msgid for entry in entries if not entry.translated() or entry.fuzzy]


def compile_to(target: Path, source: Path) -> None:
    subprocess.run(["msgfmt", "--check-format", "-o", str(target), str(ROOT / source)], check=True)


def stale(source: Path) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "fresh.mo"
        compile_to(fresh, source)
        same = fresh.read_bytes() == (ROOT / source).with_suffix(".mo").read_bytes()
    return [] if same else [f"the .mo is not compiled from {source}"]


def translated(catalogue: Path) -> set[tuple[str | None, str]]:
    return {(entry.msgctxt, entry.msgid) for entry in polib.pofile(catalogue).translated_entries()}


def untranslated_of_wagtail(vendor: Path) -> list[str]:
    """What the installed Wagtail says in English for which neither it nor we have Chinese."""
    ours = translated(ROOT / vendor)
    found = []
    for english in Path(wagtail.__file__).parent.rglob(f"locale/en/LC_MESSAGES/{vendor.name}"):
        chinese = english.parents[2] / "zh_Hans" / "LC_MESSAGES" / vendor.name
        have = ours | (translated(chinese) if chinese.exists() else set())
        wanted = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(english)}
        found += [f"Wagtail has no Chinese for: {msgid}" for _, msgid in sorted(wanted - have, key=str)]
    return found


def refresh() -> int:
    entries = collect(ROOT)
    entries.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    entries.save()
    for source in (CATALOGUE, *VENDOR):
        compile_to((ROOT / source).with_suffix(".mo"), source)
    return report(problems(entries))


def check() -> int:
    """Collect in a copy of the sources, so that nothing here changes."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*IGNORE, ".git", ".*_cache"))
        wanted = collect(copy)
    here = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(ROOT / CATALOGUE)}
    missing = [entry.msgid for entry in wanted if (entry.msgctxt, entry.msgid) not in here]
    extra = [msgid for context, msgid in here if not wanted.find(msgid, msgctxt=context or False)]
    found = [*problems(wanted), *missing, *(f"no longer used: {msgid}" for msgid in extra)]
    for source in (CATALOGUE, *VENDOR):
        found += stale(source)
    for source in VENDOR:
        found += [*problems(polib.pofile(ROOT / source)), *untranslated_of_wagtail(source)]
    return report(found)


def report(found: list[str]) -> int:
    for text in found:
        print(f"message catalogue: {text}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit({"refresh": refresh, "check": check}[sys.argv[1]]())
