"""A worker is killed (SIGKILL) in the middle of a delivery: after a restart the platform has each record exactly once."""

import signal
import subprocess
import sys

import httpx
import pytest

from tests.faults.installation import ROOT, Installation, database_of_its_own

POINTS = ["taken, not posted", "posted, receipt not written", "receipt written, not committed", "committed"]

pytestmark = pytest.mark.faults


@pytest.fixture
def platform(tmp_path):
    """The credit platform as a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "tools/receiver.py", "--port", "0", "--store", str(tmp_path / "received.sqlite3")],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield process.stdout.readline().split()[-1]
    process.kill()
    process.wait()
    process.stdout.close()


@pytest.fixture
def installation(tmp_path):
    with database_of_its_own() as url:
        made = Installation(tmp_path / "installation", url, script="deliverer_that_dies")
        made.manage("migrate")
        made.manage("createcachetable")
        yield made


def test_a_delivery_dies_at_every_step(installation, platform):
    recorded = installation.worker("record", platform, *POINTS)
    assert recorded.returncode == 0, recorded.stderr
    for point in POINTS:
        killed = installation.worker("deliver", point, point)
        assert killed.returncode == -signal.SIGKILL, (point, killed.stderr)
    between = installation.report()["deliveries"]
    assert [between[point]["state"] for point in POINTS] == ["sending"] * 3 + ["delivered"]
    for _again in range(2):
        swept = installation.worker("sweep")
        assert swept.returncode == 0, swept.stderr
    received = httpx.get(platform).json()
    assert received["count"] == len(POINTS)
    after = installation.report()
    assert after["chain"]
    receipts = {row["receipt_id"] for row in received["records"]}
    assert {row["receipt"] for row in after["deliveries"].values()} == receipts
    assert [(row["state"], row["facts"]) for row in after["deliveries"].values()] == [("delivered", 1)] * len(POINTS)
