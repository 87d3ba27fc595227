"""What this solver takes on."""

from dataclasses import dataclass

from solver.domain.primitives import ZERO_ADDRESS, Address
from solver.domain.universe import Universe

DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class VerifyPolicy:
    """The one reactor and resolver it settles through, its allow list, and its limits; times in seconds.

    forbidden_recipients: accounts whose balance the settlement itself moves or measures
    """

    chain_id: int
    reactor: Address
    resolver: Address
    permit2: Address
    tokens: frozenset[Address]
    forbidden_recipients: frozenset[Address]
    max_one_shot_s: int = 7 * DAY_S
    max_legs: int = 8


def policy_of(universe: Universe, *, executor: Address, vault: Address) -> VerifyPolicy:
    """The policy of a solver with that executor and vault in that universe."""
    contracts, tokens = universe.contracts, frozenset(token.address for token in universe.tokens)
    ours = {executor, vault, contracts.reactor, contracts.dutch_resolver, contracts.permit2, contracts.lens}
    pools = {pool.address for pool in universe.pools}
    return VerifyPolicy(
        chain_id=universe.chain_id,
        reactor=contracts.reactor,
        resolver=contracts.dutch_resolver,
        permit2=contracts.permit2,
        tokens=tokens,
        forbidden_recipients=frozenset({ZERO_ADDRESS} | ours | pools) | tokens,
    )
