"""A demo's outcome, read from our solver's database and checked against the chain."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, Row, func, select

from solver.adapters.store import tables as t
from solver.app.demo.outcome import IntentLine
from solver.domain.auction import Side
from solver.domain.events import StageTimed
from solver.quality.distribution import latency_by_stage
from solver.quality.price import better_by_bps
from solver.sandbox.chain.worldfile import World
from solver.wire.rpc import JsonRpc


@dataclass(frozen=True, slots=True)
class Names:
    """How addresses are shown."""

    tokens: Mapping[str, tuple[str, int]]
    bidders: Mapping[str, str]

    @staticmethod
    def of(world: World) -> "Names":
        """Symbols and decimals of the tokens, names of the solvers."""
        return Names(
            {token.address: (token.symbol, token.decimals) for token in world.tokens},
            {solver.identity: solver.name for solver in world.solvers},
        )

    def amount(self, units: int | None, token: str) -> str:
        """Units as a decimal number with the token's symbol."""
        if units is None:
            return ""
        symbol, decimals = self.tokens.get(token, (token[:8], 0))
        whole, part = divmod(units, 10**decimals)
        return f"{whole:,}.{str(part).rjust(decimals, '0')[:4]} {symbol}"


def count_endings(engine: Engine) -> dict[str, int]:
    """Ending kind to count, as of now."""
    with engine.begin() as connection:
        rows = connection.execute(select(t.endings.c.kind, func.count()).group_by(t.endings.c.kind)).all()
    return {row[0]: row[1] for row in rows}


def settled_beyond_the_books(engine: Engine) -> int:
    """Settlements in blocks that the books have not reached: until there is none the ledger says nothing of them."""
    newest = select(t.scanned_blocks.c.number).order_by(t.scanned_blocks.c.sequence.desc()).limit(1)
    with engine.begin() as connection:
        scanned = connection.execute(newest).scalar_one_or_none()
        mined = connection.execute(select(t.settlements.c.block_number)).scalars().all()
    return sum(scanned is None or block > scanned for block in mined)


def read_lines(engine: Engine, world: World, rpc: JsonRpc) -> tuple[IntentLine, ...]:
    """One line for each intent that ended, in the order in which they were auctioned."""
    names = Names.of(world)
    bot = world.accounts["sandwich-bot"].address
    query = (
        select(t.auctions, t.endings.c.kind, t.endings.c.detail, t.endings.c.intent_hash, t.refusals.c.reason)
        .join(t.endings, t.endings.c.auction_id == t.auctions.c.auction_id)
        .outerjoin(t.refusals, t.refusals.c.auction_id == t.auctions.c.auction_id)
        .order_by(t.auctions.c.sequence)
    )
    with engine.begin() as connection:
        rows = connection.execute(query).all()
        return tuple(_line(connection, row, names, rpc, bot) for row in rows)


def _line(connection: Connection, row: Row[tuple[object, ...]], names: Names, rpc: JsonRpc, bot: str) -> IntentLine:
    spent, received = (_settled(connection, row.auction_id, direction) for direction in ("spent", "received"))
    improvement, hops = _improvement(connection, row.auction_id, spent, received)
    settled = row.kind == "settled"
    return IntentLine(
        intent_hash=row.intent_hash or "",
        block=row.opens_at_block,
        pair=f"{names.tokens[row.sell_token][0]}→{names.tokens[row.buy_token][0]}",
        side=row.side,
        ending=row.kind,
        detail=row.reason if row.kind == "declined" else "" if row.kind in {"settled", "lost"} else row.detail,
        winner=names.bidders.get(row.winner, row.winner or ""),
        amounts=(names.amount(spent, row.sell_token), names.amount(received, row.buy_token)),
        improvement_bps=improvement if settled else None,
        hops=hops,
        sandwiched=settled and _sandwiched(connection, row.auction_id, rpc, bot),
    )


def _settled(connection: Connection, auction_id: str, direction: str) -> int | None:
    """Units moved in that direction, None where the intent did not settle."""
    amounts = t.settled_amounts.c
    query = select(amounts.amount).where(amounts.auction_id == auction_id, amounts.direction == direction)
    moved = connection.execute(query).scalars().all()
    return sum(moved) if moved else None


def _improvement(
    connection: Connection, auction_id: str, spent: int | None, received: int | None
) -> tuple[float | None, int]:
    """What the trader got against the newest best single path net of its gas, in bps; and the hops of our route."""
    newest = select(t.routes).where(t.routes.c.auction_id == auction_id).order_by(t.routes.c.sequence.desc())
    routes = {row.role: row for row in reversed(connection.execute(newest).all())}
    chosen, single = routes.get("chosen"), routes.get("single_path")
    if chosen is None:
        return None, 0
    of_route = (t.hops.c.sequence == chosen.sequence, t.hops.c.role == "chosen")
    hops = connection.execute(select(func.count()).select_from(t.hops).where(*of_route)).scalar_one()
    if single is None or spent is None or received is None:
        return None, hops
    if single.side == Side.EXACT_IN:
        return better_by_bps(Side.EXACT_IN, received, single.amount_out - single.gas_cost_units), hops
    return better_by_bps(Side.EXACT_OUT, spent, single.amount_in + single.gas_cost_units), hops


def _sandwiched(connection: Connection, auction_id: str, rpc: JsonRpc, bot: str) -> bool:
    """Whether the bot has a transaction before ours and one after it in the same block."""
    query = select(t.settlements.c.block_number, t.settlements.c.tx_index).where(
        t.settlements.c.auction_id == auction_id
    )
    mined = connection.execute(query).one()
    block = rpc.call("eth_getBlockByNumber", [hex(mined.block_number), True])
    transactions = block["transactions"] if isinstance(block, dict) else []
    at = [int(tx["transactionIndex"], 16) for tx in transactions if tx["from"].lower() == bot]
    return any(index < mined.tx_index for index in at) and any(index > mined.tx_index for index in at)


def read_latency(engine: Engine) -> dict[str, dict[str, float]]:
    """Stage to p50 and p99 in ms, in the order in which stages first occurred."""
    stages = t.stage_timings.c
    columns = (stages.auction_id, stages.stage, stages.started_at_ns, stages.elapsed_ns)
    with engine.begin() as connection:
        timings = connection.execute(select(*columns).order_by(stages.sequence)).all()
    latency = latency_by_stage(StageTimed(*row) for row in timings)
    return {stage: {"p50": round(of.p50_ms, 3), "p99": round(of.p99_ms, 3)} for stage, of in latency.items()}
