"""Writes ``ready``, and then the number of each signal that it gets; SIGTERM is the last."""

import os
import signal

HELD = signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP, signal.SIGTSTP}
signal.pthread_sigmask(signal.SIG_BLOCK, HELD)
os.write(1, b"ready\n")
number = 0
while number != signal.SIGTERM:
    number = signal.sigwait(HELD)
    os.write(1, f"<{number:d}>\n".encode())
os._exit(7)
