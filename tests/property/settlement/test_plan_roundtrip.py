"""Encode then decode is the identity, for any plan."""

import random

import pytest

from solver.domain.auction import Cosignature
from solver.domain.intent import (
    CosignPolicy,
    GreekBand,
    HedgeTerms,
    OptionLeg,
    OrderInfo,
    Receive,
    ResolverCall,
    Spend,
)
from solver.domain.primitives import Address, Hash
from solver.domain.route import Family
from solver.settlement.encode import NotAPlan, decode_settle, encode_settle
from solver.settlement.plan import Draw, Fill, Floor, IntentCore, Plan, Swap


class Chance(random.Random):
    """Random values of each field kind, with the extremes often."""

    def uint(self, bits: int) -> int:
        return self.choice((0, (1 << bits) - 1, self.getrandbits(bits)))

    def sint(self, bits: int) -> int:
        half = 1 << (bits - 1)
        return self.choice((-half, half - 1, 0, self.randrange(-half, half)))

    def address(self) -> Address:
        return Address("0x" + self.randbytes(20).hex())

    def hash32(self) -> Hash:
        return Hash("0x" + self.randbytes(32).hex())

    def bytes(self) -> bytes:
        return self.randbytes(self.choice((0, 1, 31, 32, 33, 65, 300)))

    def uints(self) -> tuple[int, ...]:
        return tuple(self.uint(256) for _ in range(self.randrange(4)))

    def text(self) -> str:
        return self.choice(("", "ETH", "ETH-27JUN27-2500-C", "é" * 32, "0x" + "ab" * 32))

    def info(self) -> OrderInfo:
        times = (self.uint(64), self.uint(64), self.uint(64))
        return OrderInfo(
            self.address(), self.address(), self.uint(256), *times, self.uint(8), self.uint(8), self.uint(32)
        )

    def core(self) -> IntentCore:
        return IntentCore(
            self.info(),
            ResolverCall(self.address(), self.bytes()),
            CosignPolicy(self.address(), self.uint(32), self.uint(16)),
            tuple(
                Spend(self.uint(8), self.address(), self.uint(256), self.uint(256), self.uint(256))
                for _ in range(self.randrange(3))
            ),
            tuple(
                Receive(self.uint(8), self.address(), self.uint(256), self.address(), self.hash32())
                for _ in range(self.randrange(3))
            ),
        )

    def band(self) -> GreekBand:
        return GreekBand(self.sint(128), self.uint(128), self.uint(128), self.uint(8))

    def leg(self) -> OptionLeg:
        whether = self.random() < 0.5
        return OptionLeg(
            self.text(), self.uint(8), whether, self.uint(128), self.uint(64), self.uint(64), self.sint(128)
        )

    def terms(self) -> HedgeTerms:
        return HedgeTerms(
            self.address(),
            self.address(),
            self.text(),
            tuple(self.leg() for _ in range(self.randrange(9))),
            self.band(),
            self.band(),
            self.band(),
            self.uint(128),
            self.sint(64),
            self.sint(128),
            self.uint(16),
            self.uint(32),
            self.uint(16),
            self.hash32(),
            self.hash32(),
        )

    def cosignature(self) -> Cosignature:
        times = (self.uint(64), self.uint(64), self.uint(64))
        return Cosignature(
            self.hash32(), self.uint(32), *times, self.address(), self.uint(16), self.uints(), self.uints()
        )

    def fill(self) -> Fill:
        return Fill(
            self.core(),
            self.hash32(),
            tuple(self.terms() for _ in range(self.randrange(2))),
            self.bytes(),
            tuple(self.cosignature() for _ in range(self.randrange(2))),
            self.bytes(),
            self.uint(32),
            self.uints(),
            self.bytes(),
        )

    def swap(self) -> Swap:
        tokens = (self.address(), self.address())
        return Swap(self.choice(list(Family)), self.address(), *tokens, self.uint(256), self.uint(256), self.uint(256))

    def plan(self) -> Plan:
        return Plan(
            self.uint(64),
            self.uint(64),
            self.uint(64),
            self.hash32(),
            tuple(self.fill() for _ in range(self.randrange(1, 3))),
            tuple(Draw(self.address(), self.uint(256)) for _ in range(self.randrange(3))),
            tuple(self.swap() for _ in range(self.randrange(6))),
            tuple(Floor(self.address(), self.sint(256)) for _ in range(self.randrange(6))),
            self.uint(256),
            self.uint(16),
        )


@pytest.mark.scaled(quick=60, soak=6_000)
def test_encode_then_decode_gives_the_same_plan(scale: int, seed: int) -> None:
    chance = Chance(seed)
    for _ in range(scale):
        plan = chance.plan()
        assert decode_settle(encode_settle(plan)) == plan


@pytest.mark.scaled(quick=100, soak=10_000)
def test_damaged_calldata_gives_a_plan_or_a_named_refusal(scale: int, seed: int) -> None:
    chance = Chance(seed)
    calldata = encode_settle(chance.plan())
    for _ in range(scale):
        damaged = bytearray(calldata)
        for _ in range(chance.randrange(1, 4)):
            damaged[chance.randrange(4, len(damaged))] = chance.getrandbits(8)
        try:
            decode_settle(bytes(damaged[: chance.choice((len(damaged), chance.randrange(len(damaged))))]))
        except NotAPlan:
            continue
