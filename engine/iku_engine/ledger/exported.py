"""What leaves the store as a document: its form, read once before anything of it is used, as a stranger may have written it; its signature.

Signatures are Ed25519; the keys are PEM files, the signature is hexadecimal.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from iku_dsl.budgets import most
from iku_dsl.files_read import LARGEST, read_ordinary
from iku_dsl.problem import say
from iku_engine.database.chain import canonical
from iku_engine.errors import EngineError, RefusedFile, WrongUse
from iku_engine.results.stored_results import Many
from iku_engine.writing import RUN_FORMAT, may_write, unreadable, write_file

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_STRICT = ConfigDict(extra="forbid", strict=True)
Whole = Annotated[int, Field(ge=-(2**63), lt=2**63)]
Number = Annotated[int, Field(ge=0, lt=2**63)]
Cell = Whole | str | None
Pair = Annotated[list[str], Field(min_length=2, max_length=2)]


class Table(BaseModel):
    """Rows of a table of the store."""

    model_config = _STRICT

    columns: Many[str]
    rows: Many[Many[Cell]]

    @model_validator(mode="after")
    def _fits(self) -> Table:
        wide = len(self.columns)
        if len(set(self.columns)) != wide or any(len(row) != wide for row in self.rows):
            raise ValueError("columns")
        return self


class Facts(BaseModel):
    """The rows of a relation, and which of them are superseded."""

    model_config = _STRICT

    rows: Table
    superseded: Table


class Exported(BaseModel):
    """What `runs export` writes, as far as its form goes; whether it is true is for the verifier to say."""

    model_config = _STRICT

    form: Literal["iku-engine/run/1"] = Field(alias="schema")
    run: Number
    specs: Many[Pair]
    chain: Many[tuple[Number, str, str, str, str, str, str]]
    books: dict[str, Table]
    results: Many[Pair]
    facts: dict[str, Facts]
    signature: str | None = None


def read_export(path: Path) -> dict[str, Any]:
    """The document in a file, of the right form. Errors: `FileError`, and those of `exported`."""
    return exported(object_in(file_content(path), path), path)


def exported(document: dict[str, Any], path: Path) -> dict[str, Any]:
    """The same document, which has the right form. Errors: `RefusedFile` naming what is not as an export has it."""
    if document.get("schema") != RUN_FORMAT:
        raise RefusedFile(say("export-format", file=str(path)))
    try:
        Exported.model_validate(_as_written(document))
    except ValidationError as error:
        raise RefusedFile(say("export-broken", file=str(path), place=_place(error))) from error
    return document


def file_content(path: Path) -> bytes:
    """What is in a file. Errors: `FileError`."""
    try:
        return read_ordinary(path, LARGEST)
    except OSError as error:
        raise unreadable(error, path) from error


def object_in(content: bytes, path: Path) -> dict[str, Any]:
    """The JSON object in a file, each name of which is there once: what is verified is then what anybody reads.

    Errors: `RefusedFile`, also where it has so many values that to read them would take all the memory there is.
    """
    if values_of(content) > most("export-values"):
        raise RefusedFile(say("export-values", file=str(path), limit=most("export-values")))
    try:
        found = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once)
    except _TwiceError as error:
        raise RefusedFile(say("export-broken", file=str(path), place=error.args[0])) from error
    except (ValueError, RecursionError) as error:
        raise RefusedFile(say("export-format", file=str(path))) from error
    if not isinstance(found, dict):
        raise RefusedFile(say("export-format", file=str(path)))
    return found


def values_of(content: bytes) -> int:
    """At most so many values are in a JSON text, and in the JSON texts within it; each written as a number of a letter is one, too."""
    return sum(content.count(sign) for sign in (b",", b"[", b"{", b"\\u"))


class _TwiceError(ValueError):
    """A name that an object has twice."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        counted = Counter(name for name, _ in pairs)
        raise _TwiceError(next(name for name, count in counted.items() if count > 1)[:80])
    return found


def _as_written(document: dict[str, Any]) -> dict[str, Any]:
    """The same with the rows of the chain as tuples, as which a strict description takes them."""
    chain = document.get("chain")
    if not isinstance(chain, list):
        return document
    return {**document, "chain": [tuple(row) if isinstance(row, list) else row for row in chain]}


def _place(error: ValidationError) -> str:
    where = [str(part) for part in error.errors()[0]["loc"] if part not in ("constrained-int", "int", "str")]
    return ".".join(where)[:200] or "-"


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
