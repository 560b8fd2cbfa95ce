"""A file that a command makes: the whole of it, or nothing."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

from iku_cli.faults import Fault, unusable


def write_whole(path: Path, content: bytes) -> None:
    """Written beside its place, then put there; one that exists is replaced as a whole. Errors: `Fault` (3)."""
    try:
        path = path.resolve()
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    except OSError as error:
        raise _unwritable(error, path) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(beside).chmod(mode)
        Path(beside).replace(path)
    except OSError as error:
        raise _unwritable(error, path) from error
    finally:
        Path(beside).unlink(missing_ok=True)


def _unwritable(error: OSError, path: Path) -> Fault:
    """The fault, which names the file that was asked for, not the one beside it; of a folder that is not there, the folder."""
    if error.errno == errno.ENOENT and not path.parent.is_dir():
        return Fault("file.no-folder", status=3, file=path.name, folder=path.parent)
    error.filename = str(path)
    return unusable("file.unwritable", error, path)


def _umask() -> int:
    """The rights that new files of this process lack."""
    found = os.umask(0)
    os.umask(found)
    return found
