"""Specs with a knob for each list that the language has: each list as long as is asked for, and its entries about the last of others.

A list is written into the slots of one spec that has all of them. At the length of one each, and with any of the sound lists at any
length, the spec has no error; the faulty ones have what refers to nothing, comes again, is left out, or cannot be proven.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from iku_dsl.records import record


@record
class Length:
    """What the entries of a list may say of another: how many it has, the number of its last, the share of each of a whole."""

    n: int

    @property
    def last(self) -> int:
        return self.n - 1


# Where lists are written: `<slot>`. Everything else stands there once.
SPEC = """\
dimension d "D"
  m "M"
<members>
dimension row
  r, ro<row>
dimension w
<weighed>
dimension q
<across>
dimension k "K" key id
  attribute at number 0..10 may be missing
<attributes><aliases>
<dimensions>
table t
  n 1
<entries>
table td of d partial because "z"
  m 1
<entries-of-members>
table tq of d, q partial because "z"
  m<cells>
<cells-of-others>table tp
  -1: 0
<breakpoints>  9_999_999: 1

<tables>
scale s over .. step 1 down
<categories>
  p 1_000_000<points>
  rest < 0, <ranges>{ranges.n} ..< 1_000_000, > 1_{points.n:06} ..< 2_000_000, 2_{categories.n:06} ..< 3_000_000,
    3_{outside.n:06} ..< 5_000_000, >= 5_{categories_each.n:06}
<outside>
<scales>
source f per year
<columns>
  column x number 1..10
  column p choice p<choices>
  column b choice of s
<lets-of-source><requires><checks>
source fd per year, d
  column x number 0..10
source fw per year, w
  column x number 0..10
source r per year, k register
  column n number 0..10
<columns-of-keyed>source fl per year<keys-of-levels>
  column x number 0..10
source g per year<keys> register
  column n number 0..10
<sources>
profile p
<parameters><lets-of-profile><guards-of-profile>
  higher = maximum(if target = 0 then 0 otherwise actual / target<rule-of-profile>)
<profiles>
profile pa
<parameters-given>
  higher = if target = 0 then 0 otherwise actual / target
profile pr
<required>
  higher = actual
<versions>
indicator a
  effective ..7999
  owner "O": "T"<teams>
<texts>
  unit number
  direction higher
<sets><lets><guards><targets><caps><compared>
  bands s
  achievement pa with <arguments>
  formula maximum(f.x, 1<readings>)
<readings-after>source fq per quarter
  column x number 0..10
profile pq
  parameter last number 0..10
<parameters-of-quarters>
  higher = if target = 0 then 0 otherwise actual / target
<versions-of-quarters>
indicator served per quarter
  effective ..7999
  unit number
  direction higher
<caps-of-quarters><targets-of-quarters>
  target ..7999 = 1
  bands s
  achievement pq with last = 1<arguments-of-quarters>
  formula fq.x
  consolidate sum
indicator of_the_year
  unit number
  direction higher
  formula maximum(f.x, 1<readings-of-quarters>) across versions because "z"
indicator achieving
  unit number
  direction higher
  weights indicator
<weights-of-achievements>
  formula weighted sum achievement
indicator judged
  unit number
  direction higher
  formula maximum(f.x, 1<readings-of-a>) across versions because "z"
indicator weighing
  unit number
  direction higher
  weights w
<weights>
  formula weighted sum fw.x
indicator composite
  unit number
  direction higher
  weights indicator
<weights-of-indicators>
  formula weighted sum value
indicator keyed per k
  unit number
  direction higher
  formula r.n
indicator per_d per d
  unit number
  direction higher
  formula fd.x
indicator of_many per year<per>
  unit number
  direction higher
  formula maximum(g.n, 1<readings-of-keys>)
indicator levelled
  unit number
  direction higher
  formula maximum(weighted sum fl.x, 1<readings-of-levels>)
<levels>
indicator listed
  unit number
  direction higher
  formula sum of f.x, 1<listed>
<indicators>
test "T" for a at 2025
<given>
  given f: x<given-columns>
    1<given-cells>
  given r: k, n
    "a", 1
