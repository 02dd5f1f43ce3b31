"""A picture of every screen, in dark and light, at 80x24 and 160x50; the README shows them."""

import os
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
import pytest_textual_snapshot
from syrupy.assertion import SnapshotAssertion
from syrupy.location import PyTestLocation
from textual.pilot import Pilot

from tests.tui import samples
from tests.tui.samples import Clock, make_vault, sample_session, settle
from tests.tui.scenes import SCENES, Scene, Stage
from tests.tui.scenes.stage import PATH
from vaulttui.secret import Secret
from vaulttui.settings import Settings
from vaulttui.tui.app import VaultApp
from vaulttui.tui.start import Start

PICTURES: Final = Path(__file__).parents[2] / "screenshots"
NO_COLOUR: Final = "no-colour"
SIZES: Final = ("80x24", "160x50")
EVERYWHERE: Final = [
    (scene.name, "dark", size)
    for scene in SCENES.values()
    for size in SIZES
    if not scene.once or size == "80x24"
]
BESIDE: Final = [
    ("browse", "dark", "40x10"),
    ("reveal", "dark", "40x10"),
    ("form", "dark", "40x10"),
    ("browse", "ansi", "120x30"),
    ("form", "ansi", "120x30"),
    ("browse", "ansi-light", "120x30"),
    ("browse", NO_COLOUR, "120x30"),
]
"""What must also hold in a tiny terminal, and in the terminal's own colours."""

Compare = Callable[..., bool]


class Picture(pytest_textual_snapshot.SVGImageExtension):  # type: ignore[misc]  # has no types
    """Named by scene, theme and size, in the folder that the README shows."""

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        """The one folder."""
        return str(PICTURES)

    @classmethod
    def get_snapshot_name(cls, *, test_location: PyTestLocation, index: object = 0) -> str:
        """What it is called, or what stands in the brackets of the test's name."""
        if isinstance(index, str):
            return index
        return str(test_location.nodename).partition("[")[2].removesuffix("]")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The present folder, and one machine's name."""
    # Autouse, and so before the plugin's fixture looks for it.
    monkeypatch.setattr(pytest_textual_snapshot, "SVGImageExtension", Picture)
    here = os.uname_result(("Linux", "ada-laptop", *os.uname()[2:]))
    monkeypatch.setattr("os.uname", lambda: here)
    monkeypatch.chdir(tmp_path)
    # A picture is painted when it is taken; what is painted on the way there, nobody sees.
    monkeypatch.setattr(samples, "PAINT", lambda *_, **__: None)
    return tmp_path


def app_for(scene: Scene, theme: str, clock: Clock) -> VaultApp:
    """The app that a scene is to be played in, over a vault in the present folder."""
    path = PATH if scene.vault != "locked" else Path("vault.vtv")
    if scene.vault == "locked":
        make_vault(path, recovery=Secret(bytes(32))).close()
    session = sample_session(clock) if scene.vault == "sample" else None
    return VaultApp(Start(path=path, settings=Settings(theme=theme)), open_with=session)


def play(
    scene: Scene, clock: Clock, folder: Path, light: list[str] | None
) -> Callable[[Pilot[int]], Awaitable[None]]:
    """What the pilot does before the picture is taken; ``light`` gets the one before the dark."""

    async def run(pilot: Pilot[int]) -> None:
        app = pilot.app
        assert isinstance(app, VaultApp)
        await settle(app, pilot)
        await scene.play(Stage(app, pilot, folder, clock))
        if light is not None:
            light.append(app.export_screenshot(title=app.title, simplify=True))
            app.take_settings(replace(app.settings, theme="dark"))
            await settle(app, pilot)

    return run


@pytest.mark.parametrize(
    ("name", "theme", "size"),
    [*EVERYWHERE, *BESIDE],
    ids=["-".join(one) for one in (*EVERYWHERE, *BESIDE)],
)
def test_screen(
    snap_compare: Compare,
    snapshot: SnapshotAssertion,
    name: str,
    theme: str,
    size: str,
    clock: Clock,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Dark and light are taken of one run: to get there is what takes the time."""
    if theme == NO_COLOUR:
        monkeypatch.setenv("NO_COLOR", "1")
    columns, lines = map(int, size.split("x"))
    scene = SCENES[name]
    light: list[str] = []
    both = (name, theme, size) in EVERYWHERE and not scene.once
    run = play(scene, clock, folder, light if both else None)
    app = app_for(scene, "light" if both else theme, clock)
    assert snap_compare(app, terminal_size=(columns, lines), run_before=run)
    if both:
        assert light == [snapshot(name=f"{name}-light-{size}", extension_class=Picture)]
