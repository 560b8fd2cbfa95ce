"""The stream of an editor: where a message begins and ends (LSP 3.17, base protocol), and what the log has of one that is none."""

from __future__ import annotations

import logging
import os
import re
from typing import BinaryIO

LARGEST = 2**28  # bytes of a message
_LONGEST = 2**16  # of a header line
_NO_MESSAGE = (b"Content-Length: 1\r\n", b"\r\n", b"!")


class Frames:
    """Bytes as they come, but for a length that cannot be: then a message that is none, which is answered as such.

    What follows is passed over until a line ends in the length of another message; so the server goes on.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._instead: list[bytes] = []

    def readline(self) -> bytes:
        """A line of the header of a message."""
        if self._instead:
            return self._instead.pop(0)
        line = self._stream.readline(_LONGEST)
        _, named, rest = line.lower().partition(b"content-length:")
        if not (named and rest.endswith(b"\n")):
            return line
        length = rest.removesuffix(b"\n").removesuffix(b"\r").lstrip(b" \t")
        if re.fullmatch(rb"[0-9]{1,9}", length) and 0 < int(length) <= LARGEST:
            return b"Content-Length: %d\r\n" % int(length)
        first, *self._instead = _NO_MESSAGE
        return first

    def read(self, size: int) -> bytes:
        """The body of a message."""
        return self._instead.pop(0) if self._instead else self._stream.read(size)


class _OneLine(logging.Formatter):
    """What happened, on one line: whoever sent the message has their answer, and a traceback of a library says nothing to them."""

    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[1] if record.exc_info else None
        said = record.getMessage().partition("\n")[0]
        return said if error is None else f"{said} ({type(error).__name__})"


def quiet_log() -> None:
    """What pygls logs is a line each, unless somebody looks for a bug."""
    if os.environ.get("IKU_DEBUG") == "1":
        return
    lines = logging.StreamHandler()
    lines.setFormatter(_OneLine())
    log = logging.getLogger("pygls")
    log.handlers, log.propagate = [lines], False
    log.setLevel(logging.WARNING)
