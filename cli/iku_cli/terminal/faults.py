"""What keeps a command from being done: a fault has the key of its sentence with its mend, and an exit status."""

from __future__ import annotations


class Fault(Exception):
    """Wrong usage (2), a fault of the environment (3), specs or data with problems (1), by a key of the messages."""

    def __init__(self, key: str, /, *, status: int = 2, **arguments: object) -> None:
        super().__init__(key)
        self.key = key
        self.status = status
        self.arguments = arguments


class ReaderLeftError(Exception):
    """Whoever read our output has seen enough (`| head`)."""


def unusable(key: str, error: OSError, path: object) -> Fault:
    """A file that the system would not let us read or write: `key` is `file.unreadable` or its like."""
    import errno

    from iku_cli.messages import Phrase

    why = Phrase(f"errno.{errno.errorcode.get(error.errno or 0, '')}", error.strerror or str(error))
    return Fault(key, status=3, file=error.filename or path, why=why)
