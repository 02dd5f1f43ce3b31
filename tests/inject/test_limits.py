"""What Linux hands to a program."""

import os
import subprocess

import pytest

from vaulttui.errors import InvalidValue
from vaulttui.inject.environment import Environment, refuse_too_large
from vaulttui.secret import Secret

MOST = 32 * os.sysconf("SC_PAGE_SIZE")


def starts(name: str, value: bytes) -> bool:
    try:
        subprocess.run(["/bin/true"], env={name.encode(): value}, check=True)
    except OSError:
        return False
    return True


@pytest.mark.parametrize("over", [0, 1])
def test_the_limit_is_that_of_the_kernel(over: int) -> None:
    value = b"x" * (MOST - len("NAME=") - 1 + over)
    environment = Environment({"A": Secret(b""), "NAME": Secret(value)})
    assert starts("NAME", value) is (over == 0)
    if over:
        with pytest.raises(InvalidValue, match="NAME is longer than the 128 KiB"):
            refuse_too_large(environment)
    else:
        refuse_too_large(environment)
