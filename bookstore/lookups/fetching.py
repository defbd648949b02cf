"""One GET: never to another host, never more than fits, and every fault with its name."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import ceil
from typing import Any

import httpx2
import orjson

from bookstore.lookups.provider import BadAnswer, Failure, Question
from bookstore.values.lookups import RATE_LIMITED, REFUSED, TIMEOUT, UNAVAILABLE

MOST = 1024 * 1024
"""Bytes of an answer that are read: real ones have a few thousand."""

HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "bookstore (look-ups by ISBN)"}
"""Nothing is compressed: a small answer could become a huge one."""

LONGEST = 86_400
"""Seconds that a provider can ask us to stay away."""


def client() -> httpx2.AsyncClient:
    """A client that follows no redirects, keeps no connections and takes nothing from the environment."""
    kept = httpx2.Limits(max_keepalive_connections=0)
    return httpx2.AsyncClient(headers=HEADERS, limits=kept, follow_redirects=False, trust_env=False, timeout=None)


async def fetch(http: httpx2.AsyncClient, question: Question) -> Any:
    """The JSON of an answer; a Failure says why there is none. The caller limits the time."""
    try:
        async with http.stream("GET", question.url, params=question.parameters, headers=question.headers) as response:
            _accept(response)
            return orjson.loads(await _body(response))
    except orjson.JSONDecodeError:
        raise BadAnswer from None
    except httpx2.RemoteProtocolError:
        raise BadAnswer(again=True) from None
    except httpx2.TimeoutException:
        raise Failure(TIMEOUT, again=True) from None
    except httpx2.HTTPError:
        raise Failure(UNAVAILABLE, again=True) from None


def _accept(response: httpx2.Response) -> None:
    """Only 200 brings an answer."""
    status = response.status_code
    if status == httpx2.codes.TOO_MANY_REQUESTS:
        raise Failure(RATE_LIMITED, again=True, retry_after=_retry_after(response))
    if status >= httpx2.codes.INTERNAL_SERVER_ERROR:
        raise Failure(UNAVAILABLE, again=True, retry_after=_retry_after(response))
    if status >= httpx2.codes.BAD_REQUEST:
        raise Failure(REFUSED)
    if status != httpx2.codes.OK or response.headers.get("Content-Encoding", "identity") != "identity":
        raise BadAnswer


async def _body(response: httpx2.Response) -> bytes:
    body = bytearray()
    async for part in response.aiter_raw():
        body += part
        if len(body) > MOST:
            raise BadAnswer
    return bytes(body)


def _retry_after(response: httpx2.Response) -> int | None:
    """The seconds of Retry-After, a number or a date; None where it says neither."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return min(int(value[:9]), LONGEST)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    seconds = ceil((moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
    return min(max(seconds, 0), LONGEST)
