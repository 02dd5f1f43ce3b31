"""Secrets come out only at places that somebody has looked at."""

from tests.architecture import reveals


def test_places_are_those_allowed() -> None:
    counts = {name: count for name, (count, _) in reveals.allowed().items()}
    assert counts == reveals.found(), (
        "Read the new places; if they must see the value, bring tests/architecture/reveals.txt "
        f"to this, with a reason on each new line:\n{reveals.as_it_is()}"
    )


def test_every_place_has_a_reason() -> None:
    assert [name for name, (_, reason) in reveals.allowed().items() if not reason] == []
