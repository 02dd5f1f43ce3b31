"""Folders from which a file gets away: tracked by version control, or synchronized.

Looked at by resolved path and as it was written, from the file upwards: a marker
that a tool leaves in its folder, or the name that its folder usually has.
"""

import os
import re
import subprocess
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

_SYNCED: Final[tuple[tuple[str, tuple[str, ...], str], ...]] = (
    # tool, its markers, and the names of its folders (lower case, whole)
    ("Dropbox", (".dropbox", ".dropbox.cache"), r"dropbox( \(.*\))?"),
    ("OneDrive", (".849C9593-D756-4E56-8D6E-42412F2A707B",), r"onedrive( ?- ?.*)?"),
    ("iCloud Drive", (), r"icloud ?drive|com~apple~clouddocs|mobile documents"),
    (
        "Google Drive",
        (".tmp.drivedownload", ".tmp.driveupload"),
        r"google ?drive(-.*)?|my drive|drivefs",
    ),
    ("Nextcloud", (".nextcloudsync.log", ".sync_*.db"), r"nextcloud\d*"),
    ("ownCloud", (".owncloudsync.log", "._sync_*.db"), r"owncloud\d*"),
    ("Syncthing", (".stfolder",), r"syncthing"),
    ("pCloud", (), r"pcloud ?drive|pcloud ?sync|pcloud"),
    ("MEGA", (".megaignore", ".debris"), r"mega|megasync|mega sync"),
    ("Box", (), r"box sync|box-box"),
    ("Resilio Sync", (".sync",), r"resilio sync|btsync"),
    ("Synology Drive", (".SynologyWorkingDirectory",), r"synology ?drive|cloudstation"),
    ("Seafile", (".seafile-data",), r"seafile"),
    ("Proton Drive", (), r"proton ?drive(-.*)?"),
    ("Tresorit", (".tresorit",), r"tresorit"),
    ("Yandex Disk", (), r"yandex\.?disk"),
    ("Insync", (".insync-trash",), r"insync"),
    ("Jottacloud", (), r"jottacloud"),
    ("a cloud service", (), r"cloudstorage"),
)
_TRACKED: Final = (
    # A place whose tool is not asked: whoever works there tracks most of it.
    ("Mercurial", ".hg"),
    ("Subversion", ".svn"),
    ("Jujutsu", ".jj"),
    ("Fossil", ".fslckout"),
    ("Bazaar", ".bzr"),
)
_GIT: Final = (
    "git",
    "--no-pager",
    "--no-optional-locks",
    # Nothing that a repository brings along is run.
    "-c", "core.fsmonitor=false",
    "-c", "core.hooksPath=/dev/null",
    "-c", "core.untrackedCache=false",
    "-c", "core.sshCommand=false",
)  # fmt: skip
_PATIENCE: Final = 10.0


def exposure(path: Path) -> str:
    """Why a file at this path would not stay on this machine alone; empty where nothing says so.

    The words complete "PATH is …".
    """
    folders = list(dict.fromkeys(_upwards(path)))
    for folder in folders:
        for tool in _tools(folder):
            return f"in a folder that {tool} synchronizes"
    for folder in folders:
        for tool, marker in _TRACKED:
            if os.path.lexists(folder / marker):
                return f"in a folder that {tool} tracks"
    if any(os.path.lexists(folder / ".git") for folder in folders):
        return _by_git(path)
    return ""


def _upwards(path: Path) -> Iterator[Path]:
    for start in (Path(os.path.realpath(path)), Path(os.path.abspath(path))):
        yield from start.parents


def _tools(folder: Path) -> Iterator[str]:
    """The tools that synchronize a folder, by its name and by what lies in it."""
    name = folder.name.lower()
    try:
        inside = [entry.name for entry in os.scandir(folder) if entry.name.startswith(".")]
    except OSError:
        inside = []
    for tool, markers, names in _SYNCED:
        marked = any(fnmatchcase(one, marker) for marker in markers for one in inside)
        if marked or re.fullmatch(names, name):
            yield tool


def _by_git(path: Path) -> str:
    """What git says of a file; where it says nothing, it is taken to be tracked."""
    real = Path(os.path.realpath(path.parent)) / path.name
    name = f"./{real.name}"
    tracked = _ask(real, "--literal-pathspecs", "ls-files", "--error-unmatch", "--", name)
    ignored = _ask(real, "check-ignore", "--quiet", "--no-index", "--", name)
    inside = _ask(real, "rev-parse", "--is-inside-work-tree")
    if tracked == 0:
        return "tracked by git"
    if inside == 0 and ignored == 0:
        return ""
    return "in a git work tree, and not ignored there"


def _ask(path: Path, *arguments: str) -> int | None:
    """The exit code of a question; None where git is not there or does not answer."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    environment |= {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    try:
        return subprocess.run(
            [*_GIT, *arguments],
            cwd=path.parent,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE,
            check=False,
        ).returncode
    except (OSError, subprocess.TimeoutExpired):
        return None
