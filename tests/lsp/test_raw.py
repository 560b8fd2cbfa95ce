"""Messages that are none, or have other parameters than they should: each request is answered, and the server goes on."""

from __future__ import annotations

import itertools
import json
import os
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from random import Random

import pytest
from damaged import HOSTILE_VALUES, damaged_bytes, damaged_value
from raw import Raw

INVALID_REQUEST, INVALID_PARAMS, PARSE_ERROR, NOT_INITIALISED = -32600, -32602, -32700, -32002
SPEC = """\
dimensi a "A"
  x "X"
  y "Y"

sumber s per tahun, a
  kolom n angka 0..1

indikator i per a
  satuan nilai 0..1
  arah naik
  rumus s.n
"""
FEW = 60


@pytest.fixture
def raw(tmp_path: Path) -> Iterator[Raw]:
    (tmp_path / "a.iku").write_text(SPEC)
    made = Raw(tmp_path)
    yield made
    made.end()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Raw, str]]:
    """A server that has begun, and the address of its document; for tests after which it goes on as before."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "a.iku").write_text(SPEC)
    made = Raw(folder)
    made.initialize(folder)
    yield made, (folder / "a.iku").as_uri()
    made.end()


def _code(answer: dict) -> int:
    return answer["error"]["code"]


def test_a_request_with_wrong_parameters_is_answered(served: tuple[Raw, str]):
    raw, uri = served
    for number, params in enumerate(
        (None, {}, [], 3, "x", {"textDocument": uri}, {"textDocument": {"uri": uri}, "position": {"line": "x"}}), 10
    ):
        for method in ("textDocument/hover", "textDocument/rename", "textDocument/completion"):
            asked = number * 100 + len(method)
            assert _code(raw.ask(asked, method, params)) == INVALID_PARAMS, (method, params)
    assert "result" in raw.ask(5, "textDocument/documentSymbol", {"textDocument": {"uri": uri}})


def test_a_document_with_an_odd_address_is_a_document(served: tuple[Raw, str]):
    raw, _ = served
    numbers = count(5)
    for uri in ("file://[::1", "", "http://[", "untitled:Untitled-1", "file:///%00", "\ud800"):
        here = {"uri": uri}
        opened = {"textDocument": {**here, "languageId": "iku", "version": 1, "text": SPEC}}
        raw.send({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": opened})
        for method in ("textDocument/documentSymbol", "textDocument/foldingRange"):
            assert "result" in raw.ask(next(numbers), method, {"textDocument": here}), uri
        raw.send({"jsonrpc": "2.0", "method": "textDocument/didClose", "params": {"textDocument": here}})


def test_what_is_no_message(raw: Raw, tmp_path: Path):
    assert _code(raw.ask(2, "textDocument/hover", {})) == NOT_INITIALISED
    raw.initialize(tmp_path)
    for text in (b"{", b"\xff\xfe", b"[" * 100_000):
        raw.send(text)
        assert _code(raw.answer(None)) == PARSE_ERROR
    for body in (b"[]", b"3", b'{"id": 4, "method": "shutdown"}', b'{"jsonrpc": "2.0", "id": 4, "method": 5}'):
        raw.send(body)
        assert _code(raw.answer(4 if b"4" in body else None)) == INVALID_REQUEST
    inner = {"processId": None, "jsonrpc": "2.0", "id": 77, "method": "x"}
    assert "id" in raw.ask(9, "workspace/symbol", {"query": "", "workDoneToken": inner})
    assert raw.ask(6, "shutdown", None)["result"] is None
    assert _code(raw.ask(7, "textDocument/hover", {})) == INVALID_REQUEST


def test_a_length_that_cannot_be_is_answered_and_the_server_goes_on(served: tuple[Raw, str]):
    raw, _ = served
    assert raw.process.stdin is not None
    for number, length in enumerate((b"-5", b"0", b"9" * 24, b"9" * 10_000, b"x", b"", b"5 5"), 8):
        raw.process.stdin.write(b"Content-Length: " + length + b"\r\n\r\n{}")
        raw.process.stdin.flush()
        raw.send({"jsonrpc": "2.0", "id": number, "method": "workspace/symbol", "params": {"query": ""}})
        assert _code(raw.answer(None)) == PARSE_ERROR, length
        assert "id" in raw.answer(number), length


def test_what_is_no_message_is_a_line_of_the_log(raw: Raw, tmp_path: Path):
    raw.initialize(tmp_path)
    for text in (b"[" * 100_000, b'{"a":' * 20_000, b"{"):
        raw.send(text)
        assert _code(raw.answer(None)) == PARSE_ERROR
    far = {"textDocument": {"uri": (tmp_path / "a.iku").as_uri()}, "position": {"line": 10**30, "character": 0}}
    assert "id" in raw.ask(5, "textDocument/hover", far)
    raw.send({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": 3})
    assert "id" in raw.ask(6, "shutdown", None)
    raw.leave()
    log = (tmp_path / "log.txt").read_text(encoding="utf-8")
    assert "Traceback" not in log
    assert len(log.splitlines()) < 20, log


def test_an_editor_that_leaves_in_the_middle(raw: Raw, tmp_path: Path):
    raw.initialize(tmp_path)
    assert raw.process.stdin is not None
    raw.process.stdin.write(b"Content-Length: 1000\r\n\r\n{")
    assert raw.leave() == 1
    assert b"bug of iku-engine" not in (tmp_path / "log.txt").read_bytes()


# ---- damaged messages


def _good(uri: str, random: Random) -> tuple[str, dict]:
    place = {"line": random.randrange(12), "character": random.randrange(12)}
    here = {"textDocument": {"uri": uri}, "position": place}
    whole = {"start": {"line": 0, "character": 0}, "end": place}
    return random.choice(
        (
            ("textDocument/hover", here),
            ("textDocument/definition", here),
            ("textDocument/references", {**here, "context": {"includeDeclaration": True}}),
            ("textDocument/documentHighlight", here),
            ("textDocument/completion", here),
            ("textDocument/prepareRename", here),
            ("textDocument/rename", {**here, "newName": "z"}),
            ("textDocument/documentSymbol", {"textDocument": {"uri": uri}}),
            ("textDocument/foldingRange", {"textDocument": {"uri": uri}}),
            (
                "textDocument/formatting",
                {"textDocument": {"uri": uri}, "options": {"tabSize": 2, "insertSpaces": True}},
            ),
            ("textDocument/codeAction", {"textDocument": {"uri": uri}, "range": whole, "context": {"diagnostics": []}}),
            ("workspace/didChangeWatchedFiles", {"changes": [{"uri": uri, "type": 2}]}),
            ("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "iku", "version": 1, "text": SPEC}}),
            (
                "textDocument/didChange",
                {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [{"text": SPEC + "#"}]},
            ),
            ("textDocument/didClose", {"textDocument": {"uri": uri}}),
            ("workspace/executeCommand", {"command": "x", "arguments": [random.choice(HOSTILE_VALUES)]}),
        )
    )


def _try(raw: Raw, uri: str, number: int) -> None:
    """A damaged message, and a good question after it that must be answered; a damaged question that has a number too."""
    random = Random(number)
    method, params = _good(uri, random)
    message = {"jsonrpc": "2.0", "id": 2 * number + 10, "method": method, "params": damaged_value(params, random)}
    if random.random() < 0.2:
        del message["id"]
    text = json.dumps(message).encode()
    raw.send(damaged_bytes(text, random) if (bytes_too := random.random() < 0.2) else text)
    if "id" in message and not bytes_too:
        answer = raw.answer(message["id"])
        assert ("result" in answer) != ("error" in answer), (number, answer)
    assert "id" in raw.ask(2 * number + 11, "textDocument/documentSymbol", {"textDocument": {"uri": uri}}), number


def test_a_few_damaged_messages(raw: Raw, tmp_path: Path):
    raw.initialize(tmp_path)
    for number in range(FEW):
        _try(raw, (tmp_path / "a.iku").as_uri(), number)
    assert raw.process.poll() is None


@pytest.mark.soak
def test_many_damaged_messages(raw: Raw, tmp_path: Path, somewhere: int):
    raw.initialize(tmp_path)
    end = time.monotonic() + float(os.environ.get("IKU_FUZZ_SECONDS", "60"))
    for number in itertools.takewhile(lambda _: time.monotonic() < end, itertools.count(somewhere)):
        _try(raw, (tmp_path / "a.iku").as_uri(), number)
