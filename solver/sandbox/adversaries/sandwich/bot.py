"""The sandwich bot: on each head, the most profitable attack on what is public, as one bundle."""

import enum
from dataclasses import dataclass

from eth_account.signers.local import LocalAccount

from solver.domain.primitives import Address
from solver.ports import Refused
from solver.sandbox.adversaries.sandwich.attack import Attack, best_attack
from solver.sandbox.adversaries.sandwich.bid import Gas, bid_for
from solver.sandbox.adversaries.sandwich.chain import (
    Head,
    Prices,
    missing_approvals,
    read_balance,
    read_nonce,
    read_prices,
    read_victims,
)
from solver.sandbox.adversaries.sandwich.orders import Fees, Leg, back_leg, front_leg, sign
from solver.sandbox.adversaries.sandwich.pools import pool_of, read_market
from solver.sandbox.adversaries.sandwich.relay import RelayClient
from solver.sandbox.adversaries.sandwich.victims import Victim
from solver.sandbox.chain.abi import calldata
from solver.sandbox.chain.background.venues import PairPool, know_pools
from solver.sandbox.chain.worldfile import World
from solver.wire.rpc import AsyncJsonRpc

APPROVAL_TIP_WEI = 10**9


class Restraint(enum.Enum):
    """Why a victim was let go."""

    UNKNOWN_POOL = "its pool is not one of the world's"
    NOTHING_TO_TAKE = "its limit leaves nothing"
    FAILS = "the bundle does not run"
    NOT_WORTH_GAS = "gas and bid cost more than the gain"


@dataclass(frozen=True, slots=True)
class Sent:
    """A bundle that was handed to the relay."""

    attack: Attack
    bundle_hash: str
    gain_wei: int
    cost_wei: int


@dataclass(frozen=True, slots=True)
class Spared:
    """A victim that was let go."""

    victim: Victim
    reason: Restraint


@dataclass(frozen=True, slots=True)
class Prepared:
    """An attack worth its price, signed."""

    attack: Attack
    transactions: tuple[str, str, str]
    gain_wei: int
    cost_wei: int


@dataclass(frozen=True, slots=True)
class Turn:
    """One head as the bot meets it: its own next nonce, and what tokens are worth."""

    head: Head
    nonce: int
    prices: Prices


class SandwichBot:
    """Attacks with its own holdings; share_bps of what an attack leaves after gas goes to the builder."""

    def __init__(
        self, rpc: AsyncJsonRpc, relay: RelayClient, world: World, signer: LocalAccount, share_bps: int
    ) -> None:
        self._rpc = rpc
        self._relay = relay
        self._world = world
        self._signer = signer
        self._share_bps = share_bps
        self._pools: tuple[PairPool, ...] = ()
        self._routers: tuple[Address, ...] = ()
        self.address = Address(signer.address.lower())

    async def prepare(self, head: Head) -> int:
        """Learn the pools, and approve in public what their routers may not move yet; says how many approvals."""
        self._pools = await know_pools(self._rpc, self._world, head.number)
        self._routers = tuple(sorted({pool.router for pool in self._pools}))
        tokens = [token.address for token in self._world.tokens]
        missing = await missing_approvals(self._rpc, self.address, tokens, self._routers, head.number)
        first = await read_nonce(self._rpc, self.address, head.number)
        for nonce, (token, router) in enumerate(missing, first):
            leg = Leg(token, calldata("approve(address,uint256)", router, (1 << 256) - 1))
            fees = Fees(2 * head.next_base_fee_wei + APPROVAL_TIP_WEI, APPROVAL_TIP_WEI)
            await self._rpc.call("eth_sendRawTransaction", [sign(self._signer, leg, nonce, fees)])
        return len(missing)

    async def act(self, head: Head) -> tuple[Sent | Spared, ...]:
        """Attack the victim that leaves most; victims let go are told with the reason."""
        victims = await read_victims(self._rpc, self._routers, self.address, head.next_timestamp)
        if not victims:
            return ()
        prices = await read_prices(self._rpc, self._world, head.number)
        turn = Turn(head, await read_nonce(self._rpc, self.address, head.number), prices)
        outcomes = [await self._consider(turn, victim) for victim in victims]
        ready = [outcome for outcome in outcomes if isinstance(outcome, Prepared)]
        spared = tuple(outcome for outcome in outcomes if isinstance(outcome, Spared))
        if not ready:
            return spared
        best = max(ready, key=lambda p: (p.gain_wei - p.cost_wei, p.attack.victim.tx_hash))
        bundle_hash = await self._relay.send_bundle(list(best.transactions), head.number + 1)
        return (Sent(best.attack, bundle_hash, best.gain_wei, best.cost_wei), *spared)

    async def _consider(self, turn: Turn, victim: Victim) -> Prepared | Spared:
        """The best attack on a victim, simulated at the relay for its gas, and bid for."""
        attack = await self._attack(turn.head, victim)
        if isinstance(attack, Restraint):
            return Spared(victim, attack)
        gas = await self._gas(turn, attack)
        if gas is None:
            return Spared(victim, Restraint.FAILS)
        gain_wei = turn.prices.wei(victim.token_in, attack.profit)
        base_fee_wei = turn.head.next_base_fee_wei
        bid = bid_for(gain_wei, base_fee_wei, gas, _tip(victim, base_fee_wei), self._share_bps)
        if bid is None:
            return Spared(victim, Restraint.NOT_WORTH_GAS)
        least_out = attack.front_in + -(-attack.profit * bid.cost_wei // gain_wei)
        transactions = await self._transactions(turn, attack, least_out, bid.back_tip_wei)
        return Prepared(attack, transactions, gain_wei, bid.cost_wei)

    async def _attack(self, head: Head, victim: Victim) -> Attack | Restraint:
        pool = pool_of(self._pools, victim)
        if pool is None:
            return Restraint.UNKNOWN_POOL
        market = await read_market(self._rpc, pool, self._world.contracts["v3_tick_lens"], head.number)
        purse = await read_balance(self._rpc, victim.token_in, self.address, head.number)
        return best_attack(market, victim, purse) or Restraint.NOTHING_TO_TAKE

    async def _gas(self, turn: Turn, attack: Attack) -> Gas | None:
        transactions = await self._transactions(turn, attack, attack.front_in, 0)
        try:
            results = await self._relay.call_bundle(list(transactions), turn.head.number + 1)
        except Refused:
            return None
        if any("error" in result for result in results):
            return None
        front, victim, back = (int(result["gasUsed"]) for result in results)
        return Gas(front, victim, back)

    async def _transactions(
        self, turn: Turn, attack: Attack, least_out: int, back_tip_wei: int
    ) -> tuple[str, str, str]:
        """Front, victim, back; the bot's whole payment is the last one's tip."""
        base, by = turn.head.next_base_fee_wei, turn.head.next_timestamp
        front = front_leg(attack, self.address, by)
        back = back_leg(attack, least_out, self.address, by)
        victim = await self._rpc.call("debug_getRawTransaction", [attack.victim.tx_hash])
        return (
            sign(self._signer, front, turn.nonce, Fees(base, 0)),
            str(victim),
            sign(self._signer, back, turn.nonce + 1, Fees(base + back_tip_wei, back_tip_wei)),
        )


def _tip(victim: Victim, base_fee_wei: int) -> int:
    return max(0, min(victim.max_priority_fee_per_gas_wei, victim.max_fee_per_gas_wei - base_fee_wei))
