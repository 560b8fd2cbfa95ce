"""The entry point `iku-engine`: an answer or one plain sentence, an exit status, and never a traceback.

Exit status: 0 done, 1 the specs or the data have problems, 2 wrong usage, 3 a fault of the environment or of ours,
130 interrupted.
"""

from __future__ import annotations

import gc
import os
import sys

INTERRUPTED = 130
READER_LEFT = 141  # as a shell shows a program that SIGPIPE ended
OURS = 3
ROOM = 65_000  # values on the stack of one call: as many again, 500 KB, are over; they are memory once they are used
SELDOM = 500_000  # new objects after which rings of them are looked for: specs, plans and traces are trees


def run() -> None:
    """Read the command line of this process, do it, and leave with its status."""
    arguments = sys.argv[1:]
    _open_what_is_closed()
    gc.set_threshold(SELDOM)
    broken = False  # whether stdout can no longer be written to
    try:
        if arguments[:1] == ["--version"]:  # answered before anything heavy is imported
            from iku_engine import __version__

            sys.stdout.write(f"iku-engine {__version__}\n")
            status = 0
        else:
            from iku_engine.long_work import stop_cleanly

            stop_cleanly()
            status = with_room(arguments)
        broken = status in (READER_LEFT, OURS)
        sys.stdout.flush()
    except BrokenPipeError:
        status, broken = READER_LEFT, True
    except OSError as error:
        from iku_cli.terminal.complaining import of_the_system

        if not broken:  # else it was told
            of_the_system(error, arguments)
        status, broken = OURS, True
    from iku_engine.long_work import stop_no_more

    stop_no_more()
    if broken:  # what has not been written must not complain when Python ends
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except OSError:
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    gc.freeze()  # all of it goes with the process: nobody need look for rings in it
    sys.exit(status)


def with_room(arguments: list[str]) -> int:
    """`answer`, with room below it for the calls of a deep rule.

    Python takes memory for calls from the system in pieces of 16 KB, and gives a piece back with the last call in it. Where a rule is
    just so deep that its last calls go to and fro over the border of two, each number of it costs such a piece: half of the time. A call
    that asks for much room gets a piece for itself, and what is over of it is for those below.
    """
    return answer(arguments)


with_room.__code__ = with_room.__code__.replace(co_stacksize=ROOM)


def _open_what_is_closed() -> None:
    """A stream that somebody closed (`>&-`) leads nowhere; else the next file that is opened, such as a store, would have its number."""
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        if getattr(sys, name) is None:
            os.dup2(os.open(os.devnull, os.O_RDWR), number)
            setattr(sys, name, os.fdopen(number, mode, closefd=False))


def answer(arguments: list[str]) -> int:
    """Do what a command line says; what goes wrong is said on stderr in the user's language. The exit status."""
    from iku_engine.long_work import WORK

    WORK.begin()
    try:
        return _answer(arguments)
    except KeyboardInterrupt:
        from iku_cli.terminal.complaining import stopped

        stopped(arguments)
        return INTERRUPTED


def _answer(arguments: list[str]) -> int:
    from iku_cli.terminal.faults import ReaderLeftError
    from iku_engine.long_work import WORK

    try:
        from iku_cli.group import ROOT
        from iku_cli.terminal.streams import prepare

        prepare()
        return ROOT.answer(arguments)
    except (ReaderLeftError, BrokenPipeError):
        return READER_LEFT
    except Exception as error:  # the border: whatever comes up here is a bug of ours
        if WORK.stopped:  # what a library makes of an interrupt
            raise KeyboardInterrupt from error
        if os.environ.get("IKU_DEBUG") == "1":
            raise
        from iku_cli.terminal.complaining import of_the_system, our_bug

        told = of_the_system if isinstance(error, OSError) else our_bug
        told(error, arguments)
        return OURS


if __name__ == "__main__":
    run()
