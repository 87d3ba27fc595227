"""A solver of one world never works in the other."""

import pytest

from solver.app.config import ConfigError
from solver.app.safety import check_chain, check_contracts, check_deployment
from solver.domain.primitives import Address, Hash
from solver.domain.sandbox_keys import MARKER_ADDRESS, MARKER_CODE
from solver.domain.universe import Contracts, Universe
from solver.intents.digests import reactor_domain
from solver.intents.words import address_word, keccak, uint_word
from solver.ports import Refused
from solver.testing import intents as i
from solver.testing.fake_chain import FakeChain
from solver.testing.fake_relay import FakeRelay

UNIVERSE = Universe(1, Contracts(i.REACTOR, i.DUTCH_RESOLVER, i.account(0xAE), i.PERMIT2, i.WETH), (), (), ())


class Coded(FakeChain):
    """A chain on which some accounts have code."""

    def __init__(self, **codes: bytes) -> None:
        super().__init__(FakeRelay())
        self.codes = codes

    async def code(self, account: Address, at: Hash) -> bytes:
        assert at
        return self.codes.get(account, b"")


MARKED = {MARKER_ADDRESS: bytes.fromhex(MARKER_CODE[2:])}


async def test_each_mode_takes_its_own_chain() -> None:
    await check_chain(Coded(**MARKED), "sandbox")
    await check_chain(Coded(), "live")


async def test_live_mode_refuses_a_sandbox_chain() -> None:
    with pytest.raises(ConfigError, match="live mode refuses"):
        await check_chain(Coded(**MARKED), "live")


@pytest.mark.parametrize("codes", [{}, {MARKER_ADDRESS: b"\xfe"}])
async def test_sandbox_mode_refuses_any_other_chain(codes: dict[str, bytes]) -> None:
    with pytest.raises(ConfigError, match="no sandbox chain"):
        await check_chain(Coded(**codes), "sandbox")


async def test_an_address_without_code_is_named() -> None:
    c = UNIVERSE.contracts
    codes = dict.fromkeys((i.EXECUTOR, c.reactor, c.dutch_resolver, c.lens, c.permit2), b"\1")
    with pytest.raises(ConfigError, match=r"contracts\.vault"):
        await check_contracts(Coded(**codes), UNIVERSE, i.EXECUTOR, i.VAULT)
    await check_contracts(Coded(**codes, **{i.VAULT: b"\1"}), UNIVERSE, i.EXECUTOR, i.VAULT)


SUBMITTER = i.account(0x5B)


class Deployed(FakeChain):
    """A chain on which each getter answers as a test says."""

    def __init__(self, answers: dict[tuple[Address, str], bytes]) -> None:
        super().__init__(FakeRelay())
        self.answers = {(account, keccak(name.encode())[:4]): word for (account, name), word in answers.items()}

    async def call(self, to: Address, data: bytes, at: Hash, time_s: int | None = None) -> bytes:
        assert at
        assert time_s is None
        if (to, data[:4]) not in self.answers:
            raise Refused("node", "reverted", "no such function")
        return self.answers[to, data[:4]]


RIGHT = {
    (i.EXECUTOR, "reactor()"): address_word(i.REACTOR),
    (i.EXECUTOR, "weth()"): address_word(i.WETH),
    (i.EXECUTOR, "vault()"): address_word(i.VAULT),
    (i.VAULT, "executor()"): address_word(i.EXECUTOR),
    (i.REACTOR, "permit2()"): address_word(i.PERMIT2),
    (i.REACTOR, "DOMAIN_SEPARATOR()"): reactor_domain(1, i.REACTOR),
    (i.EXECUTOR, "isSubmitter(address)"): uint_word(1),
}


async def test_contracts_that_belong_together_are_taken() -> None:
    await check_deployment(Deployed(RIGHT), UNIVERSE, i.EXECUTOR, i.VAULT, SUBMITTER)


@pytest.mark.parametrize("wrong", RIGHT)
async def test_a_contract_of_others_or_of_another_chain_is_named(wrong: tuple[Address, str]) -> None:
    for answers in (RIGHT | {wrong: uint_word(0)}, {asked: word for asked, word in RIGHT.items() if asked != wrong}):
        with pytest.raises(ConfigError, match=wrong[0]):
            await check_deployment(Deployed(answers), UNIVERSE, i.EXECUTOR, i.VAULT, SUBMITTER)


async def test_a_reactor_on_another_chain_is_refused() -> None:
    elsewhere = RIGHT | {(i.REACTOR, "DOMAIN_SEPARATOR()"): reactor_domain(8453, i.REACTOR)}
    with pytest.raises(ConfigError, match="chain_id 1"):
        await check_deployment(Deployed(elsewhere), UNIVERSE, i.EXECUTOR, i.VAULT, SUBMITTER)
