"""Everything that can be proved without running the product. All checks run; any failure fails the whole."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": secrets.token_urlsafe(60),
    "ALLOWED_HOSTS": "credit.example.gov.cn",
    "PUBLIC_URL": "https://credit.example.gov.cn",
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
}
TEST = {"DJANGO_SETTINGS_MODULE": "config.settings.test", "DATABASE_URL": ""}
CHECKS: list[tuple[str, list[str], dict[str, str]]] = [
    ("format", ["ruff", "format", "--check", "."], {}),
    ("lint", ["ruff", "check", "."], {}),
    ("types", ["mypy", "."], TEST),
    ("imports", ["lint-imports", "--no-cache"], TEST),
    ("templates", ["djlint", "templates", "--lint", "--quiet"], {}),
    ("sizes", ["python", "tools/sizes.py"], {}),
    ("locks", ["python", "tools/locks.py"], {}),
    ("messages", ["python", "tools/messages.py", "check"], TEST),
    ("migrations", ["python", "manage.py", "makemigrations", "--check", "--dry-run"], TEST),
    ("deployment", ["python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
    ("architecture", ["python", "-m", "pytest", "-q", "tests/architecture", "-p", "no:randomly"], TEST),
]


def main() -> int:
    failed = []
    for name, (tool, *arguments), environment in CHECKS:
        print(f"── {name}", flush=True)
        env = {**os.environ, **environment}
        if subprocess.run([str(BIN / tool), *arguments], cwd=ROOT, env=env, check=False).returncode:
            failed.append(name)
    print(f"── failed: {', '.join(failed)}" if failed else "── all checks passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
