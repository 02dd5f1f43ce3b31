"""How many examples a property gets; apart, since programs under strace start without it."""

import hypothesis


def examples(quick: int, full: int) -> hypothesis.settings:
    """So many examples of a property, by the profile that the command line chose."""
    torture = hypothesis.settings().max_examples > 1_000
    return hypothesis.settings(max_examples=full if torture else quick)
