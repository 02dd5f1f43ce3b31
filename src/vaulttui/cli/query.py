"""Queries as arguments of a command: every word is a term, also one that begins with a hyphen."""

import re

import click

from vaulttui.cli.command import Command


class QueryCommand(Command):
    """Takes -WORD as a term of ``query``: there are no short options that it could be."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Let click see all but the negated terms; the order of terms means nothing."""
        negated = [term for term in args if re.match("-[^-]", term)]
        rest = super().parse_args(ctx, [term for term in args if term not in negated])
        ctx.params["query"] += tuple(negated)
        return rest


def joined(query: tuple[str, ...]) -> str:
    """The arguments as one query."""
    return " ".join(map(_term, query))


def _term(argument: str) -> str:
    """One argument of the shell is one term, blanks included, as whoever quoted it meant."""
    if " " not in argument or '"' in argument:
        return argument
    word, colon, value = argument.partition(":")
    if colon and word.lstrip("-").isalpha():
        return f'{word}:"{value}"'
    return f'"{argument}"'
