"""The whole suite on PostgreSQL, then, without the browser except for the main path, on SQLite; then the coverage of both.

Arguments go to pytest.
"""

import os
import subprocess
import sys
from pathlib import Path

from tools.postgres import postgres

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
# What must be covered: (files, per cent). Branches count. domain/ is at 100; the tenth is for a branch that only a lost race takes.
TARGETS = [("*", 90), ("*/domain/*", 99.9)]


def pytest(name: str, *arguments: str, **environment: str) -> int:
    print(f"── tests on {name}", flush=True)
    env = {**os.environ, **environment, "COVERAGE_FILE": str(ROOT / f".coverage.{name}")}
    command = [PYTHON, "-m", "pytest", "-q", "-n", "2", "--cov", "--cov-report=", *arguments, *sys.argv[1:]]
    return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode


def coverage() -> int:
    """Both runs together. Prints what is missing; the worst exit code counts."""
    tool = [PYTHON, "-m", "coverage"]
    subprocess.run([*tool, "combine", "-q"], cwd=ROOT, check=True)
    worst = 0
    for include, percent in TARGETS:
        print(f"── branch coverage of {include}: at least {percent} %", flush=True)
        report = [*tool, "report", "--precision=2", f"--include={include}", f"--fail-under={percent}"]
        worst = max(worst, subprocess.run(report, cwd=ROOT, check=False).returncode)
    return worst


def main() -> int:
    for old in ROOT.glob(".coverage*"):
        old.unlink()
    with postgres() as url:
        failed = pytest("postgresql", DATABASE_URL=url)
    failed = pytest("sqlite", "-m", "not browser or mainpath", DATABASE_URL="") or failed
    if sys.argv[1:]:
        return failed  # a part of the suite says nothing about coverage
    return failed or coverage()


if __name__ == "__main__":
    sys.exit(main())
