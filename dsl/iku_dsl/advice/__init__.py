"""Advice on a line that cannot be read: from where reading stopped to the mend.

`habit` knows what people bring along from elsewhere, `arranged` what is right but out of place, `opening` how other notations open a
line, `spreadsheet` the functions of spreadsheets, `expected` what may stand at a place.
"""

from iku_dsl.advice.arrangement import arranged
from iku_dsl.advice.expected import expected
from iku_dsl.advice.habits import habit
from iku_dsl.advice.openings import opening
from iku_dsl.advice.spreadsheet import spreadsheet
from iku_dsl.advice.stop import Advice, Stop

__all__ = ["Advice", "Stop", "arranged", "expected", "habit", "opening", "spreadsheet"]
