"""Editors with a copy of the shipped specs before them; one server a language for all tests, because a server takes a second to start."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from editor import Desk, Editor

SHIPPED = Path(__file__).parents[2] / "indicator_specs" / "kemensos"


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
