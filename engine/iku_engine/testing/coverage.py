"""What the in-spec tests of a program reach: bands, guards (also of profiles, and limits of categories), branches."""

from __future__ import annotations

from collections.abc import Iterable

from iku_dsl.problem import say
from iku_dsl.program import Indicator, Program, expressions
from iku_dsl.program import expression as ex
from iku_engine.results.evaluation import Node, Operation, Result, State, TargetResult
from iku_engine.testing.testreport import Coverage


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
                conditions = [*(guard.condition for guard in version.guards), *(cap.condition for cap in version.caps)]
                for condition in conditions:
                    self.guards[(version.name, condition.text)] = False
                for expression in expressions(version):
                    self._expect_branches(expression)
                self._expect_profile(version)

    def _expect_branches(self, expression: ex.Expression) -> None:
        for part in ex.walk(expression):
            if isinstance(part, ex.Choose):
                self.branches[(part.text, "then")] = False
                self.branches[(part.text, "otherwise")] = False

    def _expect_profile(self, version: Indicator) -> None:
        """What of a profile counts in the direction of an indicator that has a target."""
        if version.achievement is None or not version.targets:
            return
        profile = self.program.profiles[version.achievement.profile]
        for guard in profile.guards:
            if guard.direction in (None, version.direction):
                self.guards[(profile.name, guard.condition.text)] = False
        if version.direction in profile.rules:
            self._expect_branches(profile.rules[version.direction])

    def note(self, results: Iterable[Result]) -> None:
        """Note what some results went through."""
        for result in results:
            version = self.program.version(result.indicator, result.period)
            if version is None:
                continue
            if result.category is not None and result.category.id and version.scale:
                self._reach(self.bands, (version.scale, result.category.id))
            if result.trace.operation is Operation.GUARD:
                self._reach(self.guards, (result.indicator, result.trace.text))
            for cap in version.caps:
                if result.category is not None and result.category.capped == say("=", text=cap.reason):
                    self._reach(self.guards, (result.indicator, cap.condition.text))
            for node in result.trace.walk():
                self._branch(node)
            for target in result.targets:
                self._achievement(version, target)

    def _achievement(self, version: Indicator, target: TargetResult) -> None:
        if version.achievement is None or target.trace is None:
            return
        if target.trace.operation is Operation.GUARD:
            self._reach(self.guards, (version.achievement.profile, target.trace.text))
        for node in target.trace.walk():
            self._branch(node)

    def _branch(self, node: Node) -> None:
        if node.operation is Operation.IF and node.children and node.children[0].state is State.VALUE:
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
