"""An installation of its own for tests that kill processes: a database, a private storage, and real processes on them."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent


class Installation:
    """A database and a private storage of its own, used by real processes."""

    def __init__(self, folder: Path, database_url: str, *, script: str) -> None:
        self.script = script
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
        return self.run("-m", f"tests.faults.{self.script}", *arguments)

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
