"""Vaults for the tests of the screens, and the app over them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, Final, TypeVar

from textual._compositor import Compositor
from textual._queue import Queue
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.screen import Screen

from vaulttui.crypto.kdf import CHEAPEST
from vaulttui.domain.credentials import Credential
from vaulttui.operations.credentials import Edits, Given, add, edit
from vaulttui.operations.sample import sample
from vaulttui.secret import Secret
from vaulttui.session.session import Session
from vaulttui.settings import Settings
from vaulttui.tui.app import VaultApp
from vaulttui.tui.commands import BY_ID
from vaulttui.tui.start import Start
from vaulttui.tui.widgets.entry import Entry
from vaulttui.vaultfile.slots import SlotType, Unlocking, make_slot
from vaulttui.vaultfile.vault import VaultFile

NOON: Final = 1_893_499_200_000
"""2030-01-01 12:00 UTC."""
DAY: Final = 86_400_000
PASSPHRASE: Final = "a passphrase for the tests"
S = TypeVar("S", bound=Screen[Any])
CANARY: Final = "canary-7f3a-value"
WIDE: Final = (160, 50)
USUAL: Final = (80, 24)
SMALL: Final = (40, 10)
PAINT: Final = Compositor.render_update
"""What paints; only ``settle`` does, for a painting that no test looks at costs as much."""
_QUIET: Final = 2
_TURNS: Final = 4


class Clock:
    """Says what it was set to, and goes on by ``step`` each time it is asked."""

    def __init__(self) -> None:
        self.at = NOON
        self.step = 0

    def __call__(self) -> int:
        self.at += self.step
        return self.at


def sample_session(clock: Clock) -> Session:
    """The sample vault with a past; Webmail's password is known."""
    clock.at, clock.step = NOON, 0
    session = sample("tui", clock)
    clock.at, clock.step = NOON - DAY, 60_000
    for name, field, days in (
        ("Release token", "token", 9),
        ("Weather service", "key", -3),
        ("Single sign-on", "client_secret", 60),
    ):
        credential = named(session, name)
        edit(session, credential, Edits(expires={field: NOON + days * DAY}))
    value = Given(Secret(b"Tr0ub4dor&3-is-not-enough"))
    edit(session, named(session, "Webmail"), Edits(values={"password": value}))
    clock.at, clock.step = NOON, 0
    return session


def named(session: Session, name: str) -> Credential:
    """The one credential of that name."""
    (row,) = session.view.named(name)
    return session.view.credential(row.id)


def make_vault(path: Path, *, recovery: Secret | None = None) -> Session:
    """A vault on disk under PASSPHRASE, with one login whose password is the canary."""
    offer = Unlocking(passphrase=Secret.from_text(PASSPHRASE))

    def slots(keys: object) -> list[bytes]:
        made = [make_slot(keys, SlotType.PASSPHRASE, offer, CHEAPEST)]  # type: ignore[arg-type]  # VaultKeys
        if recovery is not None:
            key = Unlocking(recovery=recovery)
            made.append(make_slot(keys, SlotType.RECOVERY, key, None))  # type: ignore[arg-type]  # as above
        return made

    session = Session(VaultFile.create(path, slots), by="tests")
    login(session, "Mail", CANARY)
    return session


def login(session: Session, name: str, password: str = "secret", **public: str) -> Credential:
    """Add a login."""
    values = {key: Given(Secret.from_text(text)) for key, text in public.items()}
    values["password"] = Given(Secret.from_text(password))
    return add(session, "login", Edits(name=name, values=values))


def lookup(session: Session, name: str = "Team vault") -> None:
    """A credential of an external type."""
    url = Given(Secret(b"https://vault.example.com"))
    add(session, "hashivault_kv", Edits(name=name, values={"url": url}), incomplete=True)


@asynccontextmanager
async def running(
    session: Session | None = None,
    size: tuple[int, int] = USUAL,
    *,
    path: Path = Path("/nonexistent/vault.vtv"),
    settings: Settings | None = None,
) -> AsyncIterator[tuple[VaultApp, Pilot[int]]]:
    """The app over an open session, or over a path; settled."""
    start = Start(path=path, settings=settings or Settings())
    app = VaultApp(start, open_with=session)
    async with app.run_test(size=size, notifications=True) as pilot:
        await settle(app, pilot)
        yield app, pilot


def top(app: VaultApp, kind: type[S]) -> S:
    """The screen on top, which must be of that kind."""
    screen = app.screen
    assert isinstance(screen, kind)
    return screen


async def settle(app: VaultApp, pilot: Pilot[int]) -> None:
    """Wait until no work is under way and no message waits; then paint everything."""
    await _rest(app)
    if app.is_running and app._exception is None:
        PAINT(app.screen._compositor, screen_stack=app._background_screens)


async def _rest(app: VaultApp) -> None:
    quiet = 0
    while quiet < _QUIET and app.is_running and app._exception is None:
        # A thread is quicker done where nobody keeps asking it.
        await asyncio.sleep(0.003 if works(app) else 0)
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        if busy(app):
            quiet = 0
            continue
        quiet = 0 if _unpainted(app.screen) else quiet + 1
        app.screen._on_timer_update()


def _unpainted(screen: Screen[Any]) -> bool:
    waiting = screen._layout_required or screen._scroll_required or screen._repaint_required
    return bool(waiting or screen._dirty_widgets or screen._callbacks)


def works(app: VaultApp) -> bool:
    """Whether a thread is at work for the screens."""
    return any(not worker.is_finished for worker in app.workers)


def busy(app: VaultApp) -> bool:
    """Whether something goes on that the screen is still to show."""
    screens = app.screen_stack
    pumps = chain([app], *(screen.walk_children(with_self=True) for screen in screens))
    return bool(
        works(app) or app._resize_event or app.animator._animations or not all(map(_waits, pumps))
    )


def _waits(pump: MessagePump) -> bool:
    """Whether it has handled all its messages, and waits for another."""
    queue: Queue[Any] = pump._message_queue
    return queue.empty() and bool(queue.ready_event._waiters)


class Run(str):
    """A command by its id, started as by the palette, where the palette is not what is tested."""

    __slots__ = ()


async def press(app: VaultApp, pilot: Pilot[int], *keys: str) -> None:
    """Press keys one after the other, each settled; what is typed into an entry only as a whole."""
    for key, following in pairwise((*keys, "")):
        if isinstance(key, Run):
            app.screen.call_later(app.screen.run_action, BY_ID[key].action)
        else:
            await app._press_keys([key])
        if not (len(key) == len(following) == 1 and isinstance(app.focused, Entry)):
            await (_rest(app) if following else settle(app, pilot))


def toasts(app: VaultApp) -> str:
    """What is told at the moment."""
    return "\n".join(notification.message for notification in app._notifications)


def screen_text(app: VaultApp) -> str:
    """Everything on the screen as text."""
    width = app.size.width
    lines = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip)[: width * 2] for strip in lines)
