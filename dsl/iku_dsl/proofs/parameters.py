"""Every parameter of a profile is used."""

from __future__ import annotations

from iku_dsl.problem import Diagnostic, Label, Severity, say
from iku_dsl.program import Program
from iku_dsl.program import expression as ex


def parameters(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """A parameter that no rule and no guard of its profile reads: whoever fills it believes that it matters."""
    problems: list[Diagnostic] = []
    for profile in program.profiles.values():
        if profile.name in broken:
            continue
        expressions = [*profile.rules.values(), *(guard.condition for guard in profile.guards)]
        used = {
            part.column
            for expression in expressions
            for part in ex.walk(expression)
            if isinstance(part, ex.OwnColumn) and part.source == profile.name
        }
        for name, parameter in profile.parameters.items():
            if name not in used:
                message, hint = say("unused", name=name), say("unused.hint")
                label = (Label(parameter.span),)
                problems.append(Diagnostic("unused", message, label, severity=Severity.WARNING, hint=hint))
    return tuple(problems)
