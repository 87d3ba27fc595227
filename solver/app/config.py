"""hedgerow.toml: read once into a frozen type. Unknown keys are errors; secrets are names of environment variables.

ConfigError   says what is wrong and where, in one line
"""

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import msgspec
from eth_hash.auto import keccak
from msgspec import Meta, Struct

from solver.domain.primitives import Hash

DEFAULT_NAME = "hedgerow.toml"
ENVIRONMENT_VARIABLE = "HEDGEROW_CONFIG"
_SQLITE = "sqlite:///"
_THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})

AddressText = Annotated[str, Meta(pattern=r"^0x[0-9a-fA-F]{40}\Z")]
KeyReference = Annotated[str, Meta(pattern=r"^(env:[A-Za-z_][A-Za-z0-9_]*|sandbox:[0-9]{1,2})\Z")]
Url = Annotated[str, Meta(pattern=r"^https?://[^\s/]+")]
DatabaseUrl = Annotated[
    str, Meta(pattern=r"^(sqlite:///[^?]*|postgresql://([^:@/?]+@)?[^@/?]*/[^/?]+(\?host=[^&]+)?)\Z")
]
"""A file, or a server's database without a password in it: libpq finds that in ~/.pgpass or PGPASSWORD."""

Gwei = Annotated[float, Meta(ge=0, le=1_000_000)]


class ConfigError(Exception):
    """The configuration cannot be used."""


class ChainSection(Struct, frozen=True, forbid_unknown_fields=True):
    """Our own node and what may be traded; a settlement counts after `confirmations` blocks, its own included."""

    rpc_url: Url
    universe: str
    confirmations: Annotated[int, Meta(ge=1, le=64)] = 1
    poll_ms: Annotated[int, Meta(ge=1, le=10_000)] = 25


class KeysSection(Struct, frozen=True, forbid_unknown_fields=True):
    """Where the two private keys are.

    env:NAME names an environment variable that holds one in hex; sandbox:INDEX, in the sandbox alone, is a key of the
    published test mnemonic
    """

    identity: KeyReference
    execution: KeyReference


class ContractsSection(Struct, frozen=True, forbid_unknown_fields=True):
    """Our executor and its vault."""

    executor: AddressText
    vault: AddressText


class AuctionSection(Struct, frozen=True, forbid_unknown_fields=True):
    """The auction house."""

    url: Url


class RelaySection(Struct, frozen=True, forbid_unknown_fields=True):
    """The private relay."""

    url: Url
    name: Annotated[str, Meta(min_length=1, max_length=40)] = "local"


class DatabaseSection(Struct, frozen=True, forbid_unknown_fields=True):
    """Where everything is recorded; relative paths are relative to the configuration's folder.

    seals: the file where the journal's end is signed at every block; beside an SQLite file unless it is said
    """

    url: DatabaseUrl = "sqlite:///hedgerow.db"
    seals: str | None = None


class RouterSection(Struct, frozen=True, forbid_unknown_fields=True):
    """How routes are found."""

    kind: Literal["convex", "reference", "single-path", "grid"] = "convex"


class BidSection(Struct, frozen=True, forbid_unknown_fields=True):
    """What we keep and what we pay for gas.

    margin_bps: of the order's own value; share_bps: of what the route gains over the intent's limit
    """

    kind: Literal["fixed"] = "fixed"
    margin_bps: Annotated[int, Meta(ge=0, le=10_000)] = 1
    share_bps: Annotated[int, Meta(ge=0, le=10_000)] = 0
    tip_gwei: Gwei = 2.5
    max_fee_gwei: Gwei = 100.0


class SubmitSection(Struct, frozen=True, forbid_unknown_fields=True):
    """How awards are landed.

    window_blocks: how many blocks one is tried for; gather_ms: how long a block's bundle waits for awards still to come
    tolerance_bps: how far below its quote a swap may fill
    max_loss_bps: of an award's size, what the vault may add to land it after pools moved; its caps on chain bind too
    """

    window_blocks: Annotated[int, Meta(ge=1, le=25)] = 4
    gather_ms: Annotated[int, Meta(ge=0, le=10_000)] = 4000
    tolerance_bps: Annotated[int, Meta(ge=0, le=1_000)] = 0
    max_loss_bps: Annotated[int, Meta(ge=0, le=500)] = 0


class LogSection(Struct, frozen=True, forbid_unknown_fields=True):
    """JSON lines to standard error, and to a file where one is named (relative to the configuration's folder)."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    file: str | None = None


class Document(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    mode: Literal["sandbox", "live"]
    chain: ChainSection
    keys: KeysSection
    contracts: ContractsSection
    auction: AuctionSection
    relay: RelaySection
    database: DatabaseSection = DatabaseSection()
    router: RouterSection = RouterSection()
    bid: BidSection = BidSection()
    submit: SubmitSection = SubmitSection()
    log: LogSection = LogSection()


@dataclass(frozen=True, slots=True)
class Config:
    """A valid configuration with every path absolute; hash is of the document, in which secrets are only names."""

    file: Path
    document: Document
    universe_file: Path
    database_url: str
    seals_file: Path
    log_file: Path | None
    hash: Hash


def find_config(given: Path | None) -> Path:
    """The file named on the command line, else by the environment, else in the working folder."""
    return given or Path(os.environ.get(ENVIRONMENT_VARIABLE) or DEFAULT_NAME)


def load_config(path: Path) -> Config:
    """Read and check a file. Raises ConfigError."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from error
    return _config(path.absolute(), raw)


def _config(path: Path, raw: dict[str, Any]) -> Config:
    try:
        document = msgspec.convert(raw, Document)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{path}: {error}") from error
    if document.bid.tip_gwei > document.bid.max_fee_gwei:
        raise ConfigError(f"{path}: bid.tip_gwei is above bid.max_fee_gwei")
    if document.mode == "live":
        for name, url in (("auction", document.auction.url), ("relay", document.relay.url)):
            if not _private_on_the_way(url):
                raise ConfigError(f"{path}: {name}.url: live mode sends bids and bundles only by https")
    folder, log_file = path.parent, document.log.file
    return Config(
        file=path,
        document=document,
        universe_file=folder / document.chain.universe,
        database_url=(database := _absolute_database(folder, document.database.url)),
        seals_file=folder / (document.database.seals or seals_beside(database)),
        log_file=None if log_file is None else folder / log_file,
        hash=Hash("0x" + keccak(msgspec.json.encode(document, order="sorted")).hex()),
    )


def _private_on_the_way(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" or parts.hostname in _THIS_MACHINE


def seals_beside(database_url: str) -> Path:
    """Where the seals are, if nowhere else: beside an SQLite file, else in the working folder."""
    return Path(database_url.removeprefix(_SQLITE) + ".seals" if database_url.startswith(_SQLITE) else "hedgerow.seals")


def _absolute_database(folder: Path, url: str) -> str:
    if not url.startswith(_SQLITE):
        return url
    name = url.removeprefix(_SQLITE)
    if name in {"", ":memory:"}:
        raise ConfigError("database.url: a database in memory would lose what a restart must know; name a file")
    return _SQLITE + str(folder / name)
