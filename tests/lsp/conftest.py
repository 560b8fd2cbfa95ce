"""Editors with a copy of the shipped specs before them; one server a language for all tests, because a server takes a second to start."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from editor import Editor
from lsprotocol import types

SHIPPED = Path(__file__).parents[2] / "indicator_specs" / "kemensos"


@dataclass
class Desk:
    """An editor, and the folder it has open."""

    editor: Editor
    folder: Path

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def text(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def show(self, name: str, text: str | None = None) -> str:
        """Open a file with its text on disk, or with another; its address."""
        self.editor.type(self.uri(name), self.text(name) if text is None else text)
        return self.uri(name)

    def document(self, name: str) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri(name))


@pytest.fixture(params=["id", "en"])
def language(request: pytest.FixtureRequest) -> str:
    """The reader's language, for a test that looks at sentences."""
    return request.param


@pytest.fixture(scope="session")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Desk]]:
    made: dict[str, Desk] = {}

    def desk_in(language: str) -> Desk:
        if language not in made:
            folder = tmp_path_factory.mktemp("kemensos")
            for path in SHIPPED.glob("*.iku"):
                shutil.copy(path, folder)
            made[language] = Desk(Editor(folder, language), folder)
        return made[language]

    yield desk_in
    for desk in made.values():
        assert desk.editor.leave() == 0


@pytest.fixture
def desk(request: pytest.FixtureRequest, desks: Callable[[str], Desk]) -> Iterator[Desk]:
    """An editor without open files, in the language of the test."""
    at_work = desks(request.getfixturevalue("language") if "language" in request.fixturenames else "id")
    yield at_work
    for uri in list(at_work.editor.texts):
        at_work.editor.close(uri)
