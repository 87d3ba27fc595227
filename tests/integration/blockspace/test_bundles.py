"""What the relay promises about bundles, against a real node."""

from typing import TYPE_CHECKING

import pytest
from eth_utils.crypto import keccak

from solver.sandbox.chain.abi import calldata
from solver.sandbox.chain.addresses import CREATE2_DEPLOYER, WETH
from solver.sandbox.chain.keys import address_of, roles

if TYPE_CHECKING:
    from tests.integration.blockspace.conftest import Signed, Space

pytestmark = pytest.mark.anvil

SOLVER, RIVAL = 2, 3
BUILDER = address_of(roles()["builder"])
MILLIETHER = 10**15
FORWARD_ALL = "600e600c600039600e6000f3" + "34600c575f5f5f5f47415af15b00"
"""Creates a contract that keeps what it is sent, and called without value pays its whole balance to the coinbase."""


FICKLE = "600a600c600039600a6000f3" + "44156008575f5ffd5b00"
"""Creates a contract that reverts unless the block's randomness is zero, as it is in a simulation."""


def created(creation: str) -> str:
    """Where the CREATE2 deployer puts it."""
    seed = bytes.fromhex("ff" + CREATE2_DEPLOYER[2:] + "00" * 32) + keccak(bytes.fromhex(creation))
    return "0x" + keccak(seed)[-20:].hex()


async def failing(space: "Space", index: int = 13) -> "Signed":
    """A transfer of more WETH than there is: it runs and reverts."""
    return (await space.person(index)).sign(WETH, calldata("transfer(address,uint256)", BUILDER, 1 << 200))


async def test_a_bundle_with_a_reverting_transaction_is_not_included_at_all(space: "Space") -> None:
    good, bad = (await space.person(12)).pay_builder(MILLIETHER), await failing(space)
    await space.send_bundle(SOLVER, good, bad)
    assert await space.seal() == []
    assert await space.statuses(good, bad) == [None, None]


async def test_a_transaction_that_may_revert_lands_reverted(space: "Space") -> None:
    good, bad = (await space.person(12)).pay_builder(MILLIETHER), await failing(space)
    await space.send_bundle(SOLVER, good, bad, revertingTxHashes=[bad.hash])
    assert await space.seal() == [good.hash, bad.hash]
    assert await space.statuses(good, bad) == [1, 0]


async def test_a_replacement_leaves_only_the_new_bundle(space: "Space") -> None:
    person = await space.person(12)
    old, new = person.pay_builder(2 * MILLIETHER, nonce=person.nonce), person.pay_builder(MILLIETHER)
    await space.send_bundle(SOLVER, old, replacementUuid="a")
    await space.send_bundle(SOLVER, new, replacementUuid="a")
    assert await space.seal() == [new.hash]


async def test_an_older_replacement_that_arrives_late_changes_nothing(space: "Space") -> None:
    person = await space.person(12)
    old, new = person.pay_builder(2 * MILLIETHER, nonce=person.nonce), person.pay_builder(MILLIETHER)
    await space.send_bundle(SOLVER, new, replacementUuid="a", replacementNonce=2)
    with pytest.raises(Exception, match="newer replacement"):
        await space.send_bundle(SOLVER, old, replacementUuid="a", replacementNonce=1)
    assert await space.seal() == [new.hash]


async def test_a_cancelled_bundle_is_not_included(space: "Space") -> None:
    await space.send_bundle(SOLVER, (await space.person(12)).pay_builder(), replacementUuid="a")
    assert await space.relay(SOLVER, "eth_cancelBundle", {"replacementUuid": "a"}) == {"cancelled": True}
    assert await space.seal() == []


async def test_an_empty_bundle_with_the_uuid_cancels_too(space: "Space") -> None:
    await space.send_bundle(SOLVER, (await space.person(12)).pay_builder(), replacementUuid="a")
    await space.send_bundle(SOLVER, replacementUuid="a")
    assert await space.seal() == []


async def test_nobody_cancels_or_replaces_another_signers_bundle(space: "Space") -> None:
    mine, theirs = [person.pay_builder() for person in await space.people(12, 13)]
    await space.send_bundle(SOLVER, mine, replacementUuid="a")
    assert await space.relay(RIVAL, "eth_cancelBundle", {"replacementUuid": "a"}) == {"cancelled": False}
    await space.send_bundle(RIVAL, theirs, replacementUuid="a")
    assert sorted(await space.seal()) == sorted([mine.hash, theirs.hash])


async def test_a_bundle_lands_in_its_target_block_only(space: "Space") -> None:
    payment = (await space.person(12)).pay_builder()
    await space.send_bundle(SOLVER, payment, block=await space.head() + 2)
    assert [await space.seal() for _ in range(3)] == [[], [payment.hash], []]


async def test_a_bundle_misses_its_block_outside_its_timestamps(space: "Space") -> None:
    early, late, fitting = [person.pay_builder() for person in await space.people(12, 13, 14)]
    next_timestamp = space.blockspace.head.timestamp + 12
    await space.send_bundle(SOLVER, early, minTimestamp=next_timestamp + 1)
    await space.send_bundle(SOLVER, late, maxTimestamp=next_timestamp - 1)
    await space.send_bundle(SOLVER, fitting, minTimestamp=next_timestamp, maxTimestamp=next_timestamp)
    assert await space.seal() == [fitting.hash]


async def test_a_block_that_has_passed_cannot_be_targeted(space: "Space") -> None:
    with pytest.raises(Exception, match="has passed"):
        await space.send_bundle(SOLVER, (await space.person(12)).pay_builder(), block=await space.head())


