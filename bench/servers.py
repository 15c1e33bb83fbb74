"""What is measured, started for the time of a block: fresh databases, and gunicorn with the same shape for both apps."""

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from bench.load import HOST

ROOT = Path(__file__).resolve().parent.parent
SHAPE = [
    "--worker-class",
    "gthread",
    "--workers",
    "2",
    "--threads",
    "4",
    "--keep-alive",
    "60",
    "--log-level",
    "warning",
]
KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="  # 32 bytes worth nothing
START_SECONDS = 60


def run(*arguments: str, env: dict[str, str]) -> None:
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env={**os.environ, **env}, check=True)


@contextmanager
def database(server: str, name: str) -> Iterator[str]:
    """A new database on the server, gone afterwards."""
    name = f"chengxin_bench_{name}_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def bare_environment(server: str) -> Iterator[dict[str, str]]:
    with database(server, "bare") as url:
        env = {"DJANGO_SETTINGS_MODULE": "bench.bare.settings", "DATABASE_URL": url}
        run("-m", "bench.bare.app", env=env)
        yield env


@contextmanager
def product_environment(server: str) -> Iterator[dict[str, str]]:
    """Production settings with keys of their own and a migrated database."""
    print("── making the databases", flush=True)
    with database(server, "product") as url, tempfile.TemporaryDirectory(prefix="chengxin-bench-") as folder:
        yield environment(url, folder)


def environment(url: str, folder: str) -> dict[str, str]:
    """The settings of the product for this database, once its tables are made."""
    env = {
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "DATABASE_URL": url,
        "VAR_DIR": folder,
        "SECRET_KEY": secrets.token_urlsafe(60),
        "ALLOWED_HOSTS": HOST,
        "PUBLIC_URL": f"https://{HOST}",
        "FIELD_KEYS": f"bench:{KEY}",
        "BLIND_INDEX_KEY": KEY,
    }
    for command in ("migrate", "createcachetable"):
        run("manage.py", command, "-v0", env=env)
    return env


@contextmanager
def serving(application: str, env: dict[str, str]) -> Iterator[int]:
    """gunicorn on a free loopback port; the port, once it answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        port, number = listener.getsockname()[1], listener.fileno()
        command = [sys.executable, "-m", "gunicorn", application, "--bind", f"fd://{number}", *SHAPE]
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **env}, pass_fds=[number])
    try:
        wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def wait_for(port: int, process: subprocess.Popen) -> None:
    """The listener takes connections from the start; an answer comes only from a worker that has loaded."""
    with socket.create_connection(("127.0.0.1", port), START_SECONDS) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n" % HOST.encode())
        answer = connection.recv(64)
    if process.poll() is not None or not answer:
        raise RuntimeError("gunicorn doesn't answer; its messages are above")
    time.sleep(1)  # for the second worker
