"""The table of commands: name, module in ``cli/commands``, and what it does in a line."""

from typing import Final

NAME: Final = "vaulttui"
COMMANDS: Final[dict[str, dict[str, tuple[str, str]]]] = {
    "Credentials": {
        "list": ("list", "List credentials, all or those that fit QUERY."),
        "show": ("show", "Show a credential without its secrets."),
        "get": ("get", "Print, copy or write out one value."),
        "add": ("add", "Add a credential NAME of TYPE."),
        "edit": ("edit", "Change a credential; fields not named stay."),
        "duplicate": ("duplicate", "Copy a credential under a NEW name."),
        "rm": ("rm", "Move credentials to the trash."),
        "trash": ("trash", "List, restore or purge what was deleted."),
        "history": ("history", "Show what a credential was before, or purge that."),
        "restore": ("restore", "Give a field back what it held at a revision."),
        "type": ("types", "Add, list, show, export and remove credential types."),
        "import": ("imports", "Take in credentials from a file of another tool, or a vault."),
        "export": ("exports", "Write credentials into a file: a vault of its own, or in clear."),
        "whose": ("whose", "Find whose value a leaked text is or was."),
        "generate": ("generate", "Make a new secret and print it."),
        "health": ("health", "Show what is old, weak, reused, expiring or incomplete."),
    },
    "Projects": {
        "project": ("projects", "Make, list, show, rename and remove projects."),
        "set": ("sets", "Make and change sets: named groups of keys."),
        "organization": ("organizations", "Make, list, rename and remove organizations."),
        "assign": ("assign", "Give a credential or set to projects."),
        "unassign": ("unassign", "Take a credential or set from projects."),
        "source": ("sources", "Say which external credential feeds which field."),
    },
    "Programs": {
        "run": ("run", "Run a program with what a project or set gives."),
        "env": ("env", "Print what a program would be given: dotenv, shell or JSON."),
        "inject": ("inject", "Put values in the place of the references in a text."),
        "explain": ("explain", "Say where variables come from, without their values."),
        "link": ("link", "Let a folder mean a project, for `run` and its like."),
        "unlink": ("unlink", "Let a folder mean no project any more."),
    },
    "Remotes": {
        "remote": ("remote", "Add, change, list, show, test and remove remotes."),
        "bind": ("bind", "Let a part of the vault answer for an object on a remote."),
        "unbind": ("unbind", "Let nothing of the vault answer for it any more."),
        "adopt": ("adopt", "Take over what is on a remote, by its ids."),
        "plan": ("plan", "Say what would bring a remote into line."),
        "drift": ("drift", "Show how what is bound stands on remotes."),
        "apply": ("apply", "Carry out a plan."),
        "resume": ("resume", "Settle what was interrupted."),
        "placeholders": ("placeholders", "List what exists on remotes and nobody can read."),
    },
    "Vault": {
        "init": ("init", "Make a new vault."),
        "agent": ("agent", "Start, stop and look at the agent: one unlock for all commands."),
        "unlock": ("unlock", "Hand the vault's key to the agent."),
        "lock": ("lock", "Let every program forget the keys it holds."),
        "passwd": ("passwd", "Change the passphrase."),
        "slot": ("slots", "List, add and remove what unlocks the vault."),
        "rekey": ("rekey", "Give the vault another key; every value is sealed anew."),
        "merge": ("merge", "Take in what was changed in other copies of the vault."),
        "check": ("check", "Verify every byte of the vault."),
        "repair": ("repair", "Save what can be saved of a damaged vault."),
        "backups": ("backups", "List former states of the vault, or go back to one."),
        "activity": ("activity", "Show what changed, and what this machine looked at."),
    },
    "Program": {
        "serve": ("serve", "Serve the vault to programs here, in the dialects of the remotes."),
        "helper": ("helper", "Answer git, Docker, the AWS tools and ssh-agent from the vault."),
        "completion": ("completion", "Print what lets bash, zsh or fish complete names."),
        "doctor": ("doctor", "Look for what is not well around the vault."),
        "help": ("help", "Show a page of the manual, or list the pages."),
    },
}

MODULES: Final = {name: module for part in COMMANDS.values() for name, (module, _) in part.items()}
SUMMARIES: Final = {
    name: summary for part in COMMANDS.values() for name, (_, summary) in part.items()
}
