"""Where the checkout is: the sandbox needs its contracts, artifacts and tools."""

from pathlib import Path


class NoCheckout(Exception):
    """Installed without its repository."""

    def __str__(self) -> str:
        return "the sandbox needs a checkout of the repository: clone it and run `make setup` there"


def repository_root() -> Path:
    """The folder of this checkout. Raises NoCheckout."""
    root = Path(__file__).resolve().parents[2]
    if not (root / "foundry.toml").is_file() or not (root / "contracts" / "artifacts.lock").is_file():
        raise NoCheckout
    return root
