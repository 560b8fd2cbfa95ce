"""Heads, statements and rows to canonical text, each on one line (but for long text)."""

from __future__ import annotations

from iku_dsl import statements as st
from iku_dsl.editing.format_expressions import (
    COMPARISONS,
    OF_A_MEMBER,
    SUBJECTS,
    TRUTHS,
    UNITS,
    Words,
    amount,
    band,
    expression,
    grain_or_name,
    interval,
    path,
    periods,
    quoted,
    rule,
)
from iku_dsl.statements import syntax as sx


def row(node: st.Row, words: Words) -> str:
    """A row."""
    match node:
        case st.Members():
            names = ", ".join(_name(name) for name in node.names)
            return names if node.label is None else f"{names} {quoted(node.label)}"
        case st.WeightRow():
            return f"{_name(node.name)} {amount(node.weight, words)}{_printed(node.printed, words)}"
        case st.BandRow():
            ranges = ", ".join(band(item, words) for item in node.ranges) or words["NO_RANGE"]
            label = f" {quoted(node.label)}" if node.label is not None else ""
            reason = f" {because(node.because, words)}" if node.because is not None else ""
            return f"{_name(node.name)} {ranges}{label}{_printed(node.printed, words)}{reason}"
        case st.EntryRow():
            return _entry(node, words)
        case st.CellsRow():
            return ", ".join(_cell(item, words, place in words.truths) for place, item in enumerate(node.cells))


def because(node: st.Because | None, words: Words) -> str:
    """`karena "…"`, or nothing."""
    return f"{words['BECAUSE']} {quoted(node.reason)}" if node is not None else ""


def _name(node: sx.Name | sx.Text) -> str:
    return node.text if isinstance(node, sx.Name) else quoted(node)


def _printed(node: st.Printed | None, words: Words) -> str:
    if node is None:
        return ""
    value = band(node.value, words) if isinstance(node.value, sx.Range) else amount(node.value, words)
    return f" {words['PRINTED']} {value} {because(node.because, words)}"


def _entry(node: st.EntryRow, words: Words) -> str:
    key, cells = _cell(node.key, words), ", ".join(_cell(item, words) for item in node.cells)
    if isinstance(node.key, sx.Number | sx.Duration):
        return f"{key}: {cells}"
    alone = len(node.cells) == 1 and isinstance(node.cells[0], sx.Number | sx.Duration | sx.Missing)
    return f"{key} {cells}" if alone else f"{key}, {cells}"


def _cell(node: st.Cell, words: Words, truth: bool = False) -> str:
    match node:
        case sx.Name():
            return words.name(node, TRUTHS) if truth else node.text
        case sx.Text():
            return quoted(node)
        case sx.Number() | sx.Duration():
            return amount(node, words)
        case sx.Date(text=text) | sx.Period(text=text):
            return text
        case sx.Periods(first=first, last=last):
            assert first is not None and last is not None, "a stretch in a cell has both ends"
            return f"{first.text}..{last.text}"
        case sx.Missing():
            return words["MISSING"]
        case sx.NotApplicable():
            return words["NA"]


_TYPES = {
    "integer": "INTEGER",
    "number": "NUM",
    "money": "MONEY",
    "percent": "PERCENT",
    "duration": "DURATION",
    "date": "DATE",
    "text": "TEXT",
    "truth": "YESNO",
}


def line(node: st.Head | st.Statement | st.Row, words: Words) -> str:
    """A line."""
    if isinstance(node, st.Head):
        return _head(node, words)
    return row(node, words) if isinstance(node, st.Row) else _statement(node, words)


def _joined(*parts: str | None) -> str:
    """The parts that are there, with blanks between them."""
    return " ".join(part for part in parts if part)


def _label(label: sx.Text | None) -> str:
    return quoted(label) if label is not None else ""


def _names(names: tuple[sx.Name | st.GrainName, ...], words: Words) -> str:
    return ", ".join(grain_or_name(name, words) for name in names)


def _head(node: st.Head, words: Words) -> str:
    match node:
        case st.Dimension():
            key = f"{words['KEY']} {node.key.text}" if node.key is not None else ""
            closed = words["CLOSED"] if node.closed else ""
            return _joined(words["DIMENSION"], node.name.text, _label(node.label), key, closed)
        case st.Source():
            per = f"{words['PER']} {_names(node.per, words)}"
            return _joined(words["SOURCE"], node.name.text, _label(node.label), per, _absence(node.absence, words))
        case st.Table():
            keys = f"{words['OF']} {_names(node.keys, words)}" if node.keys else ""
            basis = f"{words['BASIS']} {quoted(node.basis)}" if node.basis is not None else ""
            partial = _partial(node.partial, words)
            return _joined(words["TABLE"], node.name.text, _label(node.label), keys, basis, partial)
        case st.Scale():
            step, partial = _step(node.step, words), _partial(node.partial, words)
            domain = f"{words['OVER']} {interval(node.domain, words)}"
            return _joined(words["SCALE"], node.name.text, _label(node.label), domain, step, partial)
        case st.Profile():
            return _joined(words["PROFILE"], node.name.text, _label(node.label))
        case st.Indicator():
            per = _joined(*(f"{words['PER']} {_names(names, words)}" for names in node.per))
            return _joined(words["INDICATOR"], node.name.text, _label(node.label), per)
        case st.Test():
            about = f"{words['FOR']} {node.indicator.text} {words['AT']} {node.period.text}"
            return _joined(words["TEST"], quoted(node.label), about)


