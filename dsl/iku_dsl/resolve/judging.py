"""How an indicator is judged: bands and caps, targets, achievement, what is published, ranks."""

from __future__ import annotations

import re
from fractions import Fraction

from iku_dsl import expression as ex
from iku_dsl import program as pg
from iku_dsl import statements as st
from iku_dsl import syntax as sx
from iku_dsl.period import overlapping
from iku_dsl.problem import Label, Severity, say
from iku_dsl.resolve.columns import bound
from iku_dsl.resolve.context import prose_text
from iku_dsl.resolve.lookups import scale_fits
from iku_dsl.resolve.versions import Reading, periods
from iku_dsl.types import PERCENT

_LIKE_A_PERIOD = re.compile(r"(?:tahun|semester|triwulan|bulan|year|quarter|month|TW|Q|S|SMT)\d*", re.IGNORECASE)


class Judging(Reading):
    """Reads the statements by which a value is judged."""

    def _scale(self, node: st.Bands | None) -> str:
        if node is None:
            return ""
        name = node.scale
        if name.text not in self.context.scales:
            if name.text in self.context.names and name.text not in self.context.broken:
                self.context.report("type-mismatch", say("type-mismatch.not-a-scale", name=name.text), name.span)
            else:
                self.context.unknown(name, "scale", self.context.scales)
            return ""
        kind = PERCENT if node.of_achievement else self.value_type
        if self.unit is not None and name.text not in self.context.broken:
            scale_fits(self.context, self.context.scales[name.text], kind, node.span)
        return name.text

    def _cap(self, node: st.Cap, scale: str) -> pg.Cap:
        bands = self.context.scales[scale].bands if scale else ()
        if not self.block.of(st.Bands) and not self.block.damaged:
            self.context.report("type-mismatch", say("type-mismatch.no-scale", name=self.head.name.text), node.span)
        if bands and node.band.text not in {band.name for band in bands}:
            labels = {band.label: band.name for band in bands}
            self.context.unknown(node.band, "choice", [band.name for band in bands], labels=labels)
        condition = self.infer.condition(node.condition, self.scope)
        return pg.Cap(node.band.text, condition, prose_text(node.because.reason), node.span)

    def _targets(self) -> tuple[pg.Target, ...]:
        """All targets; two of one name may not hold in the same period."""
        found = [self._target(node) for node in self.block.of(st.Target)]
        by_name: dict[str, list[pg.Target]] = {}
        for target in found:
            by_name.setdefault(target.name, []).append(target)
        for named in by_name.values():
            for place in overlapping([target.periods for target in named]):
                first, second = sorted(place[:2])
                label = Label(named[first].span, say("duplicate-name.first"))
                message = say("duplicate-name.target", period=str(place[2]))
                self.context.report("duplicate-name", message, named[second].span, label)
        return tuple(found)

    def _target(self, node: st.Target) -> pg.Target:
        if node.name is not None and _LIKE_A_PERIOD.fullmatch(node.name.text):
            hint = say("not-a-period.target.hint", period=self.context.text(node.periods.span))
            message = say("not-a-period.target", name=node.name.text)
            self.context.report("not-a-period", message, node.name.span, hint=hint)
        high = self._value(node.high) if node.high is not None else None
        name = node.name.text if node.name is not None else ""
        self._sign(node)
        return pg.Target(name, periods(self.context, node.periods), self._value(node.value), high, node.sign, node.span)

    def _sign(self, node: st.Target) -> None:
        """`< 3 jam` is for an indicator that is to fall, `> 3` for one that is to rise."""
        directions = [one.direction for one in self.block.of(st.Direction)]
        if not node.sign or not directions or directions[0] == "none":
            return
        if directions[0] != ("higher" if node.sign.startswith(">") else "lower"):
            message = say("type-mismatch.target-sign", sign=node.sign)
            label = Label(self.block.of(st.Direction)[0].span)
            self.context.report("type-mismatch", message, node.span, label, hint=say("type-mismatch.target-sign.hint"))

    def _achievement(self) -> pg.Achievement | None:
        node = self.one(st.Achievement)
        bands = next((bands for bands in self.block.of(st.Bands) if bands.of_achievement), None)
        if node is None:
            if bands is not None and not self.block.damaged:
                message = say("type-mismatch.no-achievement", name=self.head.name.text)
                self.context.report("type-mismatch", message, bands.span)
            return None
        if not self.block.of(st.Target) and not self.block.damaged:
            message, hint = say("unused", name=self.context.text(node.span)), say("unused.achievement.hint")
            self.context.report("unused", message, node.span, hint=hint, severity=Severity.WARNING)
        profile = self.context.profiles.get(node.profile.text)
        if profile is None:
            self.context.unknown(node.profile, "profile", self.context.profiles)
            return None
        arguments: dict[str, ex.Expression] = {}
        for argument in node.arguments:
            if argument.name.text not in profile.parameters:
                self.context.unknown(argument.name, "parameter", profile.parameters)
                continue
            arguments[argument.name.text] = self.infer.expression(argument.value, self.scope)
        misspelt = len(arguments) < len(node.arguments)
        for name, parameter in profile.parameters.items():
            if name not in arguments and not parameter.may_be_missing and not misspelt:
                message = say("parameter-missing", name=name, profile=profile.name)
                label = Label(parameter.span, say("parameter-missing.here"))
                hint = say("parameter-missing.hint", name=name, profile=profile.name)
                self.context.report("parameter-missing", message, node.span, label, hint=hint)
        return pg.Achievement(profile.name, arguments, node.span)

    def _official(self, node: st.Compared) -> pg.Official:
        value = self._value(node.path)
        tolerance = bound(self.context, node.tolerance, self.value_type)
        return pg.Official(value, tolerance if tolerance is not None else Fraction(0), node.official, node.span)

    def _ranking(self) -> pg.Ranking | None:
        node = self.one(st.Rank)
        if node is None:
            return None
        if not self.dimensions:
            self.context.report("dimension-mismatch", say("dimension-mismatch.rank"), node.span)
            return None
        among = None
        if node.among is not None:
            path = sx.Path(node.among, span=node.among.span)
            among = self.infer.set_of(path, self.scope)
        by = self.infer.number(node.by, self.scope) if node.by is not None else None
        return pg.Ranking(node.highest_first, among, by)
