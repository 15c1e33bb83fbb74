"""The demo's processes in the foreground: web server, worker and the stand-in for the credit platform.

One ends: all end. SIGTERM, SIGINT or SIGHUP here: all end, and each ends its own children. Each has a process group of its own,
so that what it leaves behind can be found and killed.
"""

import os
import signal
import sys
import threading
from contextlib import suppress

from honcho import manager

PORT = os.environ.get("PORT", "8000")
RECEIVER_PORT = os.environ.get("RECEIVER_PORT", "8800")
PROCESSES = {
    "web": f"gunicorn config.wsgi --bind 127.0.0.1:{PORT} --worker-class gthread --workers 2 --threads 4 "
    "--graceful-timeout 5 --log-level warning",
    "worker": "python manage.py qcluster",
    "platform": f"python tools/receiver.py --port {RECEIVER_PORT} --store var/receiver.sqlite3",
}


# A worker that is in the middle of a task, and gunicorn with open requests, end well within this; then they are killed.
manager.KILL_WAIT = 15
manager.SIGNALS[signal.SIGHUP] = {"name": "SIGHUP", "rc": 129}


class Processes(manager.ProcessManager):
    def terminate(self, pid: int) -> None:
        """Only the process itself: qcluster waits for ever for children that were ended behind its back."""
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)


class Supervisor(manager.Manager):
    def __init__(self) -> None:
        super().__init__()
        self._procmgr = Processes()

    def terminate(self) -> None:
        """honcho can't end a process before it knows its id: whoever interrupts a start waits until all have begun."""
        if self._all_started():
            super().terminate()
        else:
            threading.Timer(0.1, self.terminate).start()

    def _start(self) -> None:
        """honcho has set its handler by now. The helpers it forks inherit it, but only this process may act on it."""
        handler, here = signal.getsignal(signal.SIGTERM), os.getpid()
        for number in manager.SIGNALS:
            signal.signal(number, lambda *arguments: handler(*arguments) if os.getpid() == here else None)
        super()._start()

    def kill_groups(self) -> None:
        for process in self._processes.values():
            self._procmgr.kill(process["pid"])


def main() -> int:
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.dev", "DEBUG": "0", "PYTHONUNBUFFERED": "1"}
    supervisor = Supervisor()
    for name, command in PROCESSES.items():
        supervisor.add_process(name, f"exec {command}", env=env)
    supervisor.loop()
    supervisor.kill_groups()
    return supervisor.returncode or 0


if __name__ == "__main__":
    sys.exit(main())
