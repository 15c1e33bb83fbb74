"""The message catalogue: `refresh` brings it up to the sources; `check` proves that it is complete and its .mo fresh."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
IGNORE = [".venv", "node_modules", "tests", "bench", "tools", "var", "staticfiles"]


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


def compile_to(target: Path) -> None:
    subprocess.run(["msgfmt", "--check-format", "-o", str(target), str(ROOT / CATALOGUE)], check=True)


def refresh() -> int:
    entries = collect(ROOT)
    entries.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    entries.save()
    compile_to((ROOT / CATALOGUE).with_suffix(".mo"))
    return report(problems(entries))


def check() -> int:
    """Collect in a copy of the sources, so that nothing here changes."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*IGNORE, ".git", ".*_cache"))
        wanted = collect(copy)
        fresh = Path(folder) / "fresh.mo"
        compile_to(fresh)
        stale = fresh.read_bytes() != (ROOT / CATALOGUE).with_suffix(".mo").read_bytes()
    here = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(ROOT / CATALOGUE)}
    missing = [entry.msgid for entry in wanted if (entry.msgctxt, entry.msgid) not in here]
    extra = [msgid for context, msgid in here if not wanted.find(msgid, msgctxt=context or False)]
    found = [*problems(wanted), *missing, *(f"no longer used: {msgid}" for msgid in extra)]
    return report(found + (["django.mo is not compiled from django.po"] if stale else []))


def report(found: list[str]) -> int:
    for text in found:
        print(f"message catalogue: {text}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit({"refresh": refresh, "check": check}[sys.argv[1]]())
