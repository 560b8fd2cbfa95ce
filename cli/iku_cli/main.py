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
SELDOM = 500_000  # new objects after which rings of them are looked for: specs, plans and traces are trees


def run() -> None:
    """Read the command line of this process, do it, and leave with its status."""
    arguments = sys.argv[1:]
    gc.set_threshold(SELDOM)
    if arguments[:1] == ["--version"]:  # answered before anything heavy is imported
        from iku_engine import __version__

        sys.stdout.write(f"iku-engine {__version__}\n")
        sys.exit(0)
    from iku_engine.interrupting import stop_cleanly, stop_no_more

    stop_cleanly()
    try:
        status = answer(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        status = READER_LEFT
    stop_no_more()
    if status == READER_LEFT:  # what has not been written must not complain when Python ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    gc.freeze()  # all of it goes with the process: nobody need look for rings in it
    sys.exit(status)


def answer(arguments: list[str]) -> int:
    """Do what a command line says; what goes wrong is said on stderr in the user's language. The exit status."""
    from iku_engine.interrupting import WORK

    WORK.begin()
    try:
        return _answer(arguments)
    except KeyboardInterrupt:
        from iku_cli.faults import stopped

        stopped(arguments)
        return INTERRUPTED


def _answer(arguments: list[str]) -> int:
    from iku_cli.faults import ReaderLeftError
    from iku_engine.interrupting import WORK

    try:
        from iku_cli.group import ROOT
        from iku_cli.streams import prepare

        prepare()
        return ROOT.answer(arguments)
    except (ReaderLeftError, BrokenPipeError):
        return READER_LEFT
    except Exception as error:  # the border: whatever comes up here is a bug of ours
        if WORK.stopped:  # what a library makes of an interrupt
            raise KeyboardInterrupt from error
        if os.environ.get("IKU_DEBUG") == "1":
            raise
        from iku_cli.faults import of_the_system, our_bug

        told = of_the_system if isinstance(error, OSError) else our_bug
        told(error, arguments)
        return OURS


if __name__ == "__main__":
    run()