def _absence(node: st.Absence | None, words: Words) -> str:
    if node is None:
        return ""
    over = f"{words['OVER']} {expression(node.over, words)}" if node.over is not None else ""
    return _joined(words["REGISTER" if node.register else "COMPLETE"], over)


def _step(node: st.Step | None, words: Words) -> str:
    return f"{words['STEP']} {amount(node.size, words)} {words[node.way.upper()]}" if node is not None else ""


def _partial(node: st.Because | None, words: Words) -> str:
    return f"{words['PARTIAL']} {because(node, words)}" if node is not None else ""


def _statement(node: st.Statement, words: Words) -> str:
    match node:
        case st.Column():
            return _column(node, words)
        case st.Alias():
            return _joined(words["ALIAS"], quoted(node.written), "=", quoted(node.meant))
        case st.Publisher(text=text):
            return f"{words['PUBLISHER']} {quoted(text)}"
        case st.Let():
            after = _joined(_consolidate(node.consolidate, words), _rules(node, words))
            start = _joined(words["LET"], node.name.text, _label(node.label))
            return _joined(start, "=", expression(node.value, words), after)
        case st.Set():
            return _joined(words["SET"], node.name.text, _label(node.label), "=", expression(node.value, words))
        case st.Require():
            return _joined(words["REQUIRE"], expression(node.condition, words), because(node.because, words))
        case st.Check():
            return _joined(words["CHECK"], expression(node.condition, words), because(node.because, words))
        case st.Outside():
            return _joined(words["OUTSIDE"], band(node.range, words), because(node.because, words))
        case st.ByDirection():
            return f"{words[node.direction.upper()]} = {expression(node.value, words)}"
        case st.Limits():
            return f"{words['LIMITS']} {interval(node.range, words)}"
        case st.Guard():
            condition = expression(node.condition, words)
            if node.direction is not None:
                condition = f"{words['DIRECTION']} {words[node.direction.upper()]} {words['AND']} {condition}"
            return _joined(words["WHEN"], condition, words["NA"], because(node.because, words))
        case st.Prose(role=role, text=text):
            return f"{words[role.upper()]} {quoted(text)}"
        case st.Owner():
            teams = ", ".join(quoted(team) for team in node.teams)
            return f"{words['OWNER']} {quoted(node.unit)}" + (f": {teams}" if teams else "")
        case st.Effective():
            return f"{words['EFFECTIVE']} {periods(node.periods)}"
        case st.Unit():
            return _unit(node, words)
        case st.Direction(direction=direction):
            way = words["DIRECTIONLESS"] if direction == "none" else words[direction.upper()]
            return f"{words['DIRECTION']} {way}"
        case st.Target():
            high = f".. {expression(node.high, words)}" if node.high is not None else ""
            start = _joined(words["TARGET"], node.name.text if node.name else "", periods(node.periods))
            return _joined(start, "=", node.sign, expression(node.value, words), high)
        case st.Weights(dimension=dimension):
            return f"{words['WEIGHTS']} {words['INDICATOR'] if dimension is None else dimension.text}"
        case st.Formula():
            across = f"{words['ACROSS']} {because(node.across, words)}" if node.across is not None else ""
            return _joined(words["FORMULA"], expression(node.value, words), across)
        case st.Bands():
            return _joined(words["BANDS"], words["ACHIEVEMENT"] if node.of_achievement else "", node.scale.text)
        case st.Cap():
            start = _joined(words["BANDS"], words["AT_MOST"], node.band.text)
            return _joined(start, words["WHEN"], expression(node.condition, words), because(node.because, words))
        case st.Achievement():
            pairs = ", ".join(f"{a.name.text} = {expression(a.value, words)}" for a in node.arguments)
            return _joined(words["ACHIEVEMENT"], node.profile.text, f"{words['WITH']} {pairs}" if pairs else "")
        case st.Compared():
            start = f"{words['OFFICIAL' if node.official else 'COMPARE']} {path(node.path, words)}"
            return f"{start} {words['WITHIN']} {amount(node.tolerance, words)}"
        case st.Consolidation():
            return _consolidate(node.consolidate, words)
        case st.Rank():
            start = _joined(words["RANK"], words["HIGHEST" if node.highest_first else "LOWEST"], words["FIRST"])
            among = f"{words['AMONG']} {node.among.text}" if node.among is not None else ""
            by = f"{words['RANKED_BY']} {expression(node.by, words)}" if node.by is not None else ""
            return _joined(start, among, by)
        case st.Given():
            return f"{words['GIVEN']} {node.name.text}: {_given_columns(node, words)}"
        case st.Expect():
            return _expect(node, words)
        case st.ExpectRefused():
            return f"{words['EXPECT']} {words['REFUSED']}{_keys(node.keys)}"


