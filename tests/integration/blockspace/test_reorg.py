"""A reorg makes what was private public, as on mainnet."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.integration.blockspace.conftest import Space

pytestmark = pytest.mark.anvil


async def reorg(space: "Space", depth: int) -> dict[str, object]:
    answer: dict[str, object] = (await space.http.post("/control/reorg", json={"depth": depth})).json()
    return answer


async def test_orphaned_transactions_return_to_the_public_mempool_private_ones_too(space: "Space") -> None:
    private, public = [person.pay_builder() for person in await space.people(12, 13)]
    await space.send_bundle(2, private)
    await space.public("eth_sendRawTransaction", public.raw)
    block = await space.seal()
    before = await space.public("eth_getBlockByNumber", "latest", False)
    told = await reorg(space, 1)
    after = await space.public("eth_getBlockByNumber", "latest", False)
    assert told == {"block": int(before["number"], 16), "orphaned": block}
    assert (after["number"], after["timestamp"]) == (before["number"], before["timestamp"])
    assert after["hash"] != before["hash"]
    assert after["parentHash"] == before["parentHash"]
    assert await space.statuses(private, public) == [None, None]
    pending = (await space.public("txpool_content"))["pending"]
    seen = {transaction["hash"] for run in pending.values() for transaction in run.values()}
    assert seen == {private.hash, public.hash}


async def test_what_a_reorg_made_public_is_mined_like_anything_public(space: "Space") -> None:
    person = await space.person(12)
    first, second = person.pay_builder(), person.pay_builder()
    await space.send_bundle(2, first)
    await space.seal()
    await space.send_bundle(2, second)
    await space.seal()
    assert (await reorg(space, 2))["orphaned"] == [first.hash, second.hash]
    assert await space.seal() == [first.hash, second.hash]


async def test_an_empty_block_is_replaced_by_another(space: "Space") -> None:
    await space.seal()
    before = space.blockspace.head.hash
    await reorg(space, 1)
    assert space.blockspace.head.hash != before


async def test_a_reorg_deeper_than_the_chain_is_refused(space: "Space") -> None:
    answer = await space.http.post("/control/reorg", json={"depth": 64})
    assert answer.status_code == 409
    assert (await space.http.post("/control/reorg", json={"depth": 0})).status_code == 400
