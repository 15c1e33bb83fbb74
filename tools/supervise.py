"""The demo's processes in the foreground: web server, worker and the stand-in for the credit platform.

One ends: all end. SIGTERM, SIGINT or SIGHUP here: all end. Each has a process group of its own, so its children go with it.
"""

import os
import signal
import sys

from honcho.manager import Manager

PORT = os.environ.get("PORT", "8000")
RECEIVER_PORT = os.environ.get("RECEIVER_PORT", "8800")
PROCESSES = {
    "web": f"gunicorn config.wsgi --bind 127.0.0.1:{PORT} --worker-class gthread --workers 2 --threads 4 "
    "--graceful-timeout 5 --log-level warning",
    "worker": "python manage.py qcluster",
    "platform": f"python tools/receiver.py --port {RECEIVER_PORT} --store var/receiver.sqlite3",
}


def main() -> int:
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.dev", "DEBUG": "0", "PYTHONUNBUFFERED": "1"}
    manager = Manager()
    signal.signal(signal.SIGHUP, lambda signum, frame: os.kill(os.getpid(), signal.SIGTERM))
    for name, command in PROCESSES.items():
        manager.add_process(name, f"exec {command}", env=env)
    manager.loop()
    return manager.returncode or 0


if __name__ == "__main__":
    sys.exit(main())
