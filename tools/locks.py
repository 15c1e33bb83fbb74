"""The locks: fresh, hashed, and without anybody's address."""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def addresses() -> list[str]:
    files = [*ROOT.glob("requirements*.lock"), ROOT / "package-lock.json"]
    return [f"{path.name} names an address" for path in files if re.search(r"https?://", path.read_text())]


def declared() -> list[str]:
    """Every requirement of pyproject.toml is pinned: uv resolves offline against the lock's own pins."""
    import tomllib

    from packaging.requirements import Requirement

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    found = []
    for lock, wanted in {
        "requirements.lock": project["dependencies"],
        "requirements-dev.lock": project["dependencies"] + project["optional-dependencies"]["dev"],
    }.items():
        pins = dict(
            re.findall(
                r"^([a-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", (ROOT / lock).read_text(), re.MULTILINE | re.IGNORECASE
            )
        )
        for text in wanted:
            requirement = Requirement(text)
            version = pins.get(requirement.name.lower())
            if version is None or not requirement.specifier.contains(version, prereleases=True):
                found.append(f"{lock} doesn't fit {text}: run make lock")
    return found


def libraries() -> list[str]:
    """package-lock.json pins what package.json asks for, each with a hash."""
    wanted = json.loads((ROOT / "package.json").read_text())["dependencies"]
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    fits = packages[""].get("dependencies") == wanted
    found = [] if fits else ["package-lock.json doesn't fit package.json: run make lock"]
    return found + [
        f"package-lock.json has no hash for {name}"
        for name, package in packages.items()
        if name and not package.get("integrity")
    ]


def installed() -> list[str]:
    check = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False)
    return check.stdout.splitlines() if check.returncode and "No module named pip" not in check.stderr else []


if __name__ == "__main__":
    found = addresses() + declared() + libraries() + installed()
    print("\n".join(found) or "locks: fine")
    sys.exit(1 if found else 0)
