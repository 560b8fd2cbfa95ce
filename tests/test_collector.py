"""The collector of garbage rests while specs are checked, and goes on afterwards as before, whatever came of it."""

import gc

import pytest

from iku_dsl import watch
from iku_dsl.checking.check import check_files
from iku_dsl.problem import SourceFile

SPEC = "indikator x\n  satuan angka\n  arah tanpa\n  rumus 1\n"


def test_it_rests_while_specs_are_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    monkeypatch.setattr("iku_dsl.checking.check.stages", lambda *_: seen.append(gc.isenabled()))
    check_files([SourceFile("x.iku", SPEC)])
    assert seen == [False]
    assert gc.isenabled()


@pytest.mark.parametrize("on", [True, False])
def test_it_is_as_it_was_before_also_after_a_failure(on: bool) -> None:
    (gc.enable if on else gc.disable)()
    try:
        with pytest.raises(RuntimeError), watch.paused():
            raise RuntimeError
        assert gc.isenabled() is on
    finally:
        gc.enable()
