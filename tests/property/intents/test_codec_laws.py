"""Laws of codec, hashes and decay for all inputs."""

import contextlib
import json
import random
from dataclasses import fields, is_dataclass, replace
from itertools import pairwise
from typing import Any

import pytest

from solver.domain.intent import HedgeIntent, SignedIntent
from solver.domain.verified import DutchParams
from solver.intents.codec import IntentMalformed, decode_signed, encode_signed
from solver.intents.digests import signing_digest
from solver.intents.dutch import decode_dutch, encode_dutch
from solver.intents.hashing import intent_hash
from solver.testing import intents as make

TEXTS = ("", "ETH", "ETH-27JUN27-2500-C", "é" * 30, '\x00\x1f"\\', "🦔")


def random_legs(chance: random.Random) -> tuple[Any, ...]:
    return tuple(
        replace(
            make.call_leg(chance.randrange(1, 2**90)),
            instrument=chance.choice(TEXTS),
            is_call=chance.random() < 0.5,
            size_e8=chance.randrange(-(2**127), 2**127),
            expiry=chance.getrandbits(64),
            style=chance.getrandbits(8),
        )
        for _ in range(chance.randrange(9))
    )


def random_intent(chance: random.Random) -> HedgeIntent:
    intent = chance.choice((make.hedge(), make.hedge(make.BUY_ETH), make.standing_hedge()))
    terms = replace(
        intent.terms,
        underlying=chance.choice(TEXTS),
        legs=random_legs(chance),
        carry_e8=chance.randrange(-(2**63), 2**63),
        initial_hedge_e8=chance.randrange(-(2**127), 2**127),
    )
    resolution = replace(intent.resolution, data=chance.randbytes(chance.randrange(200)))
    info = replace(intent.info, nonce=chance.getrandbits(256), deadline=chance.getrandbits(64))
    return replace(intent, info=info, resolution=resolution, terms=terms)


@pytest.mark.scaled(quick=200, soak=20_000)
def test_decode_undoes_encode_for_any_intent(scale: int, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(scale):
        signed = SignedIntent(random_intent(chance), chance.randbytes(chance.choice((0, 64, 65, 300))))
        assert decode_signed(encode_signed(signed)) == signed


def damaged(body: bytes, chance: random.Random) -> bytes:
    text = bytearray(body)
    for _ in range(chance.randrange(1, 4)):
        at = chance.randrange(len(text))
        match chance.randrange(3):
            case 0:
                text[at] = chance.getrandbits(8)
            case 1:
                del text[at : at + chance.randrange(1, 20)]
            case _:
                text[at:at] = chance.choice(
                    (b"[", b"{", b"1e999", b"null", b'"', b"-", b"\\u0000", chance.randbytes(3))
                )
    return bytes(text)


@pytest.mark.scaled(quick=500, soak=100_000)
def test_damaged_bytes_give_an_intent_or_the_named_refusal(scale: int, seed: int) -> None:
    chance = random.Random(seed)
    body = encode_signed(SignedIntent(random_intent(chance), b"\x01" * 65))
    for _ in range(scale):
        with contextlib.suppress(IntentMalformed):
            decode_signed(damaged(body, chance))


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [leaf for key, item in value.items() for leaf in leaves(item, (*path, key))]
    if isinstance(value, list):
        return [leaf for at, item in enumerate(value) for leaf in leaves(item, (*path, at))]
    return [path]


def changed(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if value.startswith("0x"):
        return value[:-1] + ("1" if value[-1] == "0" else "0")
    return str(int(value) + (1 if int(value) <= 0 else -1)) if value.lstrip("-").isdigit() else value + "x"


@pytest.mark.parametrize("intent", [make.hedge(), make.standing_hedge()])
def test_every_field_is_bound_by_hash_and_digest(intent: HedgeIntent) -> None:
    body = json.loads(encode_signed(SignedIntent(intent, b"")))
    seen = {(intent_hash(intent), signing_digest(intent, 1, make.PERMIT2))}
    paths = [path for path in leaves(body) if path[0] == "intent"]
    for path in paths:
        other = json.loads(json.dumps(body))
        holder = other
        for key in path[:-1]:
            holder = holder[key]
        holder[path[-1]] = changed(holder[path[-1]])
        flipped = decode_signed(json.dumps(other).encode()).intent
        seen.add((intent_hash(flipped), signing_digest(flipped, 1, make.PERMIT2)))
    assert len(seen) == len(paths) + 1
    assert len({digest for _, digest in seen}) == len(seen)
    assert len(paths) > count_fields(intent) - 5


def count_fields(value: Any) -> int:
    if is_dataclass(value):
        return sum(count_fields(getattr(value, field.name)) for field in fields(value))
    return sum(map(count_fields, value)) if isinstance(value, tuple) else 1


def random_decay(chance: random.Random) -> DutchParams:
    start = chance.randrange(2**40)
    pairs = [sorted((chance.getrandbits(200), chance.getrandbits(200))) for _ in range(chance.randrange(1, 4))]
    low, high = tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs)
    return DutchParams(start, start + chance.choice((0, 1, 7, 3_600)), low, high, high, low)


@pytest.mark.scaled(quick=200, soak=20_000)
def test_a_decay_never_leaves_its_ends_and_never_turns_back(scale: int, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(scale):
        decay = random_decay(chance)
        assert decode_dutch(encode_dutch(decay)) == decay
        instants = sorted(decay.decay_start + chance.randrange(-5, 4_000) for _ in range(6))
        steps = [decay.amounts_at(decay.decay_start, max(instant, 0)) for instant in instants]
        for (spends, receives), (next_spends, next_receives) in pairwise(steps):
            assert all(before <= after for before, after in zip(spends, next_spends, strict=True))
            assert all(before >= after for before, after in zip(receives, next_receives, strict=True))
        for spends, receives in steps:
            assert all(a <= x <= b for a, x, b in zip(decay.start_spend, spends, decay.end_spend, strict=True))
            assert all(a >= x >= b for a, x, b in zip(decay.start_receive, receives, decay.end_receive, strict=True))
            # Both changes are rounded down, so the two sides of mirrored pairs move alike.
            moved = [x - a for a, x in zip(decay.start_spend, spends, strict=True)]
            assert moved == [a - x for a, x in zip(decay.start_receive, receives, strict=True)]
