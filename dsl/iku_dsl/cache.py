"""What was made of a text before, kept in the user's cache folder: parsed files, and whole checked spec sets.

An entry is named by the hash of everything it was made from, this package's own files included, so an old one is never taken for a
new one. It begins with the SHA-256 of its name and content, so that a damaged or renamed one is none. Contents are Python pickles, or
plain bytes where those serve: the folder must be the user's own and closed to others, or nothing is kept. `IKU_CACHE=off` turns it
off; whatever goes wrong with it costs time and nothing else.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import tempfile
from functools import cache
from pathlib import Path
from typing import TypeVar

from platformdirs import user_cache_path, user_state_path

from iku_dsl.files_read import LARGEST, read_ordinary, stamp

T = TypeVar("T")
KEPT = 4_000  # entries; beyond, the oldest go
DIGEST = 32  # bytes of a SHA-256


def lasting(name: str) -> Path:
    """The place of a file of the user's that is no entry: it outlives the folder of the cache, which people empty."""
    return user_state_path("iku-engine") / name


@cache
def _folder() -> Path | None:
    """The folder of entries; None where there can be none."""
    if os.environ.get("IKU_CACHE", "").lower() in ("off", "0", "no"):
        return None
    try:
        folder = user_cache_path("iku-engine") / "made"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.stat()
    except OSError:
        return None
    if hasattr(os, "getuid") and (status.st_uid != os.getuid() or status.st_mode & 0o077):
        return None
    return folder


@cache
def _maker() -> str:
    """The identity of this package: the names and stamps of its files."""
    found: list[str] = []
    folders = [os.path.dirname(__file__)]
    for folder in folders:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith((".py", ".lark")):
                    found.append(f"{entry.path[len(folders[0]) :]}\0{stamp(entry.stat())}\n")
                elif entry.is_dir() and entry.name != "__pycache__":
                    folders.append(entry.path)
    return hashlib.sha256("".join(sorted(found)).encode()).hexdigest()


def key(*parts: str) -> str:
    """The name of an entry made from some texts."""
    whole = hashlib.sha256(_maker().encode())
    for part in parts:
        whole.update(f"{len(part)}\0{part}".encode("utf-8", "surrogatepass"))
    return whole.hexdigest()


def load(name: str, kind: type[T]) -> T | None:
    """An entry of a kind, None where there is none that can be used."""
    content = load_bytes(name)
    if content is None:
        return None
    try:
        found = pickle.loads(content)
    except (pickle.UnpicklingError, AttributeError, ImportError, EOFError, LookupError, TypeError, ValueError):
        return None
    return found if isinstance(found, kind) else None


def save(name: str, value: object) -> None:
    """Keep an entry, whole or not at all."""
    if _folder() is None:
        return
    try:
        save_bytes(name, pickle.dumps(value, protocol=5))
    except (pickle.PicklingError, RecursionError):
        return


def load_bytes(name: str) -> bytes | None:
    """The plain content of an entry, None where there is none or one that is not as it was written under this name."""
    folder = _folder()
    if folder is None:
        return None
    try:
        entry = read_ordinary(folder / name, LARGEST)
    except OSError:
        return None
    content = entry[DIGEST:]
    return content if entry[:DIGEST] == _digest(name, content) else None


def save_bytes(name: str, content: bytes) -> None:
    """Keep a plain content, whole or not at all."""
    folder = _folder()
    if folder is None:
        return
    try:
        handle, written = tempfile.mkstemp(dir=folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_digest(name, content) + content)
            Path(written).replace(folder / name)
        finally:
            Path(written).unlink(missing_ok=True)
    except OSError:
        return


def _digest(name: str, content: bytes) -> bytes:
    whole = hashlib.sha256(name.encode())
    whole.update(content)
    return whole.digest()


def prune() -> None:
    """Let the oldest entries go where there are too many: a quarter at once, as asking each for its age takes longer than a small check."""
    folder = _folder()
    if folder is None:
        return
    try:
        if len(os.listdir(folder)) <= KEPT:
            return
        with os.scandir(folder) as found:
            entries = sorted(((entry.stat().st_mtime, entry.path) for entry in found), reverse=True)
        for _, path in entries[KEPT * 3 // 4 :]:
            Path(path).unlink(missing_ok=True)
    except OSError:
        return
