"""Tests that need a service are skipped by name where it is absent; with IKU_TEST_ALL=1 any skip is a failure."""

import gc
import importlib.util
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Generator
from itertools import combinations
from pathlib import Path
from random import SystemRandom

import pytest
from hypothesis import settings
from postgres_server import postgres_server
from reporting import eighteen
from spark_server import spark_server
from workers import hands

__all__ = ["eighteen", "hands", "postgres_server", "spark_server"]

# Each marker, and the programs of which one must be here.
NEEDS = {
    "needs_postgres": ("initdb", *map(str, Path("/usr/lib/postgresql").glob("*/bin/initdb"))),
    "needs_browser": ("chromium", "chromium-browser", "google-chrome"),
    "needs_java": ("java",),
    "needs_fish": ("fish",),
    "needs_zsh": ("zsh",),
    "needs_calc": ("localc",),
    "needs_writer": ("lowriter",),
}
MODULES = {"needs_java": "pyspark", "needs_mkdocs": "mkdocs"}

MEMORY, ROOM = Path("/dev/shm"), 4 << 30  # bytes; a run leaves half of one GiB


def work_in_memory() -> None:
    """Let temporary folders lie in memory: a store waits for the disk at each commit, and none of these outlives its test."""
    if "TMPDIR" in os.environ or not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK):
        return
    found = os.statvfs(MEMORY)
    if found.f_bavail * found.f_frsize >= ROOM and not found.f_flag & os.ST_NOEXEC:
        os.environ["TMPDIR"] = str(MEMORY)  # for the processes that tests start, too
        tempfile.tempdir = None


work_in_memory()
gc.disable()  # until all tests are known: hardly anything of them is garbage


@pytest.fixture(scope="session", autouse=True)
def memory_of_outputs(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What tests write is remembered among what goes with them."""
    os.environ["XDG_STATE_HOME"] = str(tmp_path_factory.mktemp("state"))


def pytest_configure(config: pytest.Config) -> None:
    """Draw the same examples each time: what is drawn anew, in CI or here, is for soak tests."""
    if "soak" not in str(config.option.markexpr).replace("not soak", ""):
        settings.register_profile("same", derandomize=True, max_examples=30)
        settings.load_profile("same")


@pytest.hookimpl(tryfirst=True)  # before soak tests are left out
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    grids: dict[object, list[pytest.Function]] = {}
    for item in items:
        if isinstance(item, pytest.Function) and (
            item.get_closest_marker("diagonal") or item.get_closest_marker("few")
        ):
            grids.setdefault(item.function, []).append(item)
    for grid in grids.values():
        few = grid[0].get_closest_marker("few")
        some = {str(seed) for seed in few.args} if few is not None else set()
        there = {name for item in grid for name in (item.callspec.id, *item.callspec._idlist)}
        if not some <= there and not any("::" in path for path in config.args):
            raise pytest.UsageError(f"{grid[0].nodeid}: no case is called {', '.join(sorted(some - there))}")
        rest = (item for item in grid if some.isdisjoint((item.callspec.id, *item.callspec._idlist)))
        for item in rest if some else beside_the_diagonal(grid):
            item.add_marker(pytest.mark.soak)


def beside_the_diagonal(grid: list[pytest.Function]) -> list[pytest.Function]:
    """What is left of the combinations of one test where each value is taken once, with others in turn."""
    rest, seen = list(grid), Counter[tuple[tuple[int, str], ...]]()

    def parts(item: pytest.Function) -> tuple[list[tuple[tuple[int, str], ...]], list[tuple[tuple[int, str], ...]]]:
        values = list(enumerate(item.callspec._idlist))
        return list(combinations(values, 1)), list(combinations(values, 2))

    def brings(item: pytest.Function) -> tuple[int, int, int]:
        alone, pairs = parts(item)
        return (
            sum(not seen[one] for one in alone),
            sum(not seen[two] for two in pairs),
            -sum(seen[one] for one in alone),
        )

    while rest and brings(best := max(rest, key=brings))[0]:
        rest.remove(best)
        for some in parts(best):
            seen.update(some)
    return rest


def pytest_collection_finish() -> None:
    """What is there now stays until the end: no use in looking through half a million objects for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    gc.enable()


def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """What a file leaves in its caches is no garbage either: half a million objects were looked through again whenever a test made many."""
    if nextitem is not None and nextitem.path != item.path:
        gc.collect()
        gc.freeze()


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker, programs in NEEDS.items():
        if item.get_closest_marker(marker) and not any(map(shutil.which, programs)):
            pytest.skip(f"{marker}: none of {', '.join(programs)} is on this machine")
    for marker, module in MODULES.items():
        if item.get_closest_marker(marker) and importlib.util.find_spec(module) is None:
            pytest.skip(f"{marker}: {module} is not installed")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    refuse_skip(report)
    return report


def refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip (not an expected failure) into a failure when every test must run."""
    if os.environ.get("IKU_TEST_ALL") == "1" and report.skipped and not hasattr(report, "wasxfail"):
        _, _, reason = report.longrepr if isinstance(report.longrepr, tuple) else ("", 0, str(report.longrepr))
        report.outcome = "failed"
        report.longrepr = f"IKU_TEST_ALL=1 allows no skip. {reason}"


@pytest.fixture
def somewhere(request: pytest.FixtureRequest) -> int:
    """The number at which a soak test begins to draw: another each time, or IKU_SEED of a failure that is to be seen again.

    What runs each time begins at a fixed one: a draw that holds nothing is a failure that says nothing.
    """
    assert request.node.get_closest_marker("soak"), "only a soak test begins anywhere"
    return int(os.environ.get("IKU_SEED") or SystemRandom().randrange(10**9))
