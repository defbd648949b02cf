"""A real mail server for the suite (aiosmtpd), and the letters that it got."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from flask import Flask

from tests.servers import free_port

TOKEN = re.compile(r"^([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)\r?$", re.MULTILINE)


class Postbox:
    """What a mail server got.

    `refusals` are what it answers to the next letters instead of taking them; `delay` are the seconds that it thinks.
    """

    def __init__(self) -> None:
        self.url = ""
        self.raw: list[bytes] = []
        self.refusals: list[str] = []
        self.delay = 0.0

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  (aiosmtpd's name)
        await asyncio.sleep(self.delay)
        if self.refusals:
            return self.refusals.pop(0)
        self.raw.append(envelope.content)
        return "250 OK"

    def letters(self, app: Flask) -> list[EmailMessage]:
        """All letters so far, when the application has sent the last one."""
        assert app.extensions["post"].flush(20)
        return [message_from_bytes(raw, policy=default) for raw in self.raw]

    def addresses(self, app: Flask) -> list[str]:
        """Whom the letters went to."""
        return [letter["To"] for letter in self.letters(app)]

    def tokens(self, app: Flask) -> list[str]:
        """The tokens in the last letter."""
        return TOKEN.findall(self.letters(app)[-1].get_content())


@contextmanager
def opened(**settings: Any) -> Iterator[Postbox]:
    """A mail server on a free port."""
    box, port = Postbox(), free_port()
    box.url = f"smtp://127.0.0.1:{port}"
    controller = Controller(box, hostname="127.0.0.1", port=port, **settings)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
