"""The sample vault of ``--demo``: made anew in memory each time, with nothing real in it."""

from typing import Final

from vaulttui.domain.credentials import Credential
from vaulttui.domain.fields import Field, FieldKind
from vaulttui.domain.generate import Recipe
from vaulttui.domain.health import AGE
from vaulttui.domain.sets import Set
from vaulttui.operations import assignments, health, organizations, projects, sets
from vaulttui.operations.credentials import GENERATED, Edits, Given, add, edit
from vaulttui.operations.sets import NewSet
from vaulttui.secret import Secret
from vaulttui.session.session import Clock, Session, clock
from vaulttui.vaultfile.memory import ROOT, MemoryDisk
from vaulttui.vaultfile.vault import VaultFile

_DAY: Final = 24 * 60 * 60 * 1000
_SAMPLES: Final[tuple[tuple[str, str, str, str, dict[str, str]], ...]] = (
    ("login", "Wiki of the team", "work/docs", "Read and write.",
     {"username": "ada", "url": "https://wiki.example.com/", "password": "chars:20"}),
    ("login", "Webmail", "personal", "",
     {"username": "ada@example.com", "url": "https://mail.example.com/", "password": "words:5"}),
    ("login", "銀行 Bank of Examples", "personal/money", "The card's PIN is not here.",
     {"username": "10023345", "url": "https://bank.example/", "password": "chars:16"}),
    ("postgresql", "Orders database", "work/production", "Owner of the orders schema.",
     {"host": "db1.example.com", "port": "5432", "database": "orders", "username": "orders",
      "password": "chars:32"}),
    ("postgresql", "Orders database, staging", "work/staging", "",
     {"host": "db1.staging.example.com", "port": "5432", "database": "orders",
      "username": "orders", "password": "chars:32"}),
    ("redis", "Session cache", "work/production", "",
     {"host": "cache.example.com", "port": "6379", "password": "hex:24"}),
    ("aws", "Deploy robot", "work/ci", "May push images and restart services.",
     {"username": "AKIAIOSFODNN7EXAMPLE", "password": "base64:30"}),
    ("github_token", "Release token", "work/ci", "", {"token": "hex:20"}),
    ("api-key", "Weather service", "personal", "",
     {"key": "hex:16", "url": "https://weather.example.com/v2"}),
    ("smtp", "Outgoing mail", "work/production", "",
     {"host": "smtp.example.com", "port": "587", "username": "robot", "password": "chars:24"}),
    ("oauth-client", "Single sign-on", "work/production", "",
     {"client_id": "vault-demo", "client_secret": "hex:32",
      "token_url": "https://login.example.com/token"}),
    ("secure-note", "Where the spare key is", "personal", "", {"note": "words:8"}),
)  # fmt: skip
_EXPIRES_IN_DAYS: Final = {"Release token": 9, "Weather service": -3, "Single sign-on": 60}
_THOUGHT_UP: Final = {"Orders database, staging": "orders2019", "Session cache": "orders2019"}
"""What the page of health has to complain of."""
_PAST_DAYS: Final = 400
_STEP_DAYS: Final = 5
_TOTP: Final = b"JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


class _Past:
    """A clock that stood a year ago, and goes on by some days each time it is asked."""

    def __init__(self, now: int) -> None:
        self._now = now
        self._at = now - _PAST_DAYS * _DAY

    def __call__(self) -> int:
        self._at = min(self._at + _STEP_DAYS * _DAY, self._now)
        return self._at


def sample(by: str, now: Clock = clock) -> Session:
    """A session over a vault in memory, which nothing ever writes to a disk."""
    file = VaultFile.create(f"{ROOT}sample.vtv", lambda _keys: (), MemoryDisk())
    session = Session(file, by=by, now=_Past(now()))
    for type_id, name, tag, description, values in _SAMPLES:
        secrets = {one.id for one in _fields(session, type_id) if one.secret}
        given = {key: _given(text, name, secret=key in secrets) for key, text in values.items()}
        days = _EXPIRES_IN_DAYS.get(name)
        expires = {} if days is None else {next(iter(secrets & set(values))): now() + days * _DAY}
        edits = Edits(
            name=name, description=description, values=given, tag=frozenset({tag}), expires=expires
        )
        add(session, type_id, edits)
    _enrich(session)
    _arrange(session)
    reason = "The cloud itself replaces it every night."
    health.exclude(session, _named(session, "Deploy robot"), AGE, reason)
    # Nobody who looks around has made these changes, so there is nothing to take back.
    return Session(file, by=by, now=now)


_ASSIGNED: Final[tuple[tuple[str, str, str, dict[str, str]], ...]] = (
    ("shop", "Orders database", "", {}),
    ("shop", "Orders database, staging", "STAGING_", {}),
    ("shop", "Session cache", "", {"REDIS_HOST": "CACHE_HOST", "REDIS_PORT": "CACHE_PORT"}),
    ("shop", "Outgoing mail", "MAIL_", {}),
    ("deployment", "Deploy robot", "", {}),
    ("deployment", "Release token", "", {}),
)


def _fields(session: Session, type_id: str) -> tuple[Field, ...]:
    found = session.view.type(type_id)
    return found.fields if found else ()


def _given(text: str, name: str, *, secret: bool) -> Given:
    if not secret:
        return Given(Secret.from_text(text))
    if name in _THOUGHT_UP:
        return Given(Secret.from_text(_THOUGHT_UP[name]))
    return Given(Recipe.parse(text).make(), GENERATED)


def _enrich(session: Session) -> None:
    """Give one credential a TOTP, an extra field and a history."""
    webmail = _named(session, "Webmail")
    pin = Field("recovery-pin", "Recovery PIN", FieldKind.SECRET)
    edits = Edits(
        values={"totp": Given(Secret(_TOTP))},
        extra=((pin, Given(Recipe.parse("pattern:dddddd").make(), GENERATED)),),
    )
    credential = edit(session, webmail, edits)
    password = Given(Recipe.parse("words:6").make(), GENERATED)
    edit(session, credential, Edits(values={"password": password}))


def _arrange(session: Session) -> None:
    """Give two projects of an organization credentials and a set each; two of one type meet."""
    owner = organizations.create(session, "acme", "The company that makes examples.")
    made = {
        name: projects.create(session, owner.id, name, about)
        for name, about in (
            ("shop", "The web shop: its service and its workers."),
            ("deployment", "Builds images and restarts services."),
        )
    }
    for project, name, prefix, renames in _ASSIGNED:
        given = _named(session, name)
        assignments.assign(session, given, [made[project]], prefix=prefix, renames=renames)
    shared = NewSet(owner.id, "web-service", description="What every web service needs.")
    web = _fill(session, shared, ("SIGN_ON_SECRET", "Single sign-on", "client_secret"))
    own = NewSet(owner.id, "deploy-hooks", project=made["deployment"])
    _fill(session, own, ("GITHUB_WEBHOOK_TOKEN", "Release token", "token"))
    assignments.assign(session, web, [made["shop"]])


def _fill(session: Session, new: NewSet, reference: tuple[str, str, str]) -> Set:
    """Make a set with a key that points at a field, and one with a value of its own."""
    found = sets.create(session, new)
    key, credential, field = reference
    found = sets.put_reference(session, found, key, _named(session, credential), field)
    made = Recipe.parse("hex:32").make()
    return sets.put_value(
        session, found, "SESSION_SECRET", made, origin=GENERATED, description="Signs cookies."
    )


def _named(session: Session, name: str) -> Credential:
    return session.view.credential(session.view.named(name)[0].id)
