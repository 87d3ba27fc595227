"""The traders of a world and their keys."""

from solver.sandbox.chain.keys import TRADERS, Keyring, address_of
from solver.sandbox.chain.worldfile import World
from solver.sandbox.traders.draw import Draft
from solver.sandbox.traders.sign import Trader


class People:
    """EOA traders and Safes, numbered as drafts number them."""

    def __init__(self, world: World) -> None:
        self._keys = Keyring()
        self._safes = world.safes
        self._index_of = {account.address: account.index for account in world.accounts.values()}
        self.count = len(TRADERS)

    def of(self, draft: Draft) -> Trader:
        """Who the draft says."""
        if not draft.is_safe:
            return self.eoa(draft.trader)
        safe = self._safes[draft.trader]
        return Trader(safe.address, self._keys.account(self._index_of[safe.owner]), is_safe=True)

    def eoa(self, number: int) -> Trader:
        """The trader with an account of its own."""
        index = TRADERS[number % self.count]
        return Trader(address_of(index), self._keys.account(index), is_safe=False)

    def stranger_to(self, trader: Trader, number: int) -> Trader:
        """The trader's address with somebody else's key."""
        return Trader(trader.address, self.eoa(number + 1).key, trader.is_safe)
