"""A small credit platform: takes completion records in, answers receipts, and can be told to misbehave.

It is both a documented example of the receiving side and the receiver of the demo and the tests. Standard library only:

    python tools/receiver.py --port 8800 --store var/receiver.sqlite3 --key-id demo --secret demo-secret

POST /records    a record: checks key id, timestamp and signature; the same Idempotency-Key again gets the same receipt
GET  /records    what has been received, as JSON (also a page of the same at /)
POST /mode       {"mode": "ok" | "error" | "lie" | "garbage" | "redirect" | "drop" | "stall", "times": 3}; -1 = until changed
"""

import argparse
import hashlib
import hmac
import html
import json
import secrets
import sqlite3
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MAX_BODY = 64 * 1024
MAX_CLOCK_DIFFERENCE = 300  # seconds
STALL_SECONDS = 60
REQUIRED = ("record_id", "version", "session_number", "completed_on")
MODES = ("ok", "error", "lie", "garbage", "redirect", "drop", "stall")


class Refused(Exception):
    """A request that isn't a valid delivery, with the HTTP status that says so."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class Receiver:
    """What was received, and how to answer; kept in SQLite so that a restart forgets nothing."""

    def __init__(self, store: str, *, key_id: str, secret: str) -> None:
        self.key_id, self.secret = key_id, secret.encode()
        self.lock = threading.Lock()
        self.max_clock_difference = MAX_CLOCK_DIFFERENCE
        self.mode, self.times = "ok", -1
        self.stop = threading.Event()
        self.db = sqlite3.connect(store, check_same_thread=False, isolation_level=None)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute(
            "CREATE TABLE IF NOT EXISTS record (idempotency_key TEXT PRIMARY KEY, receipt_id TEXT, body TEXT, received_at REAL)"
        )

    def check(self, headers: Any, body: bytes) -> str:
        """The idempotency key of a request that is signed, fresh and complete."""
        timestamp, key = headers.get("X-Timestamp", ""), headers.get("Idempotency-Key", "")
        expected = hmac.new(self.secret, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        if headers.get("X-Key-Id") != self.key_id or not hmac.compare_digest(headers.get("X-Signature", ""), expected):
            raise Refused(401, "unknown key or wrong signature")
        if not timestamp.isdigit() or abs(time.time() - int(timestamp)) > self.max_clock_difference:
            raise Refused(401, "stale timestamp")
        try:
            record = json.loads(body)
        except ValueError as error:
            raise Refused(400, "not JSON") from error
        if not isinstance(record, dict) or not key or any(name not in record for name in REQUIRED):
            raise Refused(422, "incomplete record")
        return key

    def keep(self, key: str, body: bytes) -> dict[str, str]:
        """Store once per key; the receipt of the first time is the receipt for ever."""
        with self.lock:
            done = self.db.execute(
                "INSERT OR IGNORE INTO record VALUES (?, ?, ?, ?)",
                (key, secrets.token_hex(8), body.decode(), time.time()),
            )
            number = self.db.execute("SELECT receipt_id FROM record WHERE idempotency_key = ?", (key,)).fetchone()[0]
        status = "accepted" if done.rowcount else "duplicate"
        return {"status": status, "receipt_id": number, "idempotency_key": key}

    def records(self) -> list[dict[str, Any]]:
        with self.lock:
            rows = self.db.execute(
                "SELECT idempotency_key, receipt_id, body FROM record ORDER BY received_at"
            ).fetchall()
        return [
            {"idempotency_key": key, "receipt_id": number, "record": json.loads(body)} for key, number, body in rows
        ]

    def set_mode(self, mode: str, times: int = -1) -> None:
        if mode not in MODES:
            raise Refused(422, "unknown mode")
        self.mode, self.times = mode, times

    def next_mode(self) -> str:
        with self.lock:
            mode = self.mode
            if self.times > 0:
                self.times -= 1
                self.mode = self.mode if self.times else "ok"
        return mode


class Handler(BaseHTTPRequestHandler):
    receiver: Receiver

    def do_GET(self) -> None:
        records = self.receiver.records()
        if self.path == "/records":
            self.answer(200, {"count": len(records), "records": records})
            return
        lines = html.escape(json.dumps(records, ensure_ascii=False, indent=1))
        page = f"<!doctype html><meta charset=utf-8><title>信用平台（演示）</title><h1>信用平台（演示）</h1><pre>{lines}</pre>"
        self.reply(200, page.encode(), "text/html; charset=utf-8")

    def do_POST(self) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), MAX_BODY))
        try:
            if self.path == "/mode":
                order = json.loads(body)
                self.receiver.set_mode(order["mode"], order.get("times", -1))
                self.answer(200, {"mode": self.receiver.mode})
            else:
                self.take(body)
        except Refused as refusal:
            self.answer(refusal.status, {"status": "refused", "reason": str(refusal)})

    def take(self, body: bytes) -> None:
        mode = self.receiver.next_mode()
        if mode == "error":
            self.answer(503, {"status": "error"})
        elif mode == "lie":
            self.answer(200, {"status": "error", "reason": "the database is full"})
        elif mode == "garbage":
            self.reply(200, b"<html>it works", "text/html")
        elif mode == "redirect":
            self.reply(302, b"", "text/plain", Location="/elsewhere")
        elif mode == "stall":
            self.receiver.stop.wait(STALL_SECONDS)
            self.close_connection = True
        else:
            receipt = self.receiver.keep(self.receiver.check(self.headers, body), body)
            if mode == "drop":  # it is stored, and the sender never hears of it
                self.close_connection = True
            else:
                self.answer(200, receipt)

    def answer(self, status: int, content: dict[str, Any]) -> None:
        self.reply(status, json.dumps(content, ensure_ascii=False).encode(), "application/json")

    def reply(self, status: int, body: bytes, content_type: str, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": content_type, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: the page shows what arrived."""


def make_server(receiver: Receiver, *, host: str = "127.0.0.1", port: int = 0) -> ThreadingHTTPServer:
    handler = type("BoundHandler", (Handler,), {"receiver": receiver})
    return ThreadingHTTPServer((host, port), handler)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8800)
    parser.add_argument("--store", default="receiver.sqlite3")
    parser.add_argument("--key-id", default="demo")
    parser.add_argument("--secret", default="demo-secret")
    options = parser.parse_args()
    receiver = Receiver(options.store, key_id=options.key_id, secret=options.secret)
    server = make_server(receiver, port=options.port)
    print(f"receiving on http://127.0.0.1:{server.server_port}/records", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        receiver.stop.set()


if __name__ == "__main__":
    main()
