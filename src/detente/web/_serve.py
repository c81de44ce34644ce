"""The workbench as a program: an address, a server, and an end without anything left behind."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import signal
import socket
from collections.abc import Callable, Iterator

import uvicorn

from detente.casebook import case, names
from detente.errors import UsageError
from detente.scenario import load
from detente.web._app import application
from detente.web._limits import Limits
from detente.web._shelf import source_of
from detente.web.worker import Source

PORT = 8765
"""Where the workbench is, unless told otherwise."""
CLOSING_SECONDS = 2


def serve(
    place: str | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = PORT,
    limits: Limits | None = None,
    told: Callable[[str, bool], None] | None = None,
) -> None:
    """Run the workbench until it is interrupted.

    Parameters
    ----------
    place
        A path, or the name of a case, to offer first.
    host
        What to listen on. Anything but this computer's own loopback lets others in.
    port
        0 for any that is free.
    told
        Called once it listens, with the address and with whether only this computer can reach it.

    Raises
    ------
    UsageError
        Where there is no such scenario, or the port is taken.
    ScenarioError
        Where the file cannot be read as text.
    """
    limits = limits or Limits()
    given = None if place is None else given_source(place, limits.states)
    with _listening(host, port) as listener:
        port = listener.getsockname()[1]
        app = application(given, host=host, port=port, limits=limits)
        config = uvicorn.Config(
            app,
            lifespan="on",
            log_level="error",
            access_log=False,
            server_header=False,
            date_header=False,
            ws="none",
            limit_concurrency=300,
            timeout_keep_alive=10,
            timeout_graceful_shutdown=CLOSING_SECONDS,
            h11_max_incomplete_event_size=64_000,
        )
        server = _Server(config)
        asyncio.run(_run(server, listener, lambda: told and told(address(host, port), is_loopback(host))))


class _Server(uvicorn.Server):
    """A server that leaves signals to :func:`_run`: its own way raises them once more at the end."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take none."""
        yield


async def _run(server: uvicorn.Server, listener: socket.socket, ready: Callable[[], object]) -> None:
    """Serve until a signal comes, and end quietly then."""
    loop = asyncio.get_running_loop()
    serving = asyncio.create_task(server.serve([listener]))
    for name in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(name, _stop, server)
        except NotImplementedError:  # where loops take no signals, uvicorn's own handlers stand
            break
    while not server.started and not serving.done():
        await asyncio.sleep(0.02)
    if not serving.done():
        ready()
    await serving


def _stop(server: uvicorn.Server) -> None:
    if server.should_exit:
        server.force_exit = True
    server.should_exit = True


def given_source(place: str, states: int) -> Source:
    """The scenario that a path or the name of a case means; files beside it may be named by it.

    Raises
    ------
    UsageError
        Where there is neither.
    ScenarioError
        Where it cannot be read.
    """
    from detente.casebook import find

    file = find(place)
    scenario = load(file)  # says what is wrong before a server is started
    name = place if place in names() and file == case(place).scenario else file.name
    return source_of(scenario.text, name, str(file.resolve().parent), states)


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens; UsageError where that cannot be had."""
    try:
        family, _, _, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise UsageError(
            f"`{host}` is no address of this computer: {error.strerror or error}", "leave `--host` out"
        ) from None
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(where)
        listener.listen(128)
    except OSError as error:
        listener.close()
        hint = "something listens there already, a workbench maybe; `--port 0` takes a free one"
        if isinstance(error, PermissionError):
            hint = "take a port from 1024 on"
        raise UsageError(f"cannot listen on port {port} of {host}: {error.strerror or error}", hint) from None
    return listener


def is_loopback(host: str) -> bool:
    """Whether only this computer can reach an address."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def address(host: str, port: int) -> str:
    """What to type into a browser on this computer."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}/"
