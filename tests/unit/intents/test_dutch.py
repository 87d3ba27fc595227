"""The Dutch decay in integers."""

import pytest

from solver.domain.auction import Side
from solver.domain.primitives import DomainError, Hash
from solver.domain.verified import DecayRefused, DutchParams
from solver.intents.dutch import decode_dutch, dutch_amounts, encode_dutch, side_of
from solver.testing import intents as make

DECAY = DutchParams(1_000, 1_007, (100,), (200,), (100,), (0,))


@pytest.mark.parametrize(
    ("timestamp", "spend", "receive"),
    [(0, 100, 100), (1_000, 100, 100), (1_001, 114, 86), (1_006, 185, 15), (1_007, 200, 0), (2_000, 200, 0)],
)
def test_spends_round_down_and_receives_up(timestamp: int, spend: int, receive: int) -> None:
    assert dutch_amounts(DECAY, None, timestamp) == ((spend,), (receive,))


@pytest.mark.parametrize(("timestamp", "spend"), [(999, 100), (1_000, 200), (1_001, 200)])
def test_a_decay_of_no_length_is_a_step(timestamp: int, spend: int) -> None:
    step = DutchParams(1_000, 1_000, (100,), (200,), (), ())
    assert dutch_amounts(step, None, timestamp) == ((spend,), ())


def test_an_award_restarts_the_decay_and_only_tightens() -> None:
    award = make.cosignature(Hash("0x" + "00" * 32), floors=(90,), caps=(110,))
    assert dutch_amounts(DECAY, award, award.decay_start) == ((100,), (100,))
    assert dutch_amounts(DECAY, award, award.decay_start + 7) == ((110,), (90,))


def test_encode_then_decode_is_the_identity() -> None:
    assert decode_dutch(encode_dutch(DECAY)) == DECAY


@pytest.mark.parametrize(
    "data", [b"", b"\x00" * 32, encode_dutch(DECAY)[:-1], encode_dutch(DECAY) + b"\x00", b"\xff" * 512]
)
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(DomainError):
        decode_dutch(data)


def test_decays_on_which_the_resolver_reverts_cannot_exist() -> None:
    with pytest.raises(DecayRefused, match="spend falls"):
        DutchParams(0, 1, (2,), (1,), (), ())
    with pytest.raises(DecayRefused, match="receive rises"):
        DutchParams(0, 1, (), (), (1,), (2,))
    with pytest.raises(DecayRefused, match="before it starts"):
        DutchParams(2, 1, (), (), (), ())
    with pytest.raises(DecayRefused, match="differ in number"):
        DutchParams(0, 1, (1,), (), (), ())


def test_an_overflow_on_chain_is_refused() -> None:
    with pytest.raises(DecayRefused, match="overflow"):
        dutch_amounts(DutchParams(0, 1 << 40, (0,), (2**255,), (), ()), None, 1 << 30)


def test_the_side_is_what_stands_still() -> None:
    assert side_of(DutchParams(0, 9, (5,), (5,), (9,), (8,))) is Side.EXACT_IN
    assert side_of(DutchParams(0, 9, (5,), (6,), (9,), (9,))) is Side.EXACT_OUT
    assert side_of(DutchParams(0, 9, (5,), (6,), (9,), (8,))) is None
