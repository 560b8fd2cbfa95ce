"""The last resort: checking that no budget counted is stopped, says where it was, and leaves nothing behind."""

import threading
import time
from dataclasses import dataclass

import pytest
from cli_workspace import workspace_in
from counted_calls import calls

from iku_dsl import cache, watch
from iku_dsl.checking import check as checking
from iku_dsl.checking.check import check, check_files
from iku_dsl.problem import SourceFile, Span
from iku_dsl.watch import Stopped, watched

SPEC = "indikator x\n  satuan angka\n  arah tanpa\n  rumus 1\n"
PLACE = Span("x.iku", 4, 3, 4, 10)


@dataclass
class Written:
    span: Span | str


class BeingMade:
    @property
    def span(self):
        raise RuntimeError


def endless(*_):
    rule, other, unready, number = Written(PLACE), Written(""), BeingMade(), 1
    while number:
        number += 1
    return unready, other, rule


def hoarding(*_):
    kept = []
    while True:
        kept.append(b"x" * 10_000_000)
        time.sleep(0.01)


def swallowing():
    for _ in range(2):
        try:
            endless()
        except BaseException:  # noqa: BLE001
            continue
    endless()


@pytest.fixture(autouse=True)
def hasty(monkeypatch):
    monkeypatch.setenv("IKU_PATIENCE", "0.02")


@pytest.mark.parametrize(
    ("work", "budget", "used", "limit"),
    [
        (endless, "watched-seconds", time.process_time, 0.4),
        (swallowing, "watched-seconds", time.process_time, 0.4),
        (hoarding, "watched-bytes", watch.USED["watched-bytes"], 20_000_000),
    ],
)
def test_it_stops_what_has_no_end(monkeypatch, work, budget, used, limit):
    monkeypatch.setattr(watch, "USED", {budget: used})
    before = used()
    with pytest.raises(Stopped) as stopped:
        watched(work, 10)
    assert (stopped.value.budget, stopped.value.limit) == (budget, limit)
    assert used() > before + limit


def test_a_longer_spec_has_more():
    with pytest.raises(Stopped) as stopped:
        watched(endless, 3_000_000)
    assert stopped.value.limit == pytest.approx(1.2)


def test_what_ends_in_time_is_left_alone_and_so_is_what_comes_after():
    assert watched(lambda: 5, 10) == 5
    with pytest.raises(ZeroDivisionError):
        watched(lambda: 1 / 0, 10)
    until = time.process_time() + 1
    while time.process_time() < until:
        pass


def test_the_interpreter_goes_on_as_before(monkeypatch):
    """What is asked to be raised while the work ends is raised then: taken back, it kept a profiled call going for ever."""
    made = watch._Watch(1)
    monkeypatch.setattr(watch.sys, "_current_frames", dict)
    made._over.set()
    made._looking.join()

    def stopped_while_it_ends():
        made._stop("watched-seconds")
        made.end()

    with pytest.raises(Stopped):
        stopped_while_it_ends()
    assert not made.pending
    assert calls(lambda: Span("x.iku", 1, 1, 1, 1)) < 100


def test_whoever_has_the_time_may_switch_it_off(monkeypatch):
    monkeypatch.setenv("IKU_PATIENCE", "0")
    monkeypatch.setattr(watch, "_Watch", None)
    assert watched(lambda: 5, 10) == 5


def test_it_stops_work_in_other_threads_than_the_first():
    seen = []

    def work():
        try:
            watched(endless, 10)
        except Stopped as stopped:
            seen.append(stopped.at)

    one = threading.Thread(target=work)
    one.start()
    one.join()
    assert seen == [PLACE]


def test_the_specs_are_refused_with_the_place_that_the_work_was_at(monkeypatch):
    monkeypatch.setattr(checking, "stages", endless)
    (problem,) = check_files([SourceFile("x.iku", SPEC)]).problems
    assert (problem.id, problem.message.key, problem.span) == ("too-large", "too-large.watched-seconds", PLACE)


def test_nothing_is_kept_of_what_was_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "_folder", lambda: tmp_path)
    path = tmp_path / "x.iku"
    path.write_text(SPEC)
    with monkeypatch.context() as patched:
        patched.setattr(checking, "stages", endless)
        assert [problem.id for problem in check([path]).problems] == ["too-large"]
    assert check([path]).program.indicators


def test_a_planner_is_told_what_to_do(tmp_path, capsys, monkeypatch):
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    monkeypatch.setattr(cache, "_folder", lambda: None)
    monkeypatch.setattr(checking, "stages", endless)
    said = made("eval", "--period", "2025")
    assert said.status == 1
    assert "is not done; it was stopped here" in said.err
    assert "IKU_PATIENCE=3" in said.err