def _column(node: st.Column, words: Words) -> str:
    return _joined(
        words[node.role.upper()],
        node.name.text,
        _type(node.type, words),
        interval(node.range, words) if node.range is not None else "",
        _default(node, words),
        f"{words['DIGITS']} {node.digits}" if node.digits is not None else "",
        words["MAY_BE_MISSING"] if node.may_be_missing else "",
        _consolidate(node.consolidate, words),
        _rules(node, words),
        _label(node.label),
    )


def _default(node: st.Column, words: Words) -> str:
    value = node.default
    match value:
        case None:
            return ""
        case sx.Number() | sx.Duration():
            return f"= {amount(value, words)}"
        case sx.Text():
            return f"= {quoted(value)}"
        case sx.Name() if node.type.kind == "truth":
            return f"= {words.name(value, TRUTHS)}"
        case sx.Name(text=text) | sx.Date(text=text):
            return f"= {text}"


def _type(node: st.Type, words: Words) -> str:
    name = node.name.text if node.name is not None else ""
    match node.kind:
        case "dimension":
            return name
        case "choice":
            return f"{words['CHOICE']} {_names(node.choices, words)}"
        case "choice-of":
            return f"{words['CHOICE']} {words['OF']} {name}"
        case "integer" | "number" | "money" | "percent" | "duration" | "date" | "text" | "truth":
            return _joined(words[_TYPES[node.kind]], words.name(node.name, UNITS) if node.name is not None else "")


def _consolidate(node: st.Consolidate | None, words: Words) -> str:
    if node is None:
        return ""
    complete = words["COMPLETE"] if node.complete else ""
    return _joined(words["CONSOLIDATE"], words[node.reduction.upper()], complete, _partial(node.partial, words))


def _rules(node: st.Column | st.Let, words: Words) -> str:
    rules = (("WHEN_MISSING", node.when_missing), ("WHEN_NOT_LOADED", node.when_not_loaded))
    return _joined(*(f"{words[word]} {rule(what, words)}" for word, what in rules if what is not None))


def _unit(node: st.Unit, words: Words) -> str:
    rounding = f"{words['ROUND']} {node.round}" if node.round is not None else ""
    return _joined(
        words["UNIT"],
        words.name(node.name, UNITS),
        interval(node.range, words) if node.range is not None else "",
        rounding,
        words["HALF_EVEN"] if node.half_even else "",
    )


def _given_columns(node: st.Given, words: Words) -> str:
    """Those of a dimension may be the built-in ones."""
    if not words.declared.only(node.name.text, "dimension"):
        return _names(node.columns, words)
    own = {
        spelling: pair
        for spelling, pair in OF_A_MEMBER.items()
        if not any((node.name.text, name) in words.declared.columns for name in pair)
    }
    return ", ".join(words.name(c, own) if isinstance(c, sx.Name) else grain_or_name(c, words) for c in node.columns)


def _expect(node: st.Expect, words: Words) -> str:
    subject = node.subject
    if subject.field is None:
        start = part = words.name(subject.name, SUBJECTS, "let", "set", "indicator")
    else:
        part = words.name(subject.field, SUBJECTS, "let", "set")
        start = f"{subject.name.text}.{part}"
    start = _joined(start, subject.which.text if subject.which else "") + _keys(subject.keys)
    within = f"{words['WITHIN']} {amount(node.tolerance, words)}" if node.tolerance is not None else ""
    return _joined(words["EXPECT"], start, "=", _outcome(node, part, words), within)


def _keys(keys: tuple[sx.Name | sx.Text, ...]) -> str:
    shown = ", ".join(key.text if isinstance(key, sx.Name) else quoted(key) for key in keys)
    return f"[{shown}]" if shown else ""


def _outcome(node: st.Expect, part: str, words: Words) -> str:
    outcome = node.outcome
    if isinstance(outcome, sx.NotApplicable):
        return words["NA"]
    if isinstance(outcome, sx.ExpectError):
        return words["ERROR"]
    if isinstance(outcome, st.Between):
        return f"{expression(outcome.low, words)} .. {expression(outcome.high, words)}"
    if isinstance(outcome, sx.Path) and not outcome.steps and "comparison" in SUBJECTS.get(part, ()):
        return words.name(outcome.name, COMPARISONS)
    return expression(outcome, words)
