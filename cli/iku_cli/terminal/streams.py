"""Where output goes: results to stdout, all else to stderr; colour and width as the place at the other end has them."""

from __future__ import annotations

import codecs
import io
import os
import select
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from iku_cli.messages.sentences import lines_visible

if TYPE_CHECKING:
    from rich.console import Console

UNKNOWN_WIDTH = 100  # where there is no terminal that has one
LEAST_WIDTH = 40
LONGEST_NUMBER = 100_000  # digits of an exact number; the language allows powers that Python would refuse to write
_PLAIN = str.maketrans(
    {
        "│": "|",
        "├": "|",
        "└": "`",
        "─": "-",
        "×": "x",
        "·": "-",
        "–": "-",
        "…": "~",
        "≈": "~",
        "✓": "+",
        "✗": "x",
        "↑": "^",
        "↓": "v",
        "↕": "?",
    }
)


def prepare() -> None:
    """No letter and no number may end the program: what an encoding lacks is shown by a plain letter or as its escape."""
    sys.set_int_max_str_digits(LONGEST_NUMBER)
    codecs.register_error("iku-plain", _plainly)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="iku-plain")


def _plainly(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    plain = error.object[error.start : error.end].translate(_PLAIN)
    return plain.encode("ascii", "backslashreplace").decode("ascii"), error.end


def echo(text: object = "", error: bool = False, end: str = "\n") -> None:
    """Lines of text, on stdout or stderr. With `console` the one door for text to a terminal: nothing in it is obeyed there."""
    import click

    click.echo(lines_visible(str(text)) + end, err=error, nl=False)


def console(error: bool = False) -> Console:
    """A console on stdout or stderr that takes text as it is: no markup, no emoji codes, no highlighting, and no control but its own."""
    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.segment import Segment

    class Plain(Console):
        """rich would end the process with 1 where the reader has left; who called us knows better."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

        def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterator[Segment]:
            """What is drawn, each piece of text made safe; the pieces that steer the terminal are rich's own."""
            for text, style, control in super().render(renderable, options):
                yield Segment(text if control else lines_visible(text), style, control)

    stream = sys.stderr if error else sys.stdout
    return Plain(
        stderr=error,
        width=width_of(stream),
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=True,
        safe_box=True,
        _environ={name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")},
    )


def width_of(stream: IO[str]) -> int:
    """How many cells a line of a stream has: as `COLUMNS` says, else the terminal, else a hundred."""
    written = os.environ.get("COLUMNS", "")
    if written.isdecimal() and int(written) > 0:
        return max(LEAST_WIDTH, int(written))
    try:
        return max(LEAST_WIDTH, os.get_terminal_size(stream.fileno()).columns)
    except (OSError, ValueError, AttributeError):
        return UNKNOWN_WIDTH


def reader_left() -> bool:
    """Whether nobody reads stdout any more, told without writing to it; False where the system cannot tell."""
    if not hasattr(select, "poll"):
        return False
    try:
        looking = select.poll()
        looking.register(sys.stdout.fileno(), 0)
        return any(seen & (select.POLLERR | select.POLLNVAL) for _, seen in looking.poll(0))
    except (OSError, ValueError, AttributeError):
        return False


@contextmanager
def bar(sentence: str) -> Iterator[Callable[[int, int], None]]:
    """A bar of progress on stderr that is gone when the work is; gives what to tell how much is done, of how much."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(error=True), transient=True) as progress:
        task = progress.add_task(sentence, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


@contextmanager
def pulse(sentence: str) -> Iterator[None]:
    """The same for work of which nobody knows how much it is: the bar moves, and the time it took stands beside it."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console(error=True), transient=True) as progress:
        progress.add_task(sentence, total=None)
        yield


@contextmanager
def bar_of_rows(sentence: str, rows: Callable[[int], str], total: int | None) -> Iterator[Callable[[int], None]]:
    """The same for the rows of a file, of which it is known or not how many there are; `rows` words a number of them."""
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    texts = [TextColumn(text, markup=False) for text in ("{task.description}", "{task.fields[rows]}")]
    columns = (texts[0], BarColumn(), TaskProgressColumn("{task.percentage:>3.0f}%", "", markup=False), texts[1])
    with Progress(*columns, console=console(error=True), transient=True) as progress:
        task = progress.add_task(sentence, total=total, rows=rows(0))
        yield lambda done: progress.update(task, completed=done, rows=rows(done))
