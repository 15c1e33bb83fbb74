"""A worker is killed (SIGKILL) in the middle of sealing: after a restart there is one paper, one sealed file, one hash."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent
POINTS = [
    "before the original is kept",
    "original kept",
    "sealed, not written",
    "half of the sealed file written",
    "sealed file written",
    "registered, not committed",
    "committed",
]
DONE = {"state": "valid", "files": ["original", "sealed"], "facts": 1, "same_hash": True, "verdict": "authentic"}

pytestmark = pytest.mark.faults


class Installation:
    """A database and a private storage of its own, used by real processes."""

    def __init__(self, folder: Path, database_url: str) -> None:
        environment = {"VAR_DIR": str(folder), "DATABASE_URL": database_url, "WORKERS": "1"}
        self.env = {**os.environ, **environment, "DJANGO_SETTINGS_MODULE": "config.settings.dev"}

    def run(self, *arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.env, capture_output=True, text=True, check=False
        )

    def manage(self, *arguments: str) -> None:
        done = self.run("manage.py", *arguments, "--verbosity=0")
        assert done.returncode == 0, done.stderr

    def worker(self, *arguments: str) -> subprocess.CompletedProcess:
        return self.run("-m", "tests.faults.worker_that_dies", *arguments)

    def report(self) -> dict:
        done = self.worker("report")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


def server_url(name: str) -> str:
    """The address of a database on the server the tests run on."""
    at = connection.settings_dict
    who = f"{at['USER']}:{at['PASSWORD']}@" if at["PASSWORD"] else f"{at['USER']}@"
    port = f":{at['PORT']}" if at["PORT"] else ""
    return f"postgresql://{who}{at['HOST'].replace('/', '%2F')}{port}/{name}"


@contextmanager
def database_of_its_own() -> Iterator[str]:
    if connection.vendor != "postgresql":
        yield ""  # a file in the installation's folder
        return
    name = f"faults_{os.getpid()}"
    with psycopg.connect(server_url("postgres"), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield server_url(name)
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    with database_of_its_own() as url:
        made = Installation(tmp_path_factory.mktemp("installation"), url)
        made.manage("migrate")
        made.manage("createcachetable")
        made.manage("ensure_seal_key")
        yield made


def test_seal_job_dies_at_every_step(installation):
    assert installation.worker("ask", *POINTS).returncode == 0
    for point in POINTS:
        killed = installation.worker("seal", point, point)
        assert killed.returncode == -signal.SIGKILL, (point, killed.stderr)
    between = installation.report()
    assert [between[point]["state"] for point in POINTS] == ["sealing"] * 6 + ["valid"]
    for _again in range(2):
        swept = installation.worker("sweep")
        assert swept.returncode == 0, swept.stderr
    after = installation.report()
    for point in POINTS:
        assert {key: after[point][key] for key in DONE} == DONE, point
    assert [after[point]["number"][-4:] for point in POINTS] == [f"{n:04d}" for n in range(1, 8)]


def test_the_queue_is_killed_while_it_works_and_started_again(installation):
    """The real worker processes, killed together somewhere in thirty papers."""
    keys = [f"paper-{number}" for number in range(30)]

    def sealed_files() -> set[Path]:
        return set((Path(installation.env["VAR_DIR"]) / "private").rglob("sealed-*.pdf"))

    before = sealed_files()
    installation.worker("ask", *keys)
    cluster = subprocess.Popen(
        [sys.executable, "manage.py", "qcluster"],
        cwd=ROOT,
        env=installation.env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        deadline = time.monotonic() + 60
        while not (sealed_files() - before):
            assert time.monotonic() < deadline and cluster.poll() is None
            time.sleep(0.02)
    finally:
        os.killpg(cluster.pid, signal.SIGKILL)
        cluster.wait()
    between = installation.report()
    assert "sealing" in {between[key]["state"] for key in keys}, "the kill came in the middle"
    assert installation.worker("sweep").returncode == 0
    after = installation.report()
    for key in keys:
        assert {name: after[key][name] for name in DONE} == DONE, key
