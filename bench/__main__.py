"""`python -m bench [CASE …]`: measure, print, and write bench/latest.json.

A case is a module in bench/cases with
    REQUESTS                how many requests one round sends
    prepare(count)          makes what `count` requests need and returns them as bytes (bench.load.request)
    verify(count)           raises if the product didn't do what `count` successful requests mean
"""

import importlib
import json
import os
import pkgutil
import signal
import statistics
import sys
from pathlib import Path
from types import ModuleType

import django

import bench.cases
from bench.load import Load, drive, request
from bench.servers import bare_environment, product_environment, serving
from tools.postgres import postgres

RESULT = Path(__file__).parent / "latest.json"
ROUNDS = 5
WARM_UP = 32
BARE_REQUESTS = 600
CONNECTIONS = 16


def main(names: list[str]) -> None:
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # so that everything started is ended
    names = names or [module.name for module in pkgutil.iter_modules(bench.cases.__path__)]
    with (
        postgres() as server,
        bare_environment(server) as bare,
        product_environment(server) as product,
        serving("bench.bare.app", bare) as bare_port,
        serving("config.wsgi", product) as port,
    ):
        os.environ.update(product)
        django.setup()
        measured = {}
        for name in names:
            measured[name] = measure(name, importlib.import_module(f"bench.cases.{name}"), port, bare_port)
        RESULT.write_text(json.dumps(measured, indent=2) + "\n")
    print(RESULT.read_text(), end="")


def measure(name: str, case: ModuleType, port: int, bare_port: int) -> dict[str, float]:
    print(f"── {name}", flush=True)
    total = WARM_UP + ROUNDS * case.REQUESTS
    requests = case.prepare(total)
    bare_requests = [request("GET", "/")] * BARE_REQUESTS
    attempt(port, requests[:WARM_UP])
    attempt(bare_port, bare_requests[:WARM_UP])
    bare_rounds, rounds = [], []
    for start in range(WARM_UP, total, case.REQUESTS):
        bare_rounds.append(attempt(bare_port, bare_requests))
        rounds.append(attempt(port, requests[start : start + case.REQUESTS]))
    case.verify(total)
    show("bare", bare_rounds)
    show(name, rounds)
    return summary(rounds, middle(bare_rounds))


def attempt(port: int, requests: list[bytes]) -> Load:
    load = drive(port, requests, connections=CONNECTIONS)
    if set(load.statuses) != {200}:
        raise RuntimeError(f"not every answer was 200: {dict(load.statuses)}")
    return load


def middle(rounds: list[Load]) -> float:
    return statistics.median(load.per_second for load in rounds)


def summary(rounds: list[Load], bare: float) -> dict[str, float]:
    latencies = [second * 1000 for load in rounds for second in load.latencies]
    percentiles = statistics.quantiles(latencies, n=100, method="inclusive")
    return {
        "per_second": round(middle(rounds), 1),
        "ratio": round(middle(rounds) / bare, 4),
        "p50_ms": round(percentiles[49], 1),
        "p95_ms": round(percentiles[94], 1),
    }


def show(name: str, rounds: list[Load]) -> None:
    speeds = ", ".join(f"{load.per_second:.0f}" for load in rounds)
    driver = max(load.driver for load in rounds)
    print(f"── {name}: {speeds} a second; the driver took at most {driver:.0%} of one core", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
