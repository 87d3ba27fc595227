"""What a seed decides."""

from collections import Counter

import pytest

from solver.domain.auction import Side
from solver.sandbox.traders.draw import HOSTILE, Draft, Kind, default_hostile, draw


def drafts(seed: int, intents: int = 24, hostile: int = 4) -> tuple[Draft, ...]:
    return draw(seed, intents, hostile, traders=24, safes=6)


def test_one_seed_is_one_stream_and_two_seeds_differ() -> None:
    assert drafts(5) == drafts(5)
    assert drafts(5) != drafts(6)


@pytest.mark.parametrize("seed", range(30))
def test_of_24_intents_four_are_hostile_in_different_ways_and_the_first_third_is_honest(seed: int) -> None:
    kinds = [draft.kind for draft in drafts(seed)]
    assert Counter(kinds) == Counter({Kind.HONEST: 20} | dict.fromkeys(HOSTILE, 1))
    assert set(kinds[:8]) == {Kind.HONEST}
    assert [kind for kind in kinds if kind is not Kind.HONEST][-1] is Kind.REPLAYED


def test_hostile_intents_stand_in_other_places_under_other_seeds() -> None:
    assert len({tuple(draft.kind for draft in drafts(seed)) for seed in range(30)}) > 20


@pytest.mark.parametrize(("intents", "hostile"), [(24, 4), (12, 2), (6, 1), (5, 0), (1, 0), (200, 4)])
def test_a_shorter_stream_has_fewer_hostile_intents(intents: int, hostile: int) -> None:
    assert default_hostile(intents) == hostile
    assert len(drafts(1, intents, hostile)) == intents


def test_more_hostile_intents_than_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        drafts(1, 6, 5)


@pytest.mark.scaled(quick=20, soak=500)
def test_a_stream_has_all_that_desks_do(scale: int) -> None:
    honest = [d for seed in range(scale) for d in drafts(seed) if d.kind is Kind.HONEST]
    assert {d.underlying for d in honest} == {"ETH", "BTC"}
    assert {d.quote for d in honest} == {"USDC", "USDT", "DAI"}
    assert {(d.buys_base, d.side, d.is_safe) for d in honest} == {
        (buys, side, safe) for buys in (True, False) for side in Side for safe in (True, False)
    }
    assert {leg.is_call for d in honest for leg in d.legs} == {True, False}
    assert {leg.weight > 0 for d in honest for leg in d.legs} == {True, False}
    sizes = [d.notional_usd for d in honest]
    assert all(2_000 <= size <= 2_000_000 for size in sizes)
    assert min(sizes) < 50_000
    assert max(sizes) > 1_000_000


def test_only_a_trader_with_a_key_of_its_own_forges_or_replays() -> None:
    risky = {Kind.FORGED, Kind.REPLAYED, Kind.EXPIRED}
    assert not any(d.is_safe for seed in range(50) for d in drafts(seed) if d.kind in risky)


def test_no_nonce_is_drawn_twice() -> None:
    nonces = [d.nonce for seed in range(20) for d in drafts(seed)]
    assert len(set(nonces)) == len(nonces)
    assert all(nonce < 2**256 for nonce in nonces)