<given-rows>
  given fd: d, x
    m, 1
<given-of-d>
  given keyed: k, value
    "a", 1
<given-values>
  given per_d: d, value
    m, 1
<given-values-of-d>
  given judged: year, value
    2025, 1
<given-periods>
  given a: year, value
    2025, 1
<given-of-versions>
  expect value = 1
<expects>
<tests>
"""

_PROVEN = "  unit number\n  direction higher\n"


def _indicator(head: str, *lines: str) -> str:
    return f"indicator {head}\n{_PROVEN}" + "".join(f"  {line}\n" for line in lines)


_BECAUSE = 'because "z"'
_NA = f"not applicable {_BECAUSE}"
_RARE = "f.x * f.c{columns.last} = 1 + {i}/10_000"  # a condition that may hold
_VERSION = (
    "  effective {years}..{years}\n  bands s\n  achievement p with q{parameters.last} = 1\n  target {years} = 1\n"
    "  formula f.x + f.c{columns.last}\n"
)

# The lists, each with what an entry of it writes into which slots: `{i}` is its number, `{j}` the next, `{years}` a year of its own from
# the year 8000 on, and `{others.last}` the number of the last entry of another list.
SOUND: dict[str, dict[str, str]] = {
    # what is looked up in
    "members": {"members": '  m{i} "M {i}"\n'},
    "members-of-a-row": {"row": ", r{i}"},
    "attributes": {"attributes": "  attribute a{i} number 0..10 may be missing\n"},
    "aliases": {"aliases": '  alias "q{i}" = "r{i}"\n'},
    "dimensions": {"dimensions": "dimension o{i} key id\n  attribute o{i}x number 0..10\n"},
    "entries": {"entries": "  n{i} {i}\n"},
    "cells": {"across": "  q{i}\n", "cells": ", {i}"},
    "breakpoints": {"breakpoints": "  {i}: {j}\n"},
    "tables": {"tables": f"table t{{i}} of d partial {_BECAUSE}\n  m{{members.last}} 1\n"},
    "categories": {"categories": '  c{i} 2_{i:06} "C {i}"\n'},
    "points": {"points": ", 1_{j:06}"},
    "ranges": {"ranges": "{i}, "},
    "outside": {"outside": f"  outside 3_{{i:06}} {_BECAUSE}\n"},
    "scales": {"scales": "scale s{i} over 0..10\n  a 5..10\n  b 0..<5\n"},
    # sources
    "columns": {"columns": "  column c{i} number 0..10\n"},
    "columns-below": {"columns": "  column below{i} number 0..c{columns.last}\n"},
    "columns-of-a-scale": {"columns": "  column of_scale{i} choice of s\n"},
    "choices": {"choices": ", p{i}"},
    "lets-of-source": {"lets-of-source": "  let l{i} = c{columns.last} + x + {i}/1_000_000\n"},
    "requires": {"requires": "  require l{lets_of_source.last} <= 19 + {i}/1_000_000\n"},
    "checks": {"checks": f"  check l{{lets_of_source.last}} <= 18 + {{i}}/1_000_000 {_BECAUSE}\n"},
    "keys": {"dimensions": "dimension e{i} key id\n", "keys": ", e{i}", "per": ", e{i}"},
    "sources": {"sources": "source z{i} per year, k register\n  column y number 0..10\n"},
    # profiles
    "parameters": {"parameters": "  parameter q{i} number 0..10 may be missing\n"},
    "lets-of-profile": {"lets-of-profile": "  let v{i} = actual + q{parameters.last}\n"},
    "guards-of-profile": {
        "guards-of-profile": f"  when target = {{j}} + 1/7 and v{{lets_of_profile.last}} > q{{parameters.last}} {_NA}\n"
    },
    "rule-of-profile": {"rule-of-profile": ", v{lets_of_profile.last}"},
    "profiles": {"profiles": "profile p{i}\n  higher = actual\n"},
    "arguments": {"parameters-given": "  parameter q{i} number 0..10\n", "arguments": "{comma}q{i} = 1"},
    "parameters-required": {"required": "  parameter q{i} number 0..10\n"},
    # an indicator
    "versions": {"versions": "indicator a\n" + _PROVEN + _VERSION},
    "teams": {"teams": ', "T{i}"'},
    "texts": {"texts": '  basis "B {i}"\n  definition "D {i}"\n'},
    "sets": {"sets": "  set h{i} = k where a{attributes.last} > {i}/10_000\n"},
    "lets": {"lets": "  let a{i} = f.c{columns.last} + t[n{entries.last}] + {i}\n"},
    "guards": {"guards": f"  when {_RARE} {_NA}\n"},
    "targets": {"targets": "  target n{i} ..7999 = 1 + f.c{columns.last}\n"},
    "targets-of-years": {"targets": "  target 1{i:03} = 1\n"},
    "caps": {"caps": f"  bands at most c{{categories.last}} when {_RARE} {_BECAUSE}\n"},
    "compared": {"compared": "  compare f.c{columns.last} within {j}\n"},
    # readings
    "readings": {"readings": ", f.c{columns.last} + {i}"},
    "readings-of-lets": {"readings": ", a{lets.last}"},
    "readings-of-sets": {"readings": ", count h{sets.last}"},
    "readings-of-lets-of-source": {"readings": ", f.l{lets_of_source.last}"},
    "readings-at-periods": {"readings": ", f.c{columns.last}[year -{shift}]"},
    "readings-of-categories": {"readings": ", (if s[f.x] = c{categories.last} then 1 otherwise 2)"},
    "readings-of-choices": {"readings": ", (if f.p = p{choices.last} then 1 otherwise 2)"},
    "readings-of-entries": {"readings": ", t[n{entries.last}]"},
    "readings-of-tables": {"readings": ", t{tables.last}[m{members.last}]"},
    "readings-of-cells": {"readings": ", tq[m, q{cells.last}]"},
    "readings-of-points": {"readings": ", tp[f.x - 1/{j}]"},
    "readings-of-members": {"readings": ', fd.x["m{members.last}"]'},
    "readings-of-sources": {"readings": ", count z{sources.last}"},
    "readings-of-indicators": {"readings": ", i{indicators.last}"},
    "readings-of-filters": {"readings": ", count (k where a{attributes.last} > {i}/10_000)"},
    "readings-of-versions": {"readings-of-a": ", a[year -{shift}]"},
    "readings-of-targets": {"readings-of-a": ', a.target["n{targets.last}"]'},
    "readings-of-achievement": {"readings-of-a": ', a.achievement["n{targets.last}"]'},
    "readings-of-bands": {"readings-of-a": ", (if a.band = c{categories.last} then 1 otherwise 2)"},
    # and of several periods
    "caps-of-quarters": {"caps-of-quarters": f"  bands at most c{{categories.last}} when {_RARE} {_BECAUSE}\n"},
    "targets-of-quarters": {"targets-of-quarters": "  target n{i} ..7999 = 1 + f.c{columns.last}\n"},
    "arguments-of-quarters": {
        "parameters-of-quarters": "  parameter q{i} number 0..10\n",
        "arguments-of-quarters": ", q{i} = f.c{columns.last}",
    },
    "versions-of-quarters": {
        "versions-of-quarters": f"indicator served per quarter\n{_PROVEN}{_VERSION}  consolidate sum\n"
    },
    "readings-of-quarters": {"readings-of-quarters": ", served[year -{shift}]"},
    "readings-of-targets-of-quarters": {"readings-of-quarters": ', served.target["n{targets_of_quarters.last}"]'},
    "readings-of-achievements-of-quarters": {
        "readings-of-quarters": ', served.achievement + served.achievement["n{targets_of_quarters.last}"]'
    },
    "readings-of-bands-of-quarters": {
        "readings-of-quarters": ", (if served.band = c{categories.last} then 1 otherwise 2)"
    },
    "readers-of-quarters": {
        "indicators": _indicator("rq{i}", 'formula served.achievement across versions because "z"')
    },
    "weights-of-achievements": {
        "indicators": _indicator(
            "wa{i} per quarter",
            "target 2025.. = 1",
            "formula fq.x",
            "achievement p with q{parameters.last} = 1",
            "consolidate sum",
        ),
        "weights-of-achievements": "    wa{i} 1/{weights_of_achievements.n}\n",
    },
    "listed": {"listed": ", f.c{columns.last}"},
    # indicators
    "weights": {"weighed": "  w{i}\n", "weights": "    w{i} 1/{weights.n}\n"},
    "weights-of-indicators": {
        "indicators": _indicator("wi{i}", "formula f.x"),
        "weights-of-indicators": "    wi{i} 1/{weights_of_indicators.n}\n",
    },
    "indicators": {
        "indicators": _indicator("i{i}", "formula f.l{lets_of_source.last} + t[n{entries.last}] + f.c{columns.last}")
    },
    "users": {
        "indicators": _indicator(
            "u{i}",
            "target 2025 = 1 + f.c{columns.last}",
            "formula f.x",
            "bands s",
            "achievement p with q{parameters.last} = 1",
        )
    },
    "indicators-of-members": {"indicators": _indicator("md{i} per d", "formula fd.x")},
    "rankings": {"indicators": _indicator("rank{i} per k", "formula r.n", "rank highest first among k by r.n")},
    "guarded": {
        "indicators": _indicator("guarded{i}", f"when {_RARE} {_NA}", "formula maximum(a, a{i})".replace("a{i}", "f.x"))
    },
    "levels": {
        "dimensions": "dimension lv{i}\n  x\n",
        "keys-of-levels": ", lv{i}",
        "levels": "  weights lv{i}\n    x 100%\n",
    },
    "readings-of-levels": {"readings-of-levels": ", weighted sum fl.x"},
    "readings-of-keys": {"readings-of-keys": ", g.n"},
    # tests
    "givens": {"given": "  given f: year, c{columns.last}\n    1{i:03}, 1\n"},
    "givens-of-sources": {"given": '  given z{sources.last}: k, y\n    "a{i}", 1\n'},
    "given-columns": {"columns": "  column g{i} number 0..10\n", "given-columns": ", g{i}", "given-cells": ", 1"},
    "given-rows": {"given-rows": '    "b{i}", 1\n'},
    "given-members": {
        "members": '  g{i} "G {i}"\n',
        "given-of-d": "    g{i}, 1\n",
        "given-values-of-d": "    g{i}, 1\n",
    },
    "given-values": {"given-values": '    "b{i}", 1\n'},
    "given-periods": {"given-periods": "    1{i:03}, 1\n"},
    "expects": {"expects": "  expect value = {i}\n"},
    "expects-of-lets": {"expects": "  expect a{lets.last} = 1\n"},
    "expects-of-bands": {"expects": "  expect band = c{categories.last}\n"},
    "expects-of-targets": {"expects": "  expect achievement n{targets.last} = 1\n"},
    "expects-of-indicators": {"expects": "  expect i{indicators.last}.value = 1\n"},
    "expects-of-members": {"expects": '  expect keyed.value["b{i}"] = 1\n'},
    "tests": {
        "tests": 'test "T {i}" for a at 2025\n  given f: c{columns.last}\n    1\n'
        "  expect a{lets.last} = 1\n  expect band = c{categories.last}\n"
    },
    # each of the one about one of the other
    "members-each": {"members": "  v{i}\n", "readings": ', fd.x["v{i}"]'},
    "entries-each": {"entries": "  v{i} 1\n", "readings": ", t[v{i}]"},
    "tables-each": {"tables": "table tv{i}\n  x 1\n", "readings": ", tv{i}[x]"},
    "categories-each": {"categories": "  v{i} 5_{i:06}\n", "readings": ", (if s[f.x] = v{i} then 1 otherwise 2)"},
    "choices-each": {"choices": ", v{i}", "readings": ", (if f.p = v{i} then 1 otherwise 2)"},
    "columns-each": {"columns": "  column v{i} number 0..10\n", "readings": ", f.v{i}"},
    "lets-of-source-each": {"lets-of-source": "  let w{i} = x + {i}\n", "readings": ", f.w{i}"},
    "lets-each": {"lets": "  let w{i} = f.x + {i}\n", "readings": ", w{i}", "expects": "  expect w{i} = 1\n"},
    "sets-each": {"sets": "  set g{i} = k where at > {i}/10_000\n", "readings": ", count g{i}"},
    "sources-each": {
        "sources": "source y{i} per year, k register\n  column y number 0..10\n",
        "readings": ", count y{i}",
        "given": '  given y{i}: k, y\n    "a", 1\n',
    },
    "attributes-each": {
        "attributes": "  attribute v{i} number 0..10 may be missing\n",
        "readings": ", count (k where v{i} > 1/7)",
    },
    "scales-each": {
        "scales": "scale sv{i} over ..\n  a > 5\n  b <= 5\n",
        "readings": ", (if sv{i}[f.x] = a then 1 otherwise 2)",
    },
    "targets-each": {
        "targets": "  target v{i} ..7999 = 1\n",
        "readings-of-a": ', a.target["v{i}"]',
        "expects": "  expect achievement v{i} = 1\n",
    },
    "indicators-each": {
        "indicators": _indicator("v{i}", "formula f.x"),
        "readings": ", v{i}",
        "expects": "  expect v{i}.value = 1\n",
        "tests": 'test "V {i}" for v{i} at 2025\n  expect value = 1\n',
    },
    "chained": {"indicators": _indicator("ch{i}", "formula maximum(f.x, ch{before}[previous year])")},
    "profiles-each": {
        "profiles": "profile pv{i}\n  higher = actual\n",
        "indicators": _indicator("pu{i}", "formula f.x", "target 2025 = 1", "achievement pv{i}"),
    },
    "caps-each": {
        "categories": "",
        "caps": f"  bands at most c{{categories.last}} when f.x > 2 + {{i}}/10_000 {_BECAUSE}\n",
    },
}

# What is wrong so often: names that nothing has, what comes again, what is left out, circles, what cannot be read or proven.
FAULTY: dict[str, dict[str, str]] = {
    "unknown-names": {"readings": ", zz{i}"},
    "unknown-columns": {"readings": ", f.zz{i}"},
    "unknown-categories": {"readings": ", (if s[f.x] = zz{i} then 1 otherwise 2)"},
    "unknown-choices": {"readings": ", (if f.p = zz{i} then 1 otherwise 2)"},
    "unknown-entries": {"readings": ", t[zz{i}]"},
    "unknown-members": {"readings": ', fd.x["zz{i}"]'},
    "unknown-attributes": {"readings": ", count (k where zz{i} > 1)"},
    "unknown-sets": {"readings": ", count zz{i}"},
    "unknown-targets": {"readings-of-a": ', a.target["zz{i}"]'},
    "unknown-parts": {"readings-of-a": ", a.zz{i}"},
    "unknown-lets": {"lets": "  let zz{i} = zy{i} + a{lets.last}\n"},
    "unknown-caps": {"caps": f"  bands at most zz{{i}} when {_RARE} {_BECAUSE}\n"},
    "unknown-arguments": {"arguments": ", zz{i} = 1"},
    "unknown-profiles": {"indicators": _indicator("zp{i}", "formula f.x", "target 2025 = 1", "achievement zz{i}")},
    "unknown-scales": {"indicators": _indicator("zs{i}", "formula f.x", "bands zz{i}")},
    "unknown-members-of-tables": {"entries-of-members": "  zz{i} 1\n"},
    "unknown-members-of-weights": {"weights": "    zz{i} 0%\n"},
    "unknown-members-of-blocks": {
        "indicators": _indicator("zb{i}", "weights d", "  zz{i} 100%", "formula weighted sum fd.x")
    },
    "unknown-dimensions-of-weights": {"indicators": _indicator("zd{i}", "weights zz{i}", "  m 100%", "formula f.x")},
    "unknown-weighed": {"weights-of-indicators": "    zz{i} 0%\n"},
    "unknown-dimensions": {"keys": ", zz{i}"},
    "unknown-types": {"columns": "  column zt{i} zz{i}\n"},
    "unknown-lists-of-choices": {"columns": "  column zc{i} choice of zz{i}\n"},
    "unknown-limits": {"columns": "  column zl{i} number 0..zz{i}\n"},
    "unknown-in-source": {"lets-of-source": "  let zz{i} = zy{i} + 1\n"},
    "unknown-in-rules": {"requires": "  require zz{i} > 1\n", "checks": f"  check zz{{i}} > 1 {_BECAUSE}\n"},
    "unknown-in-profile": {
        "lets-of-profile": "  let zz{i} = zy{i}\n",
        "guards-of-profile": f"  when zz{{i}} = 1 {_NA}\n",
    },
    "columns-of-circles": {"readings": ", f.ring{i}", "lets-of-source": "  let ring{i} = ring{next} + 1\n"},
    "unknown-givens": {"given": "  given zz{i}: x\n"},
    "unknown-given-columns": {"given-columns": ", zz{i}", "given-cells": ", 1"},
    "unknown-given-members": {"given-of-d": "    zz{i}, 1\n", "given-values-of-d": "    zz{i}, 1\n"},
    "unknown-expects": {"expects": "  expect zz{i} = 1\n"},
    "unknown-expects-of-bands": {"expects": "  expect band = zz{i}\n"},
    "unknown-expects-of-targets": {"expects": "  expect achievement zz{i} = 1\n"},
    "unknown-expects-of-indicators": {"expects": "  expect zz{i}.value = 1\n"},
    "unknown-tested": {"tests": 'test "Z {i}" for zz{i} at 2025\n  expect value = 1\n'},
    "members-again": {"members": "  m{members.last}\n"},
    "attributes-again": {"attributes": "  attribute a{attributes.last} number\n"},
    "columns-again": {"columns": "  column c{columns.last} number\n"},
    "columns-like-keys": {"columns-of-keyed": "  column k number\n"},
    "choices-again": {"choices": ", p{choices.last}"},
    "keys-again": {"keys": ", e{keys.last}", "per": ", e{keys.last}"},
    "entries-again": {"entries": "  n{entries.last} 1\n"},
    "breakpoints-again": {"breakpoints": "  {breakpoints.last}: 1\n"},
    "categories-again": {"categories": "  c{categories.last} 2_{categories.last:06}\n"},
    "points-again": {"points": ", 1_{points.n:06}"},
    "outside-again": {"outside": f"  outside 3_000_000 {_BECAUSE}\n"},
    "outside-of-points": {"outside": f"  outside 1_{{i:06}} {_BECAUSE}\n"},
    "lets-again": {"lets": "  let a{lets.last} = 1\n"},
    "lets-of-source-again": {"lets-of-source": "  let l{lets_of_source.last} = 1\n"},
    "parameters-again": {"parameters": "  parameter q{parameters.last} number\n"},
    "arguments-again": {"arguments": ", q{arguments.last} = 1"},
    "targets-again": {"targets": "  target n{targets.last} 2000.. = 1\n"},
    "targets-of-other-versions": {"targets": "  target late{i} 8{i:03} = 1\n"},
    "targets-never-met": {"targets": "  target high{i} ..7999 = 9_000_000 + {j} .. {j}\n"},
    "versions-again": {"versions": "indicator a\n" + _PROVEN + "  effective {years}..9999\n  formula f.x\n"},
    "weights-again": {"weights": "    w{weights.last} 0%\n"},
    "statements-again": {"texts": '  goal "G"\n  direction lower\n  unit number\n'},
    "declared-again": {"sources": "source f per year\n  column x number\n"},
    "givens-again": {"given-rows": '    "a", 1\n', "given-values": '    "a", 1\n'},
    "given-columns-again": {"given-columns": ", x", "given-cells": ", 1"},
    "members-without-weights": {
        "indicators": _indicator("lw{i}", "weights d", "  m 100%", "formula weighted sum fd.x")
    },
    "members-without-entries": {"tables": "table lt{i} of d\n  m 1\n"},
    "parameters-not-given": {"indicators": _indicator("lp{i}", "formula f.x", "target 2025 = 1", "achievement pr")},
    "categories-without-entries": {"tables": "table ls{i} of s\n  p 1\n"},
    "cells-left-out": {"tables": "table lc{i} of d, q\n  m, 1, 2, 3\n"},
    "rows-of-cells-left-out": {"cells-of-others": "  m{i}, 1, 2, 3\n"},
    "levels-again": {"levels": "  weights w\n    w0 100%\n"},
    "versions-within": {
        "versions": "indicator nested\n" + _PROVEN + "  effective {years}..9999\n  formula f.x\n",
        "given": "  given nested: year, value\n    9{i:03}, 1\n",
    },
    "givens-of-members": {"given": '  given k: id\n    "m{i}"\n'},
    "given-cells-left-out": {"given-rows": '    "l{i}"\n', "given-of-d": "    m\n"},
    "keys-left-out": {"given": "  given g: n\n    1\n", "expects": "  expect of_many.value = 1\n"},
    "given-of-versions": {"given-of-versions": "    {years}, 1\n"},
    "periods-not-given": {"given-periods": "    {years}-01, 1\n"},
    "circles-of-lets": {"lets": "  let ring{i} = ring{next} + 1\n"},
    "circles-of-lets-of-source": {"lets-of-source": "  let ring{i} = ring{next} + 1\n"},
    "circles-of-columns": {"columns": "  column ring{i} number 0..ring{next}\n"},
    "circles-of-indicators": {"indicators": _indicator("ring{i}", "formula ring{next} + 1")},
    "circles-of-two": {"indicators": _indicator("two{i}", "formula once{i}") + _indicator("once{i}", "formula two{i}")},
    "unreadable-lines": {"readings-after": "  (( {i}\n"},
    "unreadable-rows": {"members": "  zz{i} zz zz\n"},
    "misplaced": {"columns": "  rank highest first\n"},
    "kinds-mixed-up": {"readings": ", f.p"},
    "units-mixed-up": {"indicators": _indicator("mu{i}", "formula f.x * 1 hour")},
    "readings-without-members": {"readings": ", fd.x"},
    "caps-that-vary": {
        "caps-of-quarters": f"  bands at most c{{categories.last}} when fq.x > 1 + {{i}}/10_000 {_BECAUSE}\n"
    },
    "arguments-that-vary": {
        "parameters-of-quarters": "  parameter v{i} number 0..10\n",
        "arguments-of-quarters": ", v{i} = fq.x",
    },
    "divided": {"indicators": _indicator("div{i}", "formula 1 / f.c{columns.last}")},
    "divided-in-one": {"readings": ", 1 / (f.c{columns.last} - {i}/10_000)"},
    "divided-in-profile": {"rule-of-profile": ", 1 / (target - {j})"},
    "gaps": {"scales": "scale gap{i} over 0..10\n  a 0..4\n  b 5..10\n"},
    "gaps-read": {
        "readings": ", (if gap{i}[f.x] = a then 1 otherwise 2)",
        "scales": "scale gap{i} over 0..10\n  a 0..4\n  b 5..10\n",
    },
    "beyond-ranges": {
        "indicators": _indicator("beyond{i}", "formula f.c{columns.last}").replace("unit number", "unit number 0..1")
    },
    "always": {"guards": f"  when f.x > 0 {_NA}\n"},
    "tables-outside": {"readings": ", tp[f.x * 9_000_000]"},
}
LISTS = SOUND | FAULTY


def spec(lengths: Mapping[str, int]) -> str:
    """A spec whose lists are so long; of those that are not named, the sound ones have one entry, and the faulty ones none."""
    known = {name: Length(lengths.get(name, int(name in SOUND))) for name in LISTS}
    named = {name.replace("-", "_"): length for name, length in known.items()}
    slots: dict[str, list[str]] = {}
    for name, written in LISTS.items():
        count = known[name].n
        for slot, entry in written.items() if count else ():
            slots.setdefault(slot, []).extend(
                entry.format(
                    i=i,
                    j=i + 1,
                    next=(i + 1) % count,
                    before=(i or count) - 1,
                    years=8000 + i,
                    shift=1 + i % 900,
                    comma=", " if i else "",
                    **named,
                )
                for i in range(count)
            )
    return re.sub(r"<([a-z-]+)>", lambda slot: "".join(slots.get(slot[1], ())), SPEC.format(**named))
