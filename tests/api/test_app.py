"""What holds for every dialect."""

from tests.api import small_dialect
from tests.api.conftest import Serve


def test_it_answers(serve: Serve) -> None:
    api = serve(small_dialect.dialect)
    assert api("POST", "/small/names", json={"name": "acme"}).json() == {"name": "acme", "bytes": 0}
    assert api("GET", "/small/names").json() == ["acme"]
