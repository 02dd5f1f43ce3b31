"""Waits for the program of a `run` that has files, and removes them when it has ended.

``python -I -S waiter.py CHILD FOLDER``: the process that opened the vault becomes this one,
so that nothing secret is in memory meanwhile. It imports nothing of vaulttui, and starts
with every signal blocked, so that none is lost before it looks.
"""

import contextlib
import os
import signal
import stat
import sys
from typing import Final, NoReturn

HELD: Final = signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}
"""All signals that can wait."""
_BY_TERMINAL: Final = frozenset(
    {
        signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU,
        signal.SIGHUP, signal.SIGWINCH,
    }
)  # fmt: skip
"""What a terminal sends to all processes of a job at once, the program included."""
_SI_KERNEL: Final = 0x80
_WIPED: Final = 1 << 24
_OPEN: Final = os.O_WRONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def main(child: int, folder: str) -> NoReturn:
    """Wait, remove the folder, and end as the child did; :data:`HELD` must be blocked."""
    status = _wait(child)
    remove(folder)
    _end_like(status)


def remove(folder: str) -> None:
    """Overwrite and remove what is in a folder, and the folder, as far as that is possible."""
    _unclose(folder)
    for root, folders, _files in os.walk(folder):
        for name in folders:
            _unclose(os.path.join(root, name))
    for root, folders, files in os.walk(folder, topdown=False):
        for name in (*files, *folders):
            with contextlib.suppress(OSError):
                _drop(os.path.join(root, name))
    with contextlib.suppress(OSError):
        os.rmdir(folder)


def _unclose(folder: str) -> None:
    """Give its owner back the way into a folder, which a program may have taken away."""
    with contextlib.suppress(OSError):
        if not os.path.islink(folder):
            os.chmod(folder, stat.S_IRWXU)


def _drop(path: str) -> None:
    status = os.lstat(path)
    if stat.S_ISDIR(status.st_mode):
        os.rmdir(path)
        return
    # What has a second name is not ours alone to overwrite.
    if stat.S_ISREG(status.st_mode) and status.st_nlink == 1:
        with contextlib.suppress(OSError):
            _wipe(path, min(status.st_size, _WIPED))
    os.unlink(path)


def _wipe(path: str, size: int) -> None:
    descriptor = os.open(path, _OPEN)
    try:
        os.write(descriptor, bytes(size))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _wait(child: int) -> int:
    """Pass on what comes until the child ends; return how it did."""
    while True:
        number, reached = _next(child)
        if number != signal.SIGCHLD:
            if not reached:
                os.kill(child, number)
        elif (status := _look(child)) is not None:
            return status


def _next(child: int) -> tuple[int, bool]:
    """The next signal, and whether the child has got it as well."""
    if sys.platform == "darwin":
        # Nobody tells there where a signal comes from.
        number = signal.sigwait(HELD)
        return number, number in _BY_TERMINAL - {signal.SIGHUP}
    info = signal.sigwaitinfo(HELD)
    if info.si_code != _SI_KERNEL:
        return info.si_signo, info.si_pid == child
    # When a terminal goes away, the leader of its session is told alone.
    alone = info.si_signo == signal.SIGHUP and os.getsid(0) == os.getpid()
    return info.si_signo, info.si_signo in _BY_TERMINAL and not alone


def _look(child: int) -> int | None:
    """How the child ended, or None; what else this process is given to wait for is waited for."""
    while True:
        pid, status = os.waitpid(-1, os.WNOHANG | os.WUNTRACED)
        if pid == child and not os.WIFSTOPPED(status):
            return status
        if pid == child:
            _stop(os.WSTOPSIG(status))
        elif not pid:
            return None


def _stop(number: int) -> None:
    """Stop as the child did, for the shell to see; go on when told to."""
    if number != signal.SIGSTOP:
        signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {number})
    signal.pthread_sigmask(signal.SIG_BLOCK, {number})


def _end_like(status: int) -> NoReturn:
    if os.WIFEXITED(status):
        os._exit(os.WEXITSTATUS(status))
    number = os.WTERMSIG(status)
    with contextlib.suppress(OSError, ValueError):
        if number != signal.SIGKILL:
            signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {number})
    # The first process of a container outlives even this.
    os._exit(128 + number)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
