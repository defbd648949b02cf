"""Flask with nothing around it: what no program on it can go below."""

import os
from functools import cache
from pathlib import Path

from flask import Flask, Response

app = Flask(__name__)


@app.get("/")
def hello() -> str:
    return "Hello, World!"


@cache
def answer(name: str) -> bytes:
    return (Path(os.environ["ANSWERS"]) / name).read_bytes()


@app.get("/answers/<name>")
def fixed(name: str) -> Response:
    return Response(answer(name), mimetype="application/json")
