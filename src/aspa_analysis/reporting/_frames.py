"""Messages between the run and its notebook processes: JSON with its length before it."""

from __future__ import annotations

import json
import socket
import struct
import time
from typing import Any

_LENGTH = struct.Struct(">Q")


def send_message(connection: socket.socket, message: dict[str, Any]) -> None:
    """Send one message.

    Parameters
    ----------
    connection : socket.socket
        A connected stream socket.
    message : dict
        What JSON can hold.
    """
    body = json.dumps(message).encode("utf-8")
    connection.sendall(_LENGTH.pack(len(body)) + body)


def receive_message(connection: socket.socket, *, timeout_s: float | None = None) -> dict[str, Any] | None:
    """Wait for one message.

    Parameters
    ----------
    connection : socket.socket
        A connected stream socket.
    timeout_s : float or None
        Seconds until the whole message must have arrived; None waits for ever.

    Returns
    -------
    dict or None
        The message; None when the other side has gone.

    Raises
    ------
    TimeoutError
        If the message has not arrived in time.
    """
    deadline = None if timeout_s is None else time.monotonic() + timeout_s
    head = _receive_bytes(connection, _LENGTH.size, deadline=deadline)
    if head is None:
        return None
    body = _receive_bytes(connection, _LENGTH.unpack(head)[0], deadline=deadline)
    if body is None:
        return None
    message: dict[str, Any] = json.loads(body)
    return message


def _receive_bytes(connection: socket.socket, count: int, *, deadline: float | None) -> bytes | None:
    parts: list[bytes] = []
    while count > 0:
        connection.settimeout(_seconds_left(deadline))
        try:
            part = connection.recv(min(count, 1 << 20))
        except ConnectionError:
            return None
        if not part:
            return None
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def _seconds_left(deadline: float | None) -> float | None:
    if deadline is None:
        return None
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
