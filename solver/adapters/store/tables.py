"""The tables: an append-only journal, and projections of it that can be rebuilt from it at any time.

Amounts of money are decimal text, signed, without exponent: 2**256 does not fit an SQL integer. Times end in _ns,
block numbers in _block or _number. `sequence` is the journal's, of the event a row comes from.
"""

from typing import Any

from sqlalchemy import (
    REAL,
    BigInteger,
    CheckConstraint,
    Column,
    Constraint,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeEngine

REVISION = "0003"
"""The newest migration, which these tables are equal to."""

metadata = MetaData()

WholeNumber = BigInteger().with_variant(Integer(), "sqlite")
Real: TypeEngine[float] = Double().with_variant(REAL(), "sqlite")


class Units(TypeDecorator[int]):
    """An exact integer of any size, stored as decimal text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> str | None:  # noqa: ARG002 (the interface's)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(f"not an integer: {value!r}")
        return str(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> int | None:  # noqa: ARG002 (the interface's)
        return None if value is None else int(value)


def _table(name: str, *items: Column[Any] | Constraint | Index) -> Table:
    return Table(name, metadata, *items, sqlite_strict=True)


def _key(name: str, kind: Any = Text) -> Column[Any]:
    return Column(name, kind, primary_key=True, nullable=False, autoincrement=False)


def _text(name: str, *, null: bool = False) -> Column[Any]:
    return Column(name, Text, nullable=null)


def _whole(name: str, *, null: bool = False) -> Column[Any]:
    return Column(name, WholeNumber, nullable=null)


def _units(name: str, *, null: bool = False) -> Column[Any]:
    return Column(name, Units, nullable=null)


def _real(name: str) -> Column[Any]:
    return Column(name, Real, nullable=True)


def _sequence() -> Column[Any]:
    return Column("sequence", WholeNumber, ForeignKey("journal.sequence"), nullable=False)


def _of_auction(*, key: bool = False) -> Column[Any]:
    return Column("auction_id", Text, ForeignKey("auctions.auction_id"), primary_key=key, nullable=False)


journal = _table(
    "journal",
    _key("sequence", WholeNumber),
    _text("run_id"),
    _whole("recorded_at_ns"),
    _text("type"),
    _whole("version"),
    _text("auction_id", null=True),
    _text("payload"),
    Column("hash", Text, nullable=False, server_default=""),
    Index("journal_of_auction", "auction_id"),
)

runs = _table(
    "runs",
    _key("run_id"),
    _text("version"),
    _text("config_hash"),
    _whole("started_block"),
    _text("started_block_hash"),
    _whole("started_at_ns"),
    _sequence(),
)

auctions = _table(
    "auctions",
    _key("auction_id"),
    _text("sell_token"),
    _text("buy_token"),
    _text("side"),
    _whole("size_bucket"),
    _whole("opens_at_block"),
    _whole("bids_close_at_block"),
    _whole("seen_at_ns"),
    _whole("closed_at_block", null=True),
    _text("winner", null=True),
    _sequence(),
)

intents = _table(
    "intents",
    _of_auction(key=True),
    _text("intent_hash"),
    _text("swapper"),
    _units("nonce"),
    _units("issued_at"),
    _units("not_before"),
    _units("deadline"),
    _text("underlying"),
    _units("spot_ref_e8"),
    _whole("legs"),
    _sequence(),
    Index("intents_of_hash", "intent_hash"),
)

plans = _table(
    "plans",
    _of_auction(key=True),
    _text("side"),
    _text("sell_token"),
    _text("buy_token"),
    _units("amount"),
    _units("limit_amount"),
    _units("delta_before_e8"),
    _units("delta_after_e8"),
    _whole("size_deviation_bps"),
    _sequence(),
)

routes = _table(
    "routes",
    Column("sequence", WholeNumber, ForeignKey("journal.sequence"), primary_key=True, autoincrement=False),
    _key("role"),
    _of_auction(),
    _whole("block_number"),
    _text("block_hash"),
    _text("state_hash"),
    _text("side"),
    _text("sell_token"),
    _text("buy_token"),
    _units("amount_in"),
    _units("amount_out"),
    _whole("gas"),
    _units("gas_cost_units"),
    _text("method"),
    _text("status"),
    _real("primal_units"),
    _real("dual_bound_units"),
    _real("gap"),
    _real("shortfall"),
    _real("integer_distance_units"),
    _whole("iterations"),
    _real("solve_ms"),
    _real("gas_bound"),
    CheckConstraint("role in ('chosen', 'single_path')", name="routes_role"),
    Index("routes_of_auction", "auction_id"),
)

hops = _table(
    "hops",
    _key("sequence", WholeNumber),
    _key("role"),
    _key("position", WholeNumber),
    _text("family"),
    _text("pool"),
    _text("token_in"),
    _text("token_out"),
    _units("amount_in"),
    _units("amount_out"),
    ForeignKeyConstraint(["sequence", "role"], ["routes.sequence", "routes.role"]),
)

bids = _table(
    "bids",
    _of_auction(key=True),
    _text("executor"),
    _units("amount"),
    _whole("placed_at_ns"),
    _sequence(),
)

competitor_bids = _table(
    "competitor_bids",
    _of_auction(key=True),
    _key("bidder"),
    _text("executor", null=True),
    _units("amount", null=True),
    _sequence(),
)

awards = _table(
    "awards",
    _of_auction(key=True),
    _text("intent_hash"),
    _units("valid_until"),
    _units("decay_start"),
    _units("exclusive_until"),
    _text("exclusive_filler"),
    _sequence(),
)

submissions = _table(
    "submissions",
    _of_auction(key=True),
    _key("relay"),
    _key("bundle_hash"),
    _key("target_block", WholeNumber),
    _text("tx_hash"),
    _whole("nonce"),
    _whole("position"),
    _text("replacement_uuid", null=True),
    _whole("submitted_at_ns"),
    _whole("answered_at_ns", null=True),
    _text("error", null=True),
    _sequence(),
    Index("submissions_of_transaction", "tx_hash"),
)

settlements = _table(
    "settlements",
    _of_auction(key=True),
    _text("tx_hash"),
    _whole("block_number"),
    _text("block_hash"),
    _whole("tx_index"),
    _whole("succeeded"),
    _whole("gas_used"),
    _units("effective_gas_price_wei"),
    _units("fee_wei"),
    _sequence(),
)

settled_amounts = _table(
    "settled_amounts",
    _of_auction(key=True),
    _key("direction"),
    _key("position", WholeNumber),
    _units("amount"),
    CheckConstraint("direction in ('spent', 'received')", name="settled_amounts_direction"),
)

endings = _table(
    "endings",
    _of_auction(key=True),
    _text("intent_hash", null=True),
    _text("kind"),
    _text("detail"),
    _whole("ended_at_ns"),
    _sequence(),
    CheckConstraint("kind in ('settled', 'declined', 'lost', 'reverted', 'expired')", name="endings_kind"),
)

refusals = _table(
    "refusals",
    Column("auction_id", Text, ForeignKey("endings.auction_id"), primary_key=True, nullable=False),
    _text("reason"),
    _text("detail"),
    _sequence(),
)

transfers = _table(
    "transfers",
    _key("block_hash"),
    _key("tx_hash"),
    _key("log_index", WholeNumber),
    _whole("block_number"),
    _text("token"),
    _text("sender"),
    _text("recipient"),
    _units("units"),
    _sequence(),
    Index("transfers_of_sender", "sender", "token"),
    Index("transfers_of_recipient", "recipient", "token"),
)

balances = _table(
    "balances",
    _key("account"),
    _key("token"),
    _text("role"),
    _units("opening_units"),
    _whole("opened_at_block"),
    _sequence(),
)

scanned_blocks = _table(
    "scanned_blocks",
    _key("hash"),
    _whole("number"),
    _text("parent_hash"),
    _whole("timestamp"),
    _units("base_fee_wei"),
    _whole("gas_limit"),
    _text("coinbase"),
    _sequence(),
    Index("scanned_blocks_number", "number"),
)

stage_timings = _table(
    "stage_timings",
    Column("sequence", WholeNumber, ForeignKey("journal.sequence"), primary_key=True, autoincrement=False),
    _text("auction_id"),
    _text("stage"),
    _whole("started_at_ns"),
    _whole("elapsed_ns"),
    Index("stage_timings_of_auction", "auction_id"),
)

incidents = _table(
    "incidents",
    Column("sequence", WholeNumber, ForeignKey("journal.sequence"), primary_key=True, autoincrement=False),
    _text("kind"),
    _text("detail"),
    _whole("recorded_at_ns"),
)

projections = tuple(table for table in metadata.sorted_tables if table is not journal)
"""In an order in which rows may be inserted; delete in reverse."""
