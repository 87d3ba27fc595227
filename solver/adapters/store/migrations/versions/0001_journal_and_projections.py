"""The first tables: the journal and its projections."""

from alembic import op
from sqlalchemy import (
    REAL,
    BigInteger,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    Text,
)
from sqlalchemy.types import TypeEngine

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

WHOLE = BigInteger().with_variant(Integer(), "sqlite")
REAL_NUMBER: TypeEngine[float] = Double().with_variant(REAL(), "sqlite")


def _journal() -> None:
    op.create_table(
        "journal",
        Column("sequence", WHOLE, primary_key=True, nullable=False),
        Column("run_id", Text, nullable=False),
        Column("recorded_at_ns", WHOLE, nullable=False),
        Column("type", Text, nullable=False),
        Column("version", WHOLE, nullable=False),
        Column("auction_id", Text),
        Column("payload", Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("journal_of_auction", "journal", ["auction_id"])


def _auctions() -> None:
    op.create_table(
        "auctions",
        Column("auction_id", Text, primary_key=True, autoincrement=False, nullable=False),
        Column("sell_token", Text, nullable=False),
        Column("buy_token", Text, nullable=False),
        Column("side", Text, nullable=False),
        Column("size_bucket", WHOLE, nullable=False),
        Column("opens_at_block", WHOLE, nullable=False),
        Column("bids_close_at_block", WHOLE, nullable=False),
        Column("seen_at_ns", WHOLE, nullable=False),
        Column("closed_at_block", WHOLE),
        Column("winner", Text),
        Column("sequence", WHOLE, ForeignKey("journal.sequence"), nullable=False),
        sqlite_strict=True,
    )


def _balances() -> None:
    op.create_table(
        "balances",
        Column("account", Text, primary_key=True, autoincrement=False, nullable=False),
        Column("token", Text, primary_key=True, autoincrement=False, nullable=False),
        Column("role", Text, nullable=False),
        Column("opening_units", Text, nullable=False),
        Column("opened_at_block", WHOLE, nullable=False),
        Column("sequence", WHOLE, ForeignKey("journal.sequence"), nullable=False),
        sqlite_strict=True,
    )


def _incidents() -> None:
    op.create_table(
        "incidents",
        Column(
            "sequence", WHOLE, ForeignKey("journal.sequence"), primary_key=True, autoincrement=False, nullable=False
        ),
        Column("kind", Text, nullable=False),
        Column("detail", Text, nullable=False),
        Column("recorded_at_ns", WHOLE, nullable=False),
        sqlite_strict=True,
    )


def _runs() -> None:
    op.create_table(
        "runs",
        Column("run_id", Text, primary_key=True, autoincrement=False, nullable=False),
        Column("version", Text, nullable=False),
        Column("config_hash", Text, nullable=False),
        Column("started_block", WHOLE, nullable=False),
        Column("started_block_hash", Text, nullable=False),
        Column("started_at_ns", WHOLE, nullable=False),
        Column("sequence", WHOLE, ForeignKey("journal.sequence"), nullable=False),
        sqlite_strict=True,
    )


def _scanned_blocks() -> None:
    op.create_table(
        "scanned_blocks",
        Column("hash", Text, primary_key=True, autoincrement=False, nullable=False),
        Column("number", WHOLE, nullable=False),
        Column("parent_hash", Text, nullable=False),
        Column("timestamp", WHOLE, nullable=False),
        Column("base_fee_wei", Text, nullable=False),
        Column("gas_limit", WHOLE, nullable=False),
        Column("coinbase", Text, nullable=False),
        Column("sequence", WHOLE, ForeignKey("journal.sequence"), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("scanned_blocks_number", "scanned_blocks", ["number"])


def _stage_timings() -> None:
    op.create_table(
        "stage_timings",
        Column(
            "sequence", WHOLE, ForeignKey("journal.sequence"), primary_key=True, autoincrement=False, nullable=False
        ),
        Column("auction_id", Text, nullable=False),
        Column("stage", Text, nullable=False),
        Column("started_at_ns", WHOLE, nullable=False),
        Column("elapsed_ns", WHOLE, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("stage_timings_of_auction", "stage_timings", ["auction_id"])


def _transfers() -> None:
    op.create_table(
        "transfers",
        Column("block_hash", Text, primary_key=True, autoincrement=False, nullable=False),
        Column("tx_hash", Text, primary_key=True, autoincrement=False, nullable=False),
        Column("log_index", WHOLE, primary_key=True, autoincrement=False, nullable=False),
        Column("block_number", WHOLE, nullable=False),
        Column("token", Text, nullable=False),
        Column("sender", Text, nullable=False),
        Column("recipient", Text, nullable=False),
        Column("units", Text, nullable=False),
        Column("sequence", WHOLE, ForeignKey("journal.sequence"), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("transfers_of_recipient", "transfers", ["recipient", "token"])
    op.create_index("transfers_of_sender", "transfers", ["sender", "token"])


def _awards() -> None:
    op.create_table(
        "awards",
        Column("auction_id", Text, ForeignKey("auctions.auction_id"), primary_key=True, nullable=False),
        Column("intent_hash", Text, nullable=False),
        Column("valid_until", Text, nullable=False),
        Column("decay_start", Text, nullable=False),
        Column("exclusive_until", Text, nullable=False),
        Column("exclusive_filler", Text, nullable=False),
        Column("sequence", WHOLE, ForeignKey("journal.sequence"), nullable=False),
        sqlite_strict=True,
    )


def _bids() -> None:
    op.create_table(
        "bids",
        Column("auction_id", Text, ForeignKey("auctions.auction_id"), primary_key=True, nullable=False),
        Column("executor", Text, nullable=False),
        Column("amount", Text, nullable=False),
        Column("placed_at_ns", WHOLE, nullable=False),
        Column("sequence", WHOLE, ForeignKey("journal.sequence"), nullable=False),
        sqlite_strict=True,
    )


def _competitor_bids() -> None:
    op.create_table(
        "competitor_bids",
        Column("auction_id", Text, ForeignKey("auctions.auction_id"), primary_key=True, nullable=False),
        Column("bidder", Text, primary_key=True, autoincrement=False, nullable=False),
        Column("executor", Text),
        Column("amount", Text),
        Column("sequence", WHOLE, ForeignKey("journal.sequence"), nullable=False),
        sqlite_strict=True,
    )


def _endings() -> None:
    op.create_table(
        "endings",
        Column("auction_id", Text, ForeignKey("auctions.auction_id"), primary_key=True, nullable=False),
        Column("intent_hash", Text),
        Column("kind", Text, nullable=False),
        Column("detail", Text, nullable=False),
        Column("ended_at_ns", WHOLE, nullable=False),
        Column("sequence", WHOLE, ForeignKey("journal.sequence"), nullable=False),
        CheckConstraint("kind in ('settled', 'declined', 'lost', 'reverted', 'expired')", name="endings_kind"),
        sqlite_strict=True,
    )


def _intents() -> None:
    op.create_table(
        "intents",
        Column("auction_id", Text, ForeignKey("auctions.auction_id"), primary_key=True, nullable=False),
        Column("intent_hash", Text, nullable=False),
        Column("swapper", Text, nullable=False),
        Column("nonce", Text, nullable=False),
        Column("issued_at", Text, nullable=False),
        Column("not_before", Text, nullable=False),
        Column("deadline", Text, nullable=False),
        Column("underlying", Text, nullable=False),
        Column("spot_ref_e8", Text, nullable=False),
        Column("legs", WHOLE, nullable=False),
        Column("sequence", WHOLE, ForeignKey("journal.sequence"), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("intents_of_hash", "intents", ["intent_hash"])


def _plans() -> None:
    op.create_table(
        "plans",
        Column("auction_id", Text, ForeignKey("auctions.auction_id"), primary_key=True, nullable=False),
        Column("side", Text, nullable=False),
        Column("sell_token", Text, nullable=False),
        Column("buy_token", Text, nullable=False),
        Column("amount", Text, nullable=False),
        Column("limit_amount", Text, nullable=False),
        Column("delta_before_e8", Text, nullable=False),
        Column("delta_after_e8", Text, nullable=False),
        Column("size_deviation_bps", WHOLE, nullable=False),
        Column("sequence", WHOLE, ForeignKey("journal.sequence"), nullable=False),
        sqlite_strict=True,
    )


def _routes() -> None:
    op.create_table(
        "routes",
        Column(
            "sequence", WHOLE, ForeignKey("journal.sequence"), primary_key=True, autoincrement=False, nullable=False
        ),
        Column("role", Text, primary_key=True, autoincrement=False, nullable=False),
        Column("auction_id", Text, ForeignKey("auctions.auction_id"), nullable=False),
        Column("block_number", WHOLE, nullable=False),
        Column("block_hash", Text, nullable=False),
        Column("state_hash", Text, nullable=False),
        Column("side", Text, nullable=False),
        Column("sell_token", Text, nullable=False),
        Column("buy_token", Text, nullable=False),
        Column("amount_in", Text, nullable=False),
        Column("amount_out", Text, nullable=False),
        Column("gas", WHOLE, nullable=False),
        Column("gas_cost_units", Text, nullable=False),
        Column("method", Text, nullable=False),
        Column("status", Text, nullable=False),
        Column("primal_units", REAL_NUMBER),
        Column("dual_bound_units", REAL_NUMBER),
        Column("gap", REAL_NUMBER),
        Column("shortfall", REAL_NUMBER),
        Column("integer_distance_units", REAL_NUMBER),
        Column("iterations", WHOLE, nullable=False),
        Column("solve_ms", REAL_NUMBER),
        CheckConstraint("role in ('chosen', 'single_path')", name="routes_role"),
        sqlite_strict=True,
    )
    op.create_index("routes_of_auction", "routes", ["auction_id"])


def _settled_amounts() -> None:
    op.create_table(
        "settled_amounts",
        Column("auction_id", Text, ForeignKey("auctions.auction_id"), primary_key=True, nullable=False),
        Column("direction", Text, primary_key=True, autoincrement=False, nullable=False),
        Column("position", WHOLE, primary_key=True, autoincrement=False, nullable=False),
        Column("amount", Text, nullable=False),
        CheckConstraint("direction in ('spent', 'received')", name="settled_amounts_direction"),
        sqlite_strict=True,
    )


def _settlements() -> None:
    op.create_table(
        "settlements",
        Column("auction_id", Text, ForeignKey("auctions.auction_id"), primary_key=True, nullable=False),
        Column("tx_hash", Text, nullable=False),
        Column("block_number", WHOLE, nullable=False),
        Column("block_hash", Text, nullable=False),
        Column("tx_index", WHOLE, nullable=False),
        Column("succeeded", WHOLE, nullable=False),
        Column("gas_used", WHOLE, nullable=False),
        Column("effective_gas_price_wei", Text, nullable=False),
        Column("fee_wei", Text, nullable=False),
        Column("sequence", WHOLE, ForeignKey("journal.sequence"), nullable=False),
        sqlite_strict=True,
    )


def _submissions() -> None:
    op.create_table(
        "submissions",
        Column("auction_id", Text, ForeignKey("auctions.auction_id"), primary_key=True, nullable=False),
        Column("relay", Text, primary_key=True, autoincrement=False, nullable=False),
        Column("bundle_hash", Text, primary_key=True, autoincrement=False, nullable=False),
        Column("target_block", WHOLE, primary_key=True, autoincrement=False, nullable=False),
        Column("tx_hash", Text, nullable=False),
        Column("nonce", WHOLE, nullable=False),
        Column("position", WHOLE, nullable=False),
        Column("replacement_uuid", Text),
        Column("submitted_at_ns", WHOLE, nullable=False),
        Column("answered_at_ns", WHOLE),
        Column("error", Text),
        Column("sequence", WHOLE, ForeignKey("journal.sequence"), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("submissions_of_transaction", "submissions", ["tx_hash"])


def _hops() -> None:
    op.create_table(
        "hops",
        Column("sequence", WHOLE, primary_key=True, autoincrement=False, nullable=False),
        Column("role", Text, primary_key=True, autoincrement=False, nullable=False),
        Column("position", WHOLE, primary_key=True, autoincrement=False, nullable=False),
        Column("family", Text, nullable=False),
        Column("pool", Text, nullable=False),
        Column("token_in", Text, nullable=False),
        Column("token_out", Text, nullable=False),
        Column("amount_in", Text, nullable=False),
        Column("amount_out", Text, nullable=False),
        ForeignKeyConstraint(["sequence", "role"], ["routes.sequence", "routes.role"]),
        sqlite_strict=True,
    )


def _refusals() -> None:
    op.create_table(
        "refusals",
        Column("auction_id", Text, ForeignKey("endings.auction_id"), primary_key=True, nullable=False),
        Column("reason", Text, nullable=False),
        Column("detail", Text, nullable=False),
        Column("sequence", WHOLE, ForeignKey("journal.sequence"), nullable=False),
        sqlite_strict=True,
    )


_TABLES = {
    "journal": _journal,
    "auctions": _auctions,
    "balances": _balances,
    "incidents": _incidents,
    "runs": _runs,
    "scanned_blocks": _scanned_blocks,
    "stage_timings": _stage_timings,
    "transfers": _transfers,
    "awards": _awards,
    "bids": _bids,
    "competitor_bids": _competitor_bids,
    "endings": _endings,
    "intents": _intents,
    "plans": _plans,
    "routes": _routes,
    "settled_amounts": _settled_amounts,
    "settlements": _settlements,
    "submissions": _submissions,
    "hops": _hops,
    "refusals": _refusals,
}
"""In an order in which each table finds those it refers to."""


def upgrade() -> None:
    for create in _TABLES.values():
        create()


def downgrade() -> None:
    for name in reversed(_TABLES):
        op.drop_table(name)
