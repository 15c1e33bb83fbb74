"""The driver: a fixed number of requests over a fixed number of kept connections, each sending its next when answered.

Requests are bytes made beforehand and one thread waits on all sockets, so that the driver costs little; `Load.driver`
says how much of one core it took. Far below 1 means that it waited for the server and not the server for it.
"""

import selectors
import socket
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from urllib.parse import urlencode

HOST = "bench.example.gov.cn"
PATIENCE = 30  # seconds without any answer


def request(
    method: str, path: str, *, form: dict[str, str] | None = None, cookies: dict[str, str] | None = None
) -> bytes:
    """A request as a browser behind the office's web server would send it."""
    body = urlencode(form or {}).encode()
    headers = {
        "Host": HOST,
        "X-Forwarded-Proto": "https",
        "Referer": f"https://{HOST}/",
        "Accept": "text/html",
        "Accept-Language": "zh-CN",
        "Cookie": "; ".join(f"{name}={value}" for name, value in (cookies or {}).items()),
    }
    if method == "POST":
        headers |= {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items() if value)]
    return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass
class Load:
    """What one round measured."""

    seconds: float
    statuses: Counter[int]
    latencies: list[float]
    driver: float

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds


@dataclass
class Connection:
    socket: socket.socket
    sent_at: float = 0.0
    received: bytearray = field(default_factory=bytearray)

    def send(self, data: bytes) -> None:
        self.received.clear()
        self.sent_at = time.perf_counter()
        self.socket.sendall(data)

    def status(self) -> int | None:
        """The status of a complete answer; None while a part is missing."""
        data = self.socket.recv(1 << 18)
        if not data:
            raise ConnectionError(f"the server hung up after {bytes(self.received[:200])!r}")
        self.received += data
        head, found, body = self.received.partition(b"\r\n\r\n")
        if not found:
            return None
        length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
        return int(head.split(b" ", 2)[1]) if len(body) >= int(length) else None


def drive(port: int, requests: list[bytes], *, connections: int) -> Load:
    waiting, statuses, latencies = deque(requests), Counter[int](), []
    with selectors.DefaultSelector() as selector:
        for _number in range(min(connections, len(requests))):
            connection = Connection(socket.create_connection(("127.0.0.1", port), PATIENCE))
            connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(connection.socket, selectors.EVENT_READ, connection)
        began, busy = time.perf_counter(), time.process_time()
        for key in selector.get_map().values():
            key.data.send(waiting.popleft())
        while selector.get_map():
            ready = selector.select(PATIENCE)
            if not ready:
                raise TimeoutError(f"no answer within {PATIENCE} s")
            for key, _events in ready:
                if (status := key.data.status()) is None:
                    continue
                latencies.append(time.perf_counter() - key.data.sent_at)
                statuses[status] += 1
                if waiting:
                    key.data.send(waiting.popleft())
                else:
                    selector.unregister(key.fileobj)
                    key.data.socket.close()
        seconds, driver = time.perf_counter() - began, time.process_time() - busy
    return Load(seconds, statuses, latencies, driver / seconds)
