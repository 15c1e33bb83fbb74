"""A worker is killed (SIGKILL) in the middle of sealing: after a restart there is one paper, one sealed file, one hash."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.faults.installation import ROOT, Installation, database_of_its_own

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


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    with database_of_its_own() as url:
        made = Installation(tmp_path_factory.mktemp("installation"), url, script="worker_that_dies")
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
    numbers = [int(after[point]["number"][-4:]) for point in POINTS]
    assert numbers == list(range(numbers[0], numbers[0] + len(POINTS)))


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
