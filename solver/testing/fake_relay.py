"""A private relay that keeps what it is sent."""

from solver.bundles.compose import bundle_hash
from solver.domain.bundle import Bundle
from solver.domain.primitives import Hash
from solver.testing.trouble import Troubles


class FakeRelay:
    """ports.Relay: a bundle with the same name for the same block takes the place of the one before."""

    name = "fake"

    def __init__(self) -> None:
        self.troubles = Troubles()
        self.received: list[Bundle] = []

    async def send_bundle(self, bundle: Bundle) -> Hash:
        self.troubles.strike("send_bundle")
        self.received.append(bundle)
        return bundle_hash(bundle.transactions)

    def standing(self, block: int) -> tuple[Bundle, ...]:
        """What a builder would find for that block."""
        by_name = {bundle.replacement_uuid: bundle for bundle in self.received if bundle.target_block == block}
        return tuple(by_name.values())
