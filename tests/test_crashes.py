"""What fuzzing once brought down, or to a crawl: each input is answered now, in both directions, and says only what it can show."""

from pathlib import Path

import pytest

from iku_dsl.checking.check import check_files
from iku_dsl.editing.format import format_spec
from iku_dsl.parsing.parse import parse
from iku_dsl.problem import SourceFile
from iku_dsl.wording import render

CRASHES = sorted((Path(__file__).parent / "corpus" / "crashes").glob("*.iku"))


@pytest.mark.parametrize("path", CRASHES, ids=lambda path: path.name)
def test_it_is_answered(path):
    text = path.read_bytes().decode("utf-8", errors="ignore")
    file = SourceFile(path.name, text)
    for problem in check_files([file]).problems:
        assert 1 <= problem.span.line <= text.count("\n") + 1
        assert render(problem.message, "id")
        assert render(problem.message, "en")
    once = format_spec(parse(file).spec)
    assert format_spec(parse(SourceFile(path.name, once)).spec) == once
