"""Mail: how a letter leaves the program, by SMTP or, where nobody has set that up, into the log."""

import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid
from urllib.parse import parse_qs, unquote, urlsplit

import structlog
from flask import Flask

from bookstore.ops.post import Post
from bookstore.services.letters import Letter
from bookstore.values.seals import Seals

TIMEOUT = 10.0
"""Seconds that a server gets for each answer."""

PORTS = {"smtp": 25, "smtps": 465}

log = structlog.get_logger("mail")


def register(app: Flask) -> None:
    """Bind the post, and what seals the tokens in letters, to the application."""
    url, production = app.config["SMTP_URL"], app.config["APP_ENV"] == "production"
    if url:
        deliver = Server(url, app.config["MAIL_FROM"]).deliver
    elif production:
        log.warning("no_mail", detail="SMTP_URL is not set: nobody can reset a password or confirm an address.")
        deliver = _drop
    else:
        deliver = _print
    app.extensions["post"] = Post(app, deliver)
    app.extensions["seals"] = Seals(app.config["SECRET_KEY"])


class Server:
    """A mail server: `smtp://user:password@host:587?starttls=1`, or `smtps://` for TLS from the start."""

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        self.secure, self.host = parts.scheme == "smtps", parts.hostname or "localhost"
        self.port = parts.port or PORTS[parts.scheme]
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")
        self.starttls = parse_qs(parts.query).get("starttls") == ["1"]
        self.sender = sender

    def deliver(self, letter: Letter) -> None:
        """Hand a letter over; an exception of smtplib or of the network says why not."""
        with self._connected() as server:
            if self.starttls:
                server.starttls(context=ssl.create_default_context())
            if self.user:
                server.login(self.user, self.password)
            server.send_message(message_of(letter, self.sender))

    def _connected(self) -> smtplib.SMTP:
        if self.secure:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)


def message_of(letter: Letter, sender: str) -> EmailMessage:
    """The letter as RFC 5322 has it; ValueError when a header would be more than one line."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = _on_the_wire(letter.to)
    message["Subject"] = letter.subject
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].rstrip(">"))
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text, cte="7bit" if letter.text.isascii() else "quoted-printable")
    return message


def _on_the_wire(address: str) -> str:
    """The address with its domain in ASCII, which every server takes."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode()}"


def _print(letter: Letter) -> None:
    """For developers: the letter in the log, whole."""
    log.warning("mail", to=letter.to, subject=letter.subject, text=letter.text)


def _drop(_letter: Letter) -> None:
    """In production the log is no place for what opens accounts."""
    log.error("mail_unsent", detail="SMTP_URL is not set.")
