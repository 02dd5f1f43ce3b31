"""Every screen as a scene: how one gets there. Pictures, crashes and hostile names use all."""

from tests.tui.scenes import (
    before,
    browsing,
    filling,
    plan,
    records,
    remotes,
    rest,
    the_vault,
    types,
)
from tests.tui.scenes.stage import SCENES, Scene, Stage

__all__ = [
    "SCENES",
    "Scene",
    "Stage",
    "before",
    "browsing",
    "filling",
    "plan",
    "records",
    "remotes",
    "rest",
    "the_vault",
    "types",
]
