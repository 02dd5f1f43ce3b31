"""The pages of the manual, which ship inside the package."""

from importlib.resources import files
from typing import Final

_ENDING: Final = ".md"


def pages() -> dict[str, str]:
    """The text of every page by its name, in alphabetical order."""
    folder = files("vaulttui").joinpath("docs")
    found = sorted(folder.iterdir(), key=lambda file: file.name) if folder.is_dir() else []
    return {
        file.name.removesuffix(_ENDING): file.read_text(encoding="utf-8")
        for file in found
        if file.name.endswith(_ENDING)
    }


def title_of(text: str) -> str:
    """What a page says in its first line."""
    return text.partition("\n")[0].lstrip("# ")
