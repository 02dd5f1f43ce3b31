"""Other words for commands."""

from collections.abc import Mapping
from typing import Final

ALSO: Final[Mapping[str, str]] = {
    "new": "add create",
    "trash": "delete remove",
    "edit": "change rename",
    "history": "restore former versions",
    "undo": "revert",
    "generate": "rotate replace random",
    "where-used": "usage uses references",
    "environment": "variables collisions env",
    "assign": "give project",
    "reveal": "show password",
    "quit": "exit leave",
    "theme": "colours colors dark light",
    "show-import": "bring in migrate",
    "show-export": "save copy backup",
    "bind": "remote push",
    "plan": "push sync diff drift",
    "show-remotes": "remotes new remote servers",
    "show-placeholders": "adopt write-only lost values",
    "show-sets": "sets new set",
    "show-projects": "projects new project",
    "show-types": "types new type",
    "show-organizations": "organizations new organization",
    "show-trash": "restore undelete deleted",
    "show-health": "audit weak reused expired",
    "show-activity": "log audit",
    "show-settings": "shortcuts keys bindings remap preferences options",
    "show-passphrase": "password master password",
    "show-vault": "key file recovery key backups restore add a key",
    "show-merge": "sync",
    "show-server": "server serve api http curl token listen port",
    "show-whose": "leak search by value",
    "show-generator": "password random",
    "show-manual": "documentation docs help",
}
"""Words of other programs, and of what is done there, by which the palette finds a command too."""
