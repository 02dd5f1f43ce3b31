"""The user's settings, for whoever needs them before there is a vault."""

from vaulttui.cli.options import Options
from vaulttui.cli.output import notice
from vaulttui.settings import Settings, load


def user_settings(options: Options) -> Settings:
    """The user's settings; a word on keys in them that are not known."""
    found = load()
    for warning in found.warnings:
        notice(warning, as_json=options.json)
    return found
