"""Decimals and feeds of the world, by token; and the allow list of bidders."""

from pathlib import Path

import msgspec

from solver.domain.primitives import Address, address
from solver.sandbox.chain.worldfile import World


class Prices:
    """Where the dollar price of a token is found."""

    def __init__(self, world: World) -> None:
        self._decimals = {address(token.address): token.decimals for token in world.tokens}
        self._feeds = {address(feed.base): address(feed.address) for feed in world.feeds}

    def source(self, token: Address) -> tuple[Address, int] | None:
        """Feed (dollars of one whole token) and decimals of a token; None where either is unknown."""
        if token not in self._feeds or token not in self._decimals:
            return None
        return self._feeds[token], self._decimals[token]


class _Bidders(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    bidders: tuple[str, ...]


def read_bidders(path: Path) -> frozenset[Address]:
    """The allow list {"bidders": [address, ...]}; raises msgspec.MsgspecError or DomainError."""
    return frozenset(address(text) for text in msgspec.json.decode(path.read_bytes(), type=_Bidders).bidders)
