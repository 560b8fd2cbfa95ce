"""The builder of any line: all its parts together."""

from __future__ import annotations

from iku_dsl.build.expressions import Expressions
from iku_dsl.build.heads import Heads
from iku_dsl.build.of_tests import OfTests
from iku_dsl.build.ranges import Ranges
from iku_dsl.build.rows import Rows
from iku_dsl.build.statements import Statements


class Builder(Heads, Statements, OfTests, Rows, Ranges, Expressions):
    """Makes the node of one line from its raw tree: `Builder(file, offset of the line).build(in_building_order(tree), text)`.

    What the grammar lets through and no node can hold (a date that is in no calendar) is in `problems` afterwards.
    """
