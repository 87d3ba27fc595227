"""Every event carries the hash that chains it to the one before."""

import hashlib

import msgspec
from alembic import op
from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, Text, select, update

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

WHOLE = BigInteger().with_variant(Integer(), "sqlite")
COVERED = ("sequence", "run_id", "recorded_at_ns", "type", "version", "auction_id", "payload")
JOURNAL = Table(
    "journal",
    MetaData(),
    Column("sequence", WHOLE, primary_key=True),
    *(Column(name, Text) for name in ("run_id", "type", "auction_id", "payload", "hash")),
    *(Column(name, WHOLE) for name in ("recorded_at_ns", "version")),
)


def upgrade() -> None:
    op.add_column("journal", Column("hash", Text, nullable=False, server_default=""))
    connection = op.get_bind()
    before = bytes(32)
    last = 0
    while rows := connection.execute(
        select(JOURNAL).where(JOURNAL.c.sequence > last).order_by(JOURNAL.c.sequence).limit(10_000)
    ).all():
        for row in rows:
            covered = msgspec.json.encode([row._mapping[name] for name in COVERED])  # noqa: SLF001
            before = hashlib.sha256(before + covered).digest()
            of_row = JOURNAL.c.sequence == row.sequence
            connection.execute(update(JOURNAL).where(of_row).values(hash="0x" + before.hex()))
        last = rows[-1].sequence


def downgrade() -> None:
    op.drop_column("journal", "hash")
