"""The language server as a process, spoken with in bytes: what an editor that is broken, or hostile, may send."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Timer
from typing import Any

PATIENCE = 30  # seconds


class Raw:
    """Sends frames, and reads what comes back until an answer of a number is there."""

    def __init__(self, folder: Path) -> None:
        self.log = (folder / "log.txt").open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "iku_cli.main", "lsp", "--lang", "en"], cwd=folder, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=self.log, env={**os.environ, "IKU_LANG": "en"},
        )  # fmt: skip

    def send(self, body: bytes | dict[str, Any]) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(content) + content)
        self.process.stdin.flush()

    def read(self) -> dict[str, Any]:
        out = self.process.stdout
        assert out is not None
        length = 0
        while (line := out.readline()).strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        assert length, "it left"
        found: dict[str, Any] = json.loads(out.read(length))
        return found

    def answer(self, number: object) -> dict[str, Any]:
        """The answer of a number; what the server says of itself is passed over, and what it asks is answered."""
        late = Timer(PATIENCE, self.process.kill)  # then `read` says that it left
        late.start()
        try:
            return self._answer(number)
        finally:
            late.cancel()

    def _answer(self, number: object) -> dict[str, Any]:
        while True:
            found = self.read()
            if "method" in found:
                if "id" in found:
                    self.send({"jsonrpc": "2.0", "id": found["id"], "result": None})
            elif found.get("id") == number:
                return found

    def ask(self, number: int, method: str, params: Any) -> dict[str, Any]:
        self.send({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
        return self.answer(number)

    def initialize(self, folder: Path) -> None:
        about = {"processId": None, "rootUri": folder.as_uri(), "capabilities": {}}
        assert "result" in self.ask(1, "initialize", about)
        self.send({"jsonrpc": "2.0", "method": "initialized", "params": {}})

    def leave(self) -> int:
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.process.wait(20)

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.log):
            with suppress(OSError):
                stream.close()
