"""A terminal that is gone: its program ends, even where nobody passes the hangup on."""

import errno
import os
import signal
import sys
import termios


def end_if_hung_up() -> None:
    """End as the signal would.

    A leader of the session such as make keeps the hangup to itself, and reading from
    a terminal that is gone gives an empty answer at once, for ever.
    """
    if sys.__stdin__ is None or sys.__stdin__.closed:
        return
    try:
        termios.tcgetattr(sys.__stdin__.fileno())
    except termios.error as error:
        # Anything else, such as a pipe in the tests, never was a terminal.
        if error.args[0] == errno.EIO:
            os.kill(os.getpid(), signal.SIGHUP)
    except (OSError, ValueError):
        return
