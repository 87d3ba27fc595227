"""Certificates say how much better, net of gas, an answer could be at most."""

from alembic import op
from sqlalchemy import REAL, Column, Double
from sqlalchemy.types import TypeEngine

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

REAL_NUMBER: TypeEngine[float] = Double().with_variant(REAL(), "sqlite")


def upgrade() -> None:
    op.add_column("routes", Column("gas_bound", REAL_NUMBER))


def downgrade() -> None:
    op.drop_column("routes", "gas_bound")
