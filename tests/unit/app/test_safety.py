"""A solver of one world never works in the other."""

import pytest

from solver.app.config import ConfigError
from solver.app.safety import check_chain, check_contracts
from solver.domain.primitives import Address, Hash
from solver.domain.sandbox_keys import MARKER_ADDRESS, MARKER_CODE
from solver.domain.universe import Contracts, Universe
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
