"""Signatures (Ed25519) over an exported run or a head; the keys are PEM files, the signature is hexadecimal."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iku_dsl.files_read import read_ordinary
from iku_dsl.problem import say
from iku_engine.database.chain import canonical
from iku_engine.errors import EngineError, RefusedFile, WrongUse
from iku_engine.writing import may_write, unreadable, write_file

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


def signed(document: Mapping[str, object], key: Path | None) -> dict[str, object]:
    """A document with its `signature`, where a key is given.

    Errors: `FileError`, `RefusedFile` for a key that is no private Ed25519 key.
    """
    if key is None:
        return dict(document)
    return {**document, "signature": _private(key).sign(canonical(document).encode()).hex()}


def signed_by(public: Path, document: Mapping[str, object]) -> bool:
    """Whether the holder of a key signed a document, whose `signature` is over all else that it has.

    Errors: `FileError`, `RefusedFile` for a key that is no public one.
    """
    from cryptography.exceptions import InvalidSignature

    key = _public(public)
    signed = {name: document[name] for name in document if name != "signature"}
    try:
        key.verify(bytes.fromhex(str(document.get("signature"))), canonical(signed).encode())
    except (InvalidSignature, ValueError):  # as where a text has half a letter, which nobody can have signed
        return False
    return True


def new_key(private: Path, public: Path) -> None:
    """Writes a new pair of keys where there is nothing yet. Errors: `WrongUse`, `FileError`."""
    _needed()
    if may_write(private) == may_write(public):
        raise WrongUse(say("file-same", file=str(public)))
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    secret = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    shared = key.public_key().public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)
    write_file(public, shared)
    write_file(private, secret, private=True)


def _needed() -> None:
    try:
        import cryptography  # noqa: F401
    except ImportError as error:
        raise EngineError(say("extra-lacking", extra="sign")) from error


def _read(path: Path) -> bytes:
    try:
        return read_ordinary(path)
    except OSError as error:
        raise unreadable(error, path) from error


def _private(path: Path) -> Ed25519PrivateKey:
    _needed()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    return _loaded(path, lambda text: load_pem_private_key(text, None), Ed25519PrivateKey)  # type: ignore[no-any-return]


def _public(path: Path) -> Ed25519PublicKey:
    _needed()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    return _loaded(path, load_pem_public_key, Ed25519PublicKey)  # type: ignore[no-any-return]


def _loaded(path: Path, load: Any, kind: type) -> Any:
    try:
        key = load(_read(path))
    except (ValueError, TypeError) as error:
        raise RefusedFile(say("export-key", file=str(path))) from error
    if not isinstance(key, kind):
        raise RefusedFile(say("export-key", file=str(path)))
    return key
