"""What stands before every page: who may ask, what may come in, and what browsers are told to refuse."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import time
from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from detente.web._limits import Limits

SAFE = ("GET", "HEAD")
KNOWN = (*SAFE, "POST")

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "style-src-elem 'self'",
        "style-src-attr 'unsafe-inline'",  # the width of a bar, the look of a mark in a chart: no script, no address
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""Content-Security-Policy of every page: scripts and styles are files of the workbench, and nothing is evaluated."""

HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
"""On every answer, refusals included."""


class Refusal(Exception):
    """A request that is not carried out: the status, and what a reader is told."""

    def __init__(self, status: int, title: str, message: str) -> None:
        self.status, self.title, self.message = status, title, message
        super().__init__(message)


class Doors:
    """Under which names the workbench may be asked.

    Parameters
    ----------
    host
        What it listens on.
    port
        Likewise.
    """

    def __init__(self, host: str, port: int) -> None:
        names = {"localhost", "127.0.0.1", "[::1]", _bracketed(host)}
        self.any_number = host in ("0.0.0.0", "::")
        self.port = port
        self.names = names | ({socket.gethostname().lower()} if self.any_number else set())

    def knows(self, host: str) -> bool:
        """Whether a Host header names this workbench; a name that was made to point here does not."""
        name, colon, port = host.rpartition(":") if not host.endswith("]") else (host, "", "")
        if not colon:
            name, port = host, "80"
        if port != str(self.port):
            return False
        return name.lower() in self.names or (self.any_number and _is_number(name))


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host.lower()


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


class Bucket:
    """So many at once, and so many more each second."""

    def __init__(self, most: int, refill: float) -> None:
        self.most, self.refill = most, refill
        self.left, self.since = float(most), time.monotonic()

    def take(self) -> bool:
        """Take one, if there is one."""
        now = time.monotonic()
        self.left = min(self.most, self.left + (now - self.since) * self.refill)
        self.since = now
        if self.left < 1:
            return False
        self.left -= 1
        return True


class Guard:
    """Middleware: refuses what may not come in, and puts the headers on what goes out."""

    def __init__(self, app: ASGIApp, doors: Doors, limits: Limits) -> None:
        self.app, self.doors, self.limits = app, doors, limits
        self.bucket = Bucket(limits.requests, limits.refill)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":  # a websocket, say: there is none
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                if "cache-control" not in headers:
                    headers["cache-control"] = "no-store"
                if "server" in headers:
                    del headers["server"]
            await send(message)

        try:
            self.check(scope)
            body = await self.body(scope, receive)
        except Refusal as refusal:
            scope["refusal"] = refusal
            body = b""
        await self.app(scope, _given(body, receive), sent)

    def check(self, scope: Scope) -> None:
        """Raise Refusal for a request that may not come in, by what its head says."""
        headers = Headers(scope=scope)
        if not self.doors.knows(headers.get("host", "")):
            raise Refusal(400, "Not this address", "This workbench is not known under the address that was asked for. "
                          "Use the one that it printed when it was started.")  # fmt: skip
        if not self.bucket.take():
            raise Refusal(429, "Too many requests", "More came at once than the workbench takes. Wait a few seconds.")
        if scope["method"] not in KNOWN:
            raise Refusal(405, "Not like this", "Pages are read, and forms are sent; there is nothing else here.")
        if len(scope.get("query_string", b"")) > self.limits.query_bytes:
            raise Refusal(413, "Too long an address", "The address holds more than the workbench reads.")
        self.check_origin(scope["method"], headers)

    def check_origin(self, method: str, headers: Mapping[str, str]) -> None:
        """Raise Refusal for what another site had a browser ask."""
        own, origin, site = f"http://{headers.get('host', '')}", headers.get("origin"), headers.get("sec-fetch-site")
        foreign = Refusal(403, "Not from there", "Another site asked for this on your behalf, and the workbench takes "
                          "requests from its own pages only.")  # fmt: skip
        if method in SAFE:
            followed = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
            if site not in (None, "same-origin", "none") and not followed:
                raise foreign
            return
        if origin is not None and origin != own:
            raise foreign
        if site is not None and site != "same-origin":
            raise foreign
        if origin is None and site is None:
            raise Refusal(403, "Not from there", "A request that changes something must say where it comes from: "
                          "send the header `Origin`.")  # fmt: skip

    async def body(self, scope: Scope, receive: Receive) -> bytes:
        """The whole body, if it is not too long and does not take too long to come."""
        if scope["method"] in SAFE:
            return b""
        most = self.limits.body_bytes
        large = Refusal(413, "Too large", f"A scenario may have {self.limits.scenario_bytes:,} bytes.")
        length = Headers(scope=scope).get("content-length", "")
        if length.isdigit() and int(length) > most:
            raise large
        found = bytearray()
        try:
            async with asyncio.timeout(self.limits.body_seconds):
                more = True
                while more:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise Refusal(400, "Broken off", "The request ended before it was complete.")
                    found += message.get("body", b"")
                    more = message.get("more_body", False)
                    if len(found) > most:
                        raise large
        except TimeoutError:
            raise Refusal(408, "Too slow", "The request took too long to arrive.") from None
        return bytes(found)


def _given(body: bytes, receive: Receive) -> Receive:
    """A body that has been read already, then whatever else comes."""
    given = False

    async def take() -> Message:
        nonlocal given
        if not given:
            given = True
            return {"type": "http.request", "body": body, "more_body": False}
        return await receive()

    return take
