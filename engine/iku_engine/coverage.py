"""What the in-spec tests of a program reach: bands, guards, branches."""

from __future__ import annotations

from collections.abc import Iterable

from iku_dsl import expression as ex
from iku_dsl.program import Program
from iku_dsl.proofs.cycles import expressions
from iku_engine.evaluation import Coverage, Node, Result, State


class CoverageLog:
    """Notes which bands, guards and branches results went through."""

    def __init__(self, program: Program) -> None:
        self.bands: dict[tuple[str, str], bool] = {}
        self.guards: dict[tuple[str, str], bool] = {}
        self.branches: dict[tuple[str, str], bool] = {}
        self.program = program
        used = {version.scale for versions in program.indicators.values() for version in versions if version.scale}
        for name in sorted(used):
            for band in program.scales[name].bands:
                if band.intervals:
                    self.bands[(name, band.name)] = False
        for versions in program.indicators.values():
            for version in versions:
                for guard in version.guards:
                    self.guards[(version.name, guard.condition.text)] = False
                for expression in expressions(version):
                    for part in ex.walk(expression):
                        if isinstance(part, ex.Choose):
                            self.branches[(part.text, "then")] = False
                            self.branches[(part.text, "otherwise")] = False

    def note(self, results: Iterable[Result]) -> None:
        """Note what some results went through."""
        for result in results:
            versions = self.program.indicators[result.indicator]
            scale = versions[0].scale
            if result.category is not None and result.category.id and scale:
                self._reach(self.bands, (scale, result.category.id))
            if result.trace.operation == "guard":
                self._reach(self.guards, (result.indicator, result.trace.text))
            for node in result.trace.walk():
                self._branch(node)

    def _branch(self, node: Node) -> None:
        if node.operation == "if" and node.children and node.children[0].state is State.VALUE:
            self._reach(self.branches, (node.text, "then" if node.children[0].value else "otherwise"))

    @staticmethod
    def _reach(known: dict[tuple[str, str], bool], place: tuple[str, str]) -> None:
        if place in known:
            known[place] = True

    def report(self) -> tuple[Coverage, ...]:
        """How much of each kind was reached."""
        found = []
        for kind, known in (("bands", self.bands), ("guards", self.guards), ("branches", self.branches)):
            if known:
                missed = tuple(f"{owner}: {name}" for (owner, name), reached in known.items() if not reached)
                found.append(Coverage(kind, len(known) - len(missed), len(known), missed))
        return tuple(found)