async def test_of_two_bundles_that_share_a_transaction_the_higher_bid_lands(space: "Space") -> None:
    shared, low, high = [
        person.pay_builder(wei)
        for person, wei in zip(await space.people(12, 13, 14), (0, MILLIETHER, 3 * MILLIETHER), strict=True)
    ]
    await space.send_bundle(SOLVER, shared, low)
    await space.send_bundle(RIVAL, shared, high)
    assert await space.seal() == [shared.hash, high.hash]


async def test_payments_in_weth_count_as_much_as_ether(space: "Space") -> None:
    in_ether, in_weth, nonce_rival = await space.people(12, 13, 14)
    shared = nonce_rival.pay_builder()
    ether = in_ether.pay_builder(MILLIETHER)
    weth = in_weth.sign(WETH, calldata("transfer(address,uint256)", BUILDER, 10 * MILLIETHER), tip=0)
    await space.send_bundle(SOLVER, shared, ether)
    await space.send_bundle(RIVAL, shared, weth)
    assert await space.seal() == [shared.hash, weth.hash]


async def test_a_bundle_that_pays_less_in_its_place_than_alone_is_left_out(space: "Space") -> None:
    owner, first, second = await space.people(12, 13, 14)
    purse = created(FORWARD_ALL)
    for made in (owner.sign(CREATE2_DEPLOYER, "0x" + "00" * 32 + FORWARD_ALL), owner.sign(purse, value=MILLIETHER)):
        await space.public("eth_sendRawTransaction", made.raw)
    await space.seal()
    takes, comes_late = first.sign(purse, tip=3), second.sign(purse, tip=2)
    await space.send_bundle(SOLVER, comes_late)
    await space.send_bundle(RIVAL, takes)
    assert await space.seal() == [takes.hash]


async def test_the_block_does_not_depend_on_the_order_of_arrival(space: "Space") -> None:
    people = await space.people(*range(12, 20))
    payments = [person.pay_builder(tip=1 + i % 3) for i, person in enumerate(people)]
    target = await space.head() + 1

    async def block(order: list[int]) -> list[str]:
        for i in order:
            if i % 2:
                await space.public("eth_sendRawTransaction", payments[i].raw)
            else:
                await space.send_bundle(SOLVER, payments[i], block=target)
        sealed = await space.seal()
        await space.blockspace.node.unmine(1)
        space.blockspace._head = await space.blockspace.node.head()
        return sealed

    forwards = await block(list(range(8)))
    assert len(forwards) == 8
    assert await block(list(range(7, -1, -1))) == forwards


async def test_a_simulated_bundle_pays_what_the_block_then_pays(space: "Space") -> None:
    person = await space.person(12)
    payment = person.pay_builder(MILLIETHER, tip=2)
    weth = person.sign(WETH, calldata("transfer(address,uint256)", BUILDER, 5))
    head = await space.head()
    call = {"txs": [payment.raw, weth.raw], "blockNumber": hex(head + 1), "stateBlockNumber": "latest"}
    told = await space.relay(SOLVER, "eth_callBundle", call)
    before = int(await space.public("eth_getBalance", BUILDER, "latest"), 16)
    await space.send_bundle(SOLVER, payment, weth)
    await space.seal()
    gained = int(await space.public("eth_getBalance", BUILDER, "latest"), 16) - before
    receipts = [await space.public("eth_getTransactionReceipt", t.hash) for t in (payment, weth)]
    assert int(told["coinbaseDiff"]) == gained + 5
    assert int(told["ethSentToCoinbase"]) == MILLIETHER + 5
    assert [r["gasUsed"] for r in told["results"]] == [int(r["gasUsed"], 16) for r in receipts]
    assert told["stateBlockNumber"] == head


async def test_a_simulated_bundle_tells_which_transaction_reverts(space: "Space") -> None:
    bad = await failing(space)
    told = await space.relay(SOLVER, "eth_callBundle", {"txs": [bad.raw], "blockNumber": hex(await space.head() + 1)})
    assert told["results"][0]["error"] == "execution reverted"


async def test_a_later_transaction_may_spend_what_an_earlier_one_of_the_bundle_brings(space: "Space") -> None:
    rich, poor = await space.person(12), space.pauper()
    brings = rich.sign(poor.address, value=10**18, gas=21_000)
    spends = poor.pay_builder(MILLIETHER)
    await space.send_bundle(SOLVER, brings, spends)
    assert await space.seal() == [brings.hash, spends.hash]


async def test_a_public_transaction_that_a_bundle_left_unpayable_does_not_hold_up_the_block(space: "Space") -> None:
    rich, other, poor = await space.person(12), await space.person(13), space.pauper()
    await space.public("eth_sendRawTransaction", rich.sign(poor.address, value=10**17, gas=21_000).raw)
    await space.seal()
    for payment in (poor.pay_builder(nonce=0), poor.pay_builder(nonce=1), (last := other.pay_builder(tip=0))):
        await space.public("eth_sendRawTransaction", payment.raw)
    drains = poor.pay_builder(10**17 - 21_000 * 100 * 10**9, tip=50, nonce=0)
    await space.send_bundle(SOLVER, drains)
    assert await space.seal() == [drains.hash, last.hash]


async def test_an_order_that_runs_otherwise_when_mined_is_taken_out_of_the_block(space: "Space") -> None:
    owner, first, second = await space.people(12, 13, 14)
    await space.public("eth_sendRawTransaction", owner.sign(CREATE2_DEPLOYER, "0x" + "00" * 32 + FICKLE).raw)
    await space.seal()
    fickle, steady = first.sign(created(FICKLE), tip=9), second.pay_builder(tip=1)
    await space.send_bundle(SOLVER, fickle)
    await space.public("eth_sendRawTransaction", steady.raw)
    head = await space.head()
    assert await space.seal() == [steady.hash]
    assert await space.head() == head + 1
