"""The shape of usage: who asks for what, how often and how fast."""

import marshmallow as ma

from bookstore.schemas import fields
from bookstore.schemas.base import Schema
from bookstore.schemas.parameters import Instant, Parameters
from bookstore.values.usage import PERIODS


class UsageParameters(Parameters):
    """Which span of time is told of."""

    period = fields.Choice(
        tuple(PERIODS),
        metadata={
            "description": "`hour` by 5 minutes, `day` (the default) by hours, `week` by 6 hours, `month` (30 days) by "
            "days. 5 minutes are told apart for two days; what is older is told by hours."
        },
    )
    until = Instant(metadata={"description": "The period ends with the part in which this is: now, if it is not said."})


def _number(words: str) -> ma.fields.Integer:
    return ma.fields.Integer(metadata={"description": words})


def _ms(words: str) -> ma.fields.Float:
    return ma.fields.Float(allow_none=True, metadata={"description": f"{words}, in milliseconds."})


class Numbers(Schema):
    """How many requests there were, and what became of them."""

    requests = _number("How many there were.")
    client_errors = _number("Answered by 4xx, 429 included.")
    server_errors = _number("Answered by 5xx.")
    throttled = _number("Answered by 429.")

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {"requests": 1250, "client_errors": 31, "server_errors": 0, "throttled": 12}


class Figures(Numbers):
    """What is told of some requests."""

    hits = _number("Answered by the answer cache.")
    misses = _number("Looked for in the answer cache, and not there, or out of date.")
    bypasses = _number("Not for the answer cache.")
    hit_ratio = ma.fields.Float(allow_none=True, metadata={"description": "hits / (hits + misses)"})
    mean_ms = _ms("The mean")
    p50_ms = _ms("Half were answered within this (an estimate)")
    p95_ms = _ms("95 % were answered within this (an estimate)")
    slowest_ms = _ms("The slowest")

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {
            **Numbers.Meta.example,
            "hits": 800,
            "misses": 200,
            "bypasses": 250,
            "hit_ratio": 0.8,
            "mean_ms": 3.1,
            "p50_ms": 1.8,
            "p95_ms": 9.4,
            "slowest_ms": 120.5,
        }


class Statuses(Schema):
    """Requests by the class of their status."""

    informed = ma.fields.Integer(data_key="2xx")
    redirected = ma.fields.Integer(data_key="3xx")
    refused = ma.fields.Integer(data_key="4xx", metadata={"description": "429 included."})
    failed = ma.fields.Integer(data_key="5xx")


class Part(Schema):
    """What happened in a part of the period."""

    at = ma.fields.String(metadata={"format": "date-time", "description": "Its beginning."})
    requests = ma.fields.Integer()
    statuses = ma.fields.Nested(Statuses)
    throttled = _number("Answered by 429.")
    hits = ma.fields.Integer()
    misses = ma.fields.Integer()

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {
            "at": "2026-01-05T09:00:00Z",
            "requests": 1250,
            "statuses": {"2xx": 1119, "3xx": 100, "4xx": 31, "5xx": 0},
            "throttled": 12,
            "hits": 800,
            "misses": 200,
        }


class UsedEndpoint(Figures):
    """What is told of an endpoint."""

    method = ma.fields.String(metadata={"description": "`unknown` stands for all that HTTP does not have."})
    endpoint = ma.fields.String(metadata={"description": "As this document has it; `unknown` for all other URLs."})
    version = ma.fields.String(allow_none=True)

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {
            "method": "GET",
            "endpoint": "/api/v2/books/{book_id}",
            "version": "2",
            **Figures.Meta.example,
        }


class UsedVersion(Figures):
    """What is told of a version; null for pages and for URLs that there are not."""

    version = ma.fields.String(allow_none=True)

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {"version": "2", **Figures.Meta.example}


class UserName(Schema):
    """A user; without a name, if they are gone."""

    id = ma.fields.Integer()
    name = ma.fields.String(allow_none=True)


class KeyName(Schema):
    """An API key; without a name, if it is gone."""

    id = ma.fields.Integer()
    name = ma.fields.String(allow_none=True)
    hint = ma.fields.String(allow_none=True, metadata={"description": "How it begins."})


class UsingClient(Numbers):
    """What is told of a client: a user, by one of their keys or without any, or an address of somebody unknown."""

    user = ma.fields.Nested(UserName, allow_none=True)
    key = ma.fields.Nested(KeyName, allow_none=True)
    address = ma.fields.String(allow_none=True, metadata={"description": "An IPv4 address, or a network of IPv6."})

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {"user": {"id": 7, "name": "ada"}, "key": None, "address": None, **Numbers.Meta.example}


class UsingKey(Numbers):
    """What is told of one's requests by a key; null stands for those by a token or a password."""

    key = ma.fields.Nested(KeyName, allow_none=True)

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {"key": {"id": 3, "name": "till", "hint": "bks_m0w5WrcM"}, **Numbers.Meta.example}


class _Told(Schema):
    """What is told of any requests."""

    since = ma.fields.String(metadata={"format": "date-time"})
    until = ma.fields.String(metadata={"format": "date-time", "description": "The end of the last part."})
    seconds = _number("How long each part is.")
    totals = ma.fields.Nested(Figures)
    timeline = ma.fields.List(ma.fields.Nested(Part))
    endpoints = ma.fields.List(ma.fields.Nested(UsedEndpoint), metadata={"description": "Most requests first."})
    versions = ma.fields.List(ma.fields.Nested(UsedVersion))

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {
            "since": "2026-01-04T10:00:00Z",
            "until": "2026-01-05T10:00:00Z",
            "seconds": 3600,
            "totals": Figures.Meta.example,
            "timeline": [Part.Meta.example],
            "endpoints": [UsedEndpoint.Meta.example],
            "versions": [UsedVersion.Meta.example],
        }


class Usage(_Told):
    """Everybody's requests in a period."""

    clients = ma.fields.List(ma.fields.Nested(UsingClient), metadata={"description": "The 20 with most requests."})
    other_clients = ma.fields.Nested(Numbers, metadata={"description": "All who are not among `clients`."})
    limited = ma.fields.List(ma.fields.Nested(UsingClient), metadata={"description": "The 20 with most 429s."})

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {
            **_Told.Meta.example,
            "clients": [UsingClient.Meta.example],
            "other_clients": {"requests": 0, "client_errors": 0, "server_errors": 0, "throttled": 0},
            "limited": [UsingClient.Meta.example],
        }


class OwnUsage(_Told):
    """One's own requests in a period."""

    keys = ma.fields.List(ma.fields.Nested(UsingKey), metadata={"description": "Most requests first, at most 20."})

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {**_Told.Meta.example, "keys": [UsingKey.Meta.example]}
