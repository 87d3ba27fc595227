"""Which trader's nonce is being worked for: of two intents with the same one, only one can settle."""

from solver.domain.intent import OrderInfo
from solver.domain.primitives import Address, Hash


class Claims:
    """Held by one auction each, from verification to its ending."""

    def __init__(self) -> None:
        self._holders: dict[tuple[Address, int], Hash] = {}

    def take(self, info: OrderInfo, auction_id: Hash) -> bool:
        """Whether that auction holds the order's nonce now."""
        return self._holders.setdefault((info.swapper, info.nonce), auction_id) == auction_id

    def release(self, auction_id: Hash) -> None:
        """The auction's intent has ended."""
        self._holders = {nonce: holder for nonce, holder in self._holders.items() if holder != auction_id}
