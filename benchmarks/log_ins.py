"""How long it takes to be refused a token, by the reason: whoever measures it must learn nothing."""

import json
import random
import statistics
import time
from io import BytesIO
from typing import Any

from flask import Flask
from werkzeug.test import EnvironBuilder

from benchmarks.databases import application, database
from bookstore.services import users

TRIES = 100
ALIKE = 1.1
"""How many times the shortest median another may be."""

RIGHT = "a long password of theirs"
REASONS = {
    "wrong password": ("known", "not the password"),
    "unknown name": ("nobody", "not the password"),
    "disabled, wrong password": ("disabled", "not the password"),
    "disabled, right password": ("disabled", RIGHT),
}


def run(name: str) -> bool:
    """Print the median time of log-ins that are refused, for each reason, on one database; whether all are alike."""
    with database(name) as settings, application(settings) as app:
        users.create("known", RIGHT)
        admin, disabled = users.create("admin", RIGHT, role="admin"), users.create("disabled", RIGHT)
        users.administer(disabled.id, {"active": False}, actor=admin)
        times: dict[str, list[float]] = {reason: [] for reason in REASONS}
        tries = [reason for reason in REASONS for _ in range(TRIES)]
        random.shuffle(tries)
        for reason in tries:
            times[reason].append(_refused(app, *REASONS[reason]))
    medians = {reason: statistics.median(found) for reason, found in times.items()}
    print(f"\n{name}: refused log-ins, median of {TRIES} each, in turns at random")
    shortest = min(medians.values())
    for reason, median in medians.items():
        far = "" if median <= shortest * ALIKE else f": more than {ALIKE}, this tells the reason"
        print(f"  {reason:26} {median * 1000:8.1f} ms   {median / shortest:.3f} of the shortest{far}")
    return max(medians.values()) <= shortest * ALIKE


def _refused(app: Flask, username: str, password: str) -> float:
    """Seconds that one log-in takes, which must be refused."""
    body = json.dumps({"grant_type": "password", "username": username, "password": password}).encode()
    environ: dict[str, Any] = EnvironBuilder(
        path="/api/v2/auth/token", method="POST", content_type="application/json", input_stream=BytesIO(body)
    ).get_environ()
    environ["CONTENT_LENGTH"] = str(len(body))
    statuses: list[str] = []
    started = time.perf_counter()
    app.wsgi_app(environ, lambda status, *_: statuses.append(status)).close()
    took = time.perf_counter() - started
    if not statuses[0].startswith("400"):
        raise RuntimeError(statuses[0])
    return took
