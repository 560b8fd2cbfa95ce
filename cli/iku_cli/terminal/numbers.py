"""Numbers of batches, runs and rows as they are written on the command line."""

from __future__ import annotations

import re

import click

from iku_cli.terminal.faults import Fault

LARGEST = 9  # digits


class Number(click.ParamType):  # type: ignore[type-arg]  # generic only in newer ones
    """`12` or `#12`: a run, a batch."""

    name = "number"

    def convert(self, value: str | int, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ARG002
        """The number. Errors: `Fault`."""
        found = re.fullmatch(rf"#?(\d{{1,{LARGEST}}})", str(value))
        if found is None:
            raise Fault("usage.number", value=value)
        return int(found[1])


def place_of(text: str) -> tuple[int, int]:
    """`12:34`, a row of a batch. Errors: `Fault`."""
    found = re.fullmatch(rf"#?(\d{{1,{LARGEST}}}):(\d{{1,{LARGEST}}})", text)
    if found is None:
        raise Fault("usage.place", value=text)
    return int(found[1]), int(found[2])
