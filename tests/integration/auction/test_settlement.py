"""What traders sign and the house cosigns, before the real reactor, Permit2 and Safes."""

import dataclasses
from typing import TYPE_CHECKING, Any

import pytest
from eth_utils.address import to_checksum_address

from solver.domain.auction import Side
from solver.domain.primitives import Address
from solver.intents.hashing import terms_hash
from solver.sandbox.auction.codec import unhex
from solver.sandbox.chain.abi import calldata, word
from solver.sandbox.chain.anvil import Anvil
from solver.sandbox.chain.keys import Keyring, address_of
from solver.sandbox.chain.worldfile import World
from solver.sandbox.traders.stream import Made

if TYPE_CHECKING:
    from tests.integration.auction.conftest import Saleroom

FILLER = address_of(12)
_TERMS = (
    "(address,address,string,(string,uint8,bool,uint128,uint64,uint64,int128)[],(int128,uint128,uint128,uint8)"
    ",(int128,uint128,uint128,uint8),(int128,uint128,uint128,uint8),uint128,int64,int128,uint16,uint32,uint16"
    ",bytes32,bytes32)"
)
_INTENT = (
    "((address,address,uint256,uint64,uint64,uint64,uint8,uint8,uint32),(address,bytes),(address,uint32,uint16)"
    ",(uint8,address,uint256,uint256,uint256)[],(uint8,address,uint256,address,bytes32)[])"
)
_COSIGNATURE = "(bytes32,uint32,uint64,uint64,uint64,address,uint16,uint256[],uint256[])"
_FILL = f"({_INTENT},bytes32,{_TERMS}[],bytes,{_COSIGNATURE}[],bytes,uint32,uint256[],bytes)"


class Settlement:
    """The fill of one won auction, paid by a filler that already holds the receive."""

    def __init__(self, chain: Anvil, world: World, made: Made, award: dict[str, Any]) -> None:
        self.chain = chain
        self.made = made
        self.reactor = world.contracts["reactor"]
        self._award = award

    def settle(self, floor_change: int = 0) -> bool:
        """Whether the reactor takes it; floor_change falsifies the cosigned amount."""
        intent = self.made.intent
        core = tuple(
            _plain(part) for part in (intent.info, intent.resolution, intent.cosign, intent.spends, intent.receives)
        )
        given = self._award["cosigned"]
        amounts = [[int(amount) + floor_change for amount in given[name]] for name in ("spendCaps", "receiveFloors")]
        times = (given["validUntil"], given["decayStart"], given["exclusiveUntil"])
        cosigned = (unhex(given["intentHash"]), 0, *times, given["exclusiveFiller"], given["overrideBps"], *amounts)
        termed = unhex(terms_hash(intent.terms))
        fill: tuple[Any, ...] = (
            core,
            termed,
            [],
            self.made.signature,
            [cosigned],
            unhex(self._award["cosignature"]),
            0,
            [],
            b"",
        )
        return self._sent(self.reactor, calldata(f"execute({_FILL},bytes)", fill, b""))

    def approve(self) -> None:
        token, amount = self.made.intent.receives[0].token, 2**255
        assert self._sent(token, calldata("approve(address,uint256)", self.reactor, amount))

    def balance(self, token: Address, holder: Address) -> int:
        return word(self.chain.rpc.call("eth_call", [{"to": token, "data": calldata("balanceOf(address)", holder)}]))

    def _sent(self, to: Address, data: str) -> bool:
        rpc = self.chain.rpc
        fields: dict[str, Any] = {
            "to": to_checksum_address(to),
            "data": data,
            "gas": 2_000_000,
            "gasPrice": 10**11,
            "nonce": int(rpc.call("eth_getTransactionCount", [FILLER, "latest"]), 16),
            "chainId": 1,
        }
        raw = bytes(Keyring().account(12).sign_transaction(fields).raw_transaction)
        receipt = rpc.call("eth_sendRawTransactionSync", ["0x" + raw.hex()])
        return int(receipt["status"], 16) == 1


def _plain(value: Any) -> Any:
    """A domain value as the ABI encoder wants it."""
    if dataclasses.is_dataclass(value):
        return tuple(_plain(getattr(value, field.name)) for field in dataclasses.fields(value))
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    is_hash = isinstance(value, str) and len(value) == 66
    return unhex(value) if is_hash else value


def won(saleroom: "Saleroom", made: Made, amount: int) -> dict[str, Any]:
    auction = saleroom.opened(made)
    assert saleroom.alice.bid(saleroom.house, auction, amount, FILLER).status_code == 201
    saleroom.bob.decline(saleroom.house, auction)
    return dict(saleroom.alice.get(saleroom.house, f"/v1/auctions/{auction}/award").json())


@pytest.mark.parametrize("is_safe", [False, True], ids=["eoa", "safe"])
@pytest.mark.parametrize("side", list(Side))
def test_an_awarded_intent_settles_on_the_reactor_at_the_amount_of_the_bid(
    saleroom: "Saleroom", world: World, side: Side, *, is_safe: bool
) -> None:
    made = saleroom.desk.fresh(side, is_safe=is_safe)
    intent, trader = made.intent, made.intent.info.swapper
    improved = improved_bid(made)
    settlement = Settlement(saleroom.chain, world, made, won(saleroom, made, improved))
    settlement.approve()
    sell, buy = intent.spends[0].token, intent.receives[0].token
    before = settlement.balance(sell, trader), settlement.balance(buy, trader)
    assert settlement.settle()
    spent = before[0] - settlement.balance(sell, trader)
    received = settlement.balance(buy, trader) - before[1]
    fixed = intent.spends[0].max_total if side is Side.EXACT_IN else intent.receives[0].min_total
    assert (spent, received) == ((fixed, improved) if side is Side.EXACT_IN else (improved, fixed))


def test_a_changed_award_is_refused_by_the_reactor(saleroom: "Saleroom", world: World) -> None:
    made = saleroom.desk.fresh()
    settlement = Settlement(saleroom.chain, world, made, won(saleroom, made, improved_bid(made)))
    settlement.approve()
    assert not settlement.settle(floor_change=-1)
    assert settlement.settle()


def test_a_settled_intent_does_not_settle_twice(saleroom: "Saleroom", world: World) -> None:
    made = saleroom.desk.fresh()
    settlement = Settlement(saleroom.chain, world, made, won(saleroom, made, improved_bid(made)))
    settlement.approve()
    assert settlement.settle()
    assert not settlement.settle()


def improved_bid(made: Made) -> int:
    """An amount better for the trader than the start of the decay, so that the bid alone decides."""
    intent = made.intent
    limit = intent.receives[0].min_total if made.draft.side is Side.EXACT_IN else intent.spends[0].max_total
    return limit * 11 // 10 if made.draft.side is Side.EXACT_IN else limit * 9 // 10
