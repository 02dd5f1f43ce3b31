"""What holds for every dialect, on real sockets against ``vaulttui serve``.

Each dialect's test class inherits this one.
"""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from tests.api.serving import TOKEN, running
from tests.operations.samples import make_vault
from tests.remotes.contract_parts import CANARY, NO_TEXT, VALUES, A, Served, Speaker, refused
from tests.remotes.faults import HOSTILE, with_escapes
from tests.remotes.faulty_proxy import FaultyProxy, Forward, Phase, Strike
from tests.transport.asking import VALUE, no_secrets
from tests.transport.odd_server import Arrived, Behaviour
from vaulttui.api import vault as api_vault
from vaulttui.errors import Refused, Rejected, RemoteFailed
from vaulttui.remotes.protocol import (
    DESCRIPTION,
    FIELDS,
    LOCKED,
    LOCKED_HINT,
    NAME,
    REVOKED,
    SCOPE,
    Kind,
    Presence,
    Step,
    Verb,
)
from vaulttui.secret import Secret


class RemoteContract(Speaker):
    """Inherit it, and say what the dialect is called and how its server holds things."""

    # What is read

    async def test_says_what_answers(self, served: Served) -> None:
        async with self.speaking(served) as at:
            before = len(at.proxy.requests)
            said = await at.dialect.test()
            assert len(at.proxy.requests) - before == 1
        assert said.endswith(".")
        assert said.isprintable()

    async def test_an_empty_remote_has_nothing(self, tmp_path: Path) -> None:
        with self._served(tmp_path) as served:
            async with self.speaking(served) as at:
                found = await at.dialect.read(["nothing"])
        assert [one for one in found if one.kind is not Kind.TYPE] == []

    async def test_reading_is_pure(self, served: Served) -> None:
        async with self.speaking(served) as at:
            name = self.fresh()
            await self.made(at, name, **{self.slots[0]: A})
            first, second = [await at.dialect.read([name]) for _ in range(2)]
            assert not any(self.writes(one) for one in at.proxy.requests[-2 * self.to_read :])
        assert first == second
        assert type(first) is tuple
        assert len({(one.kind, one.object_id) for one in first}) == len(first)

    async def test_requests_for_reading_are_its_pages(self, tmp_path: Path) -> None:
        counts = []
        with self._served(tmp_path) as served:
            async with self.speaking(served) as at:
                names = [self.fresh() for _ in range(5)]
                for name in names:
                    await self.made(at, name, **{self.slots[0]: A})
                    before = len(at.proxy.requests)
                    known = names[: names.index(name) + 1]
                    await at.dialect.read(known)
                    counts.append(len(at.proxy.requests) - before)
        each = self.per_object
        assert counts == [self.to_read + each * (n if each else 0) for n in range(5)]

    async def test_hostile_names_are_data(self, served: Served) -> None:
        def fault(_request: Arrived, forward: Forward) -> Behaviour:

            told = forward()
            return replace(
                told, body=json.dumps(with_escapes(json.loads(told.body))).encode()
            ).behaviour()

        async with self.speaking(served) as at:
            name = self.fresh()
            await self.made(at, name, **{self.slots[0]: CANARY})
            at.proxy.strike(Strike(fault, Phase.READING))
            try:
                found = await at.dialect.read([name])
                said = await at.dialect.test()
            finally:
                at.proxy.strike(None)
        assert any(HOSTILE in (one.key, *one.slots) for one in found)
        assert said.isprintable()

    # What is written

    @pytest.mark.parametrize("what", VALUES)
    async def test_values_arrive_byte_for_byte(self, served: Served, what: str) -> None:
        name, slot = self.fresh(), self.slots[0]
        async with self.speaking(served) as at:
            await self.made(at, name, **{slot: Secret.from_text(VALUES[what])})
            found = await at.read(name)
            assert self.bound(at, name) == {slot: VALUES[what].encode()}
        seen = found.slots.get(slot)
        assert seen is Presence.PRESENT or (seen is None and not self.abilities.sees_slots)
        assert found.slots.get(self.slots[1], Presence.ABSENT) is not Presence.PRESENT
        assert VALUES[what] not in repr(found) or what in ("null",)

    async def test_an_empty_value_is_empty_or_nothing(self, served: Served) -> None:
        """Or it is refused, and the former one stays; the engine never asks for it."""
        name, (one, two, _) = self.fresh(), self.slots
        async with self.speaking(served) as at:
            object_id = await self.made(at, name, **{one: A, two: A})
            [step] = self.fills(name, object_id, {one: Secret(b"")})
            error = await refused(at.do(step))
            held = self.bound(at, name)
        assert held.pop(two) == b"a"
        assert held.get(one, b"") == (b"a" if error else b"")

    async def test_bytes_that_are_no_text(self, served: Served) -> None:
        """They arrive, or it is said that they cannot, and nothing is sent."""
        name = self.fresh()
        async with self.speaking(served) as at:
            object_id = await self.made(at, name, **{self.slots[0]: A})
            await at.read(name)
            before = len(at.proxy.done)
            [step] = self.fills(name, object_id, {self.slots[0]: NO_TEXT})
            error = await refused(at.do(step))
            now = self.bound(at, name)[self.slots[0]]
            if error is None:
                assert now == NO_TEXT.reveal()
            else:
                assert (error.status, len(at.proxy.done), now) == (0, before, b"a")

    async def test_one_value_changes_and_the_others_stay(self, served: Served) -> None:
        name, (one, two, three) = self.fresh(), self.slots
        async with self.speaking(served) as at:
            object_id = await self.made(
                at, name, **{one: Secret(b"1"), two: Secret(b"2"), three: Secret(b"3")}
            )
            [step] = self.fills(name, object_id, {two: Secret(b"22")})
            await at.do(step)
            assert self.bound(at, name) == {one: b"1", two: b"22", three: b"3"}
            await at.do(self._emptying(name, object_id, three))
            assert self.bound(at, name) == {one: b"1", two: b"22"}
            found = await at.read(name)
        assert found.object_id == object_id
        assert found.slots.get(three, Presence.ABSENT) is Presence.ABSENT

    def _emptying(self, name: str, object_id: str, slot: str) -> Step:
        return Step(Verb.DELETE, self.kind, name, object_id, remove=frozenset({slot}))

    async def test_a_push_is_no_more_requests_than_it_must_be(self, served: Served) -> None:
        values = dict.fromkeys(self.slots, A)
        async with self.speaking(served) as at:
            await self.made(at, self.fresh(), **values)
            before = len(at.proxy.requests)
            await self.made(at, self.fresh(), **values)
            sent = at.proxy.requests[before:]
        assert len([one for one in sent if not self.polls(one)]) == self.to_push

    def polls(self, _request: Arrived) -> bool:
        """Whether a request only looks how far something is."""
        return False

    async def test_names_as_odd_as_the_dialect_bears(self, served: Served) -> None:
        async with self.speaking(served) as at:
            for name in self.odd_names:
                await self.made(at, name, **{self.slots[0]: A})
                assert (await at.read(name)).key == name
                assert self.bound(at, name) == {self.slots[0]: b"a"}
            if self.kind is Kind.SET:
                name = self.fresh()
                await self.made(at, name, **dict.fromkeys(self.odd_slots, A))
                assert self.bound(at, name) == dict.fromkeys(self.odd_slots, b"a")
                assert set((await at.read(name)).slots) == set(self.odd_slots)

    @pytest.mark.parametrize("name", ["../../x", "a/../b", "\x1b[2J", "?x=1", ".."])
    async def test_names_that_cannot_be_lead_nowhere_else(self, served: Served, name: str) -> None:
        """Refused, or taken as the name that it is; nothing else is written."""
        async with self.speaking(served) as at:
            error = await refused(self.made(at, name, **{self.slots[0]: CANARY}))
            held = {} if error else {self.slots[0]: CANARY.reveal()}
            assert self.bound(at, name) == held
            assert all(one.status < 500 for one in at.proxy.passed)

    # Abilities

    async def test_marks_change_with_their_object_and_never_else(self, served: Served) -> None:
        name, other = self.fresh(), self.fresh()
        slot = self.slots[0]
        async with self.speaking(served) as at:
            object_id = await self.made(at, name, **{slot: A})
            first = (await at.read(name)).mark
            await self.made(at, other, **{slot: A})
            assert (await at.read(name)).mark == first
            [step] = self.fills(name, object_id, {slot: Secret(b"b")})
            written = await at.dialect.write(step)
            if written.pending:
                await at.dialect.follow(written.pending)
            last = (await at.read(name)).mark
        assert (first != last) is self.abilities.marks
        assert bool(first) is self.abilities.marks
        assert written.mark in (None, last)

    async def test_what_it_sees_and_can_change(self, served: Served) -> None:
        able, name = self.abilities, self.fresh()
        changes = able.changes - {FIELDS}
        async with self.speaking(served) as at:
            values = {self.slots[0]: Secret(b"a")}
            ids = [await at.do(one) for one in self.makes(name, values, description="of tests")]
            found = await at.read(name)
            assert found.public.keys() | {NAME, REVOKED} >= able.sees - {REVOKED}
            assert found.public.keys() <= able.sees
            assert found.public.get(DESCRIPTION, "of tests") == "of tests"
            others = {NAME: f"{name}-2", DESCRIPTION: "other", REVOKED: "true"}
            public = {one: others[one] for one in sorted(changes)}
            name = public.get(NAME, name)
            if public:
                await at.do(Step(Verb.CHANGE, self.kind, name, ids[0], public))
            found = await at.read(name)
            assert found.object_id == ids[0]
            assert found.public.items() >= {one: public[one] for one in changes - {NAME}}.items()
            assert self.bound(at, name) == {self.slots[0]: b"a"}

    async def test_making_the_same_twice(self, served: Served) -> None:
        name, values = self.fresh(), {self.slots[0]: Secret(b"a")}
        refused = 0
        async with self.speaking(served) as at:
            for step in self.makes(name, values) * 2:
                try:
                    await at.do(step)
                except Rejected:
                    refused += step.verb is Verb.CREATE
            found = [one for one in await at.dialect.read([name]) if one.key == name]
        assert (refused == 0 and len(found) == 1) is self.abilities.owns_slots

    async def test_whole_objects_are_deleted_where_that_can_be(self, served: Served) -> None:
        if "object" not in self.abilities.deletes:
            pytest.skip("refused, as the table below says")
        name = self.fresh()
        async with self.speaking(served) as at:
            object_id = await self.made(at, name, **{self.slots[0]: A})
            await at.do(Step(Verb.DELETE, self.kind, name, object_id))
            assert self.bound(at, name) == {}
            assert [one for one in await at.dialect.read([name]) if one.key == name] == []
            with pytest.raises(Rejected) as caught:
                await at.do(Step(Verb.DELETE, self.kind, name, object_id))
        assert caught.value.status == 404

    async def test_what_is_not_declared_is_refused_unsent(self, served: Served) -> None:
        async with self.speaking(served) as at:
            name = self.fresh()
            object_id = await self.made(at, name, **{self.slots[0]: A})
            for step in self._beyond(name, object_id):
                before = len(at.proxy.requests)
                with pytest.raises(Rejected) as caught:
                    await at.dialect.write(step)
                no_secrets(caught.value)
                assert (caught.value.status, len(at.proxy.requests)) == (0, before), step
            assert self.bound(at, name) == {self.slots[0]: b"a"}

    def _beyond(self, name: str, object_id: str) -> Iterator[Step]:
        """Steps that no engine should ask for."""
        able = self.abilities
        step = Step(Verb.CHANGE, self.kind, name, object_id, type=self.type)
        secrets = dict.fromkeys(self.slots, CANARY)
        if not able.many_slots:
            yield replace(step, values=secrets)
            yield replace(step, values={"ONE": Secret(b"")}, remove=frozenset({"TWO"}))
        # A request of its own at most: where it is refused the rest of the step would be done.
        yield replace(step, projects=frozenset({"p"}), values={self.slots[0]: CANARY})
        if able.owns_slots:
            yield Step(Verb.CREATE, self.kind, self.fresh())
        elif not able.fills_new:
            yield Step(Verb.CREATE, self.kind, self.fresh(), values=secrets)
        if "object" not in able.deletes:
            yield Step(Verb.DELETE, self.kind, name, object_id)
        for public in {NAME, DESCRIPTION, SCOPE} - able.changes:
            yield replace(step, public={public: "other"})
        for kind in set(Kind) - able.kinds:
            yield Step(Verb.CREATE, kind, self.fresh(), type=self.type)

    async def test_as_many_at_once_as_declared(self, served: Served) -> None:
        """Over two connections, which are in nobody's way."""
        names = [self.fresh() for _ in range(2 * self.abilities.at_once)]
        async with self.speaking(served) as one, self.speaking(served) as other:
            places = [one if number % 2 else other for number in range(len(names))]
            await asyncio.gather(
                *(
                    self.made(at, name, **{self.slots[0]: Secret.from_text(name)})
                    for at, name in zip(places, names, strict=True)
                ),
                one.dialect.read(names),
                other.dialect.read(names),
            )
            for name in names:
                assert self.bound(one, name) == {self.slots[0]: name.encode()}

    # Logins, and servers that do not serve

    async def test_the_login_goes_in_its_header_alone(self, served: Served) -> None:
        async with self.speaking(served) as at:
            before = len(at.proxy.requests)
            await at.dialect.test()
            await self.made(at, self.fresh(), **{self.slots[0]: CANARY})
            sent = at.proxy.requests[before:]
            shown = f"{at.dialect!r} {vars(at.dialect)!r}"
        assert TOKEN not in shown
        assert len(sent) > 1
        for request in sent:
            held = [name for name, text in request.headers.items() if TOKEN in text]
            assert held == ["authorization"]
            assert TOKEN not in request.target + request.body.decode()
            assert VALUE not in f"{request.target} {request.headers}"

    async def test_a_wrong_login_is_refused(self, served: Served) -> None:
        name = self.fresh()
        async with self.speaking(served, "canary-token-51c9") as at:
            for ask in (at.dialect.test, partial(at.dialect.read, [name])):
                with pytest.raises(Refused) as caught:
                    await ask()
                no_secrets(caught.value)
            with pytest.raises(Refused) as caught:
                await self.made(at, name, **{self.slots[0]: CANARY})
            no_secrets(caught.value)
            assert self.bound(at, name) == {}

    async def test_a_locked_server_says_so(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(api_vault, "_BETWEEN_LOOKS", 0.0)
        vault = tmp_path / "vault.vtv"
        make_vault(vault)
        with (
            running(vault, [self.build], {}, locked=lambda: None) as api,
            FaultyProxy(self.writes) as proxy,
        ):
            proxy.lead_to(api.port, lambda: None)
            async with self.speaking((proxy, vault, "none")) as at:
                for ask in (at.dialect.test, partial(at.dialect.read, ["a"])):
                    with pytest.raises(Rejected) as caught:
                        await ask()
                    assert (caught.value.status, caught.value.hint) == (LOCKED, LOCKED_HINT)
                with pytest.raises(RemoteFailed) as failed:
                    await self.made(at, "a", **{self.slots[0]: CANARY})
        no_secrets(failed.value)
        assert failed.value.hint == LOCKED_HINT
