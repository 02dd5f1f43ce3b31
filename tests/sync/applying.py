"""What a child does until it is killed: resume what is open, then plan and apply."""

import signal
from pathlib import Path

import pytest

from tests.session.forks import say
from tests.session.sessions import same_vault
from tests.sync import far_remote
from vaulttui.crypto.keys import VaultKeys
from vaulttui.operations import plans
from vaulttui.secret import Secret
from vaulttui.sync import runner
from vaulttui.sync.report import Outcome

far_remote.register(pytest.MonkeyPatch())
runner.FIRST_PAUSE = 0.0


def play(path: str, vault_id: str, secret: str, *then: str) -> None:
    """One run: ``resumed DONE OPEN``, ``applying N``, ``applied DONE TRIED``.

    With a word more it stays until it is killed, so that nobody else has its number.
    """
    keys = VaultKeys(bytes.fromhex(vault_id), Secret(bytes.fromhex(secret)))
    session = same_vault(Path(path), keys)
    [remote] = session.view.graph.remotes
    resumed = plans.resume(session, remote)
    say("resumed", resumed.count(Outcome.DONE), len(resumed.results))
    plan = plans.plan(session, remote)
    say("applying", len(plan.effects))
    report = plans.apply(session, remote, plan)
    say("applied", report.count(Outcome.DONE), len(report.results))
    session.close()
    if then:
        signal.pause()
