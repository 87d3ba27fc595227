"""What each event becomes as a row: column name to value."""

from typing import Any

from solver.domain import events as e
from solver.domain.auction import Listing
from solver.domain.chain import BlockRef
from solver.domain.ending import Declined, Ending, Expired, Lost, Reverted, Settled
from solver.domain.route import Route

Row = dict[str, Any]


def run(event: e.RunStarted) -> Row:
    """A process's start."""
    started = {"started_block": event.block.number, "started_block_hash": event.block.hash}
    return {"run_id": event.run_id, "version": event.version, "config_hash": event.config_hash} | started


def balance(event: e.BalanceOpened) -> Row:
    """An opening balance."""
    opened = {"opening_units": event.units, "opened_at_block": event.block_number}
    return {"account": event.account, "token": event.token, "role": event.role} | opened


def listing(value: Listing) -> Row:
    """An auction as it is public."""
    return {
        "auction_id": value.auction_id,
        "sell_token": value.sell_token,
        "buy_token": value.buy_token,
        "side": value.side.value,
        "size_bucket": value.size_bucket,
        "opens_at_block": value.opens_at_block,
        "bids_close_at_block": value.bids_close_at_block,
    }


def intent(event: e.IntentReceived) -> Row:
    """The intent's identity and lifetime."""
    info, terms = event.auctioned.signed.intent.info, event.auctioned.signed.intent.terms
    return {
        "auction_id": event.auctioned.listing.auction_id,
        "intent_hash": event.intent_hash,
        "swapper": info.swapper,
        "nonce": info.nonce,
        "issued_at": info.issued_at,
        "not_before": info.not_before,
        "deadline": info.deadline,
        "underlying": terms.underlying,
        "spot_ref_e8": terms.spot_ref_e8,
        "legs": len(terms.legs),
    }


def plan(event: e.Planned) -> Row:
    """The hedge that is needed."""
    value = event.plan
    return {
        "auction_id": event.auction_id,
        "side": value.side.value,
        "sell_token": value.sell_token,
        "buy_token": value.buy_token,
        "amount": value.amount,
        "limit_amount": value.limit,
        "delta_before_e8": value.delta_before_e8,
        "delta_after_e8": value.delta_after_e8,
        "size_deviation_bps": value.size_deviation_bps,
    }


def route(event: e.Solved, role: str, value: Route) -> Row:
    """A route with its certificate; role is 'chosen' or 'single_path'."""
    certificate = value.certificate
    return {
        "role": role,
        "auction_id": event.auction_id,
        "block_number": event.block.number,
        "block_hash": event.block.hash,
        "state_hash": event.state_hash,
        "side": value.side.value,
        "sell_token": value.sell_token,
        "buy_token": value.buy_token,
        "amount_in": value.amount_in,
        "amount_out": value.amount_out,
        "gas": value.gas,
        "gas_cost_units": value.gas_cost_units,
        "method": certificate.method,
        "status": certificate.status,
        "primal_units": certificate.primal_units,
        "dual_bound_units": certificate.dual_bound_units,
        "gap": certificate.gap,
        "shortfall": certificate.shortfall,
        "integer_distance_units": certificate.integer_distance_units,
        "iterations": certificate.iterations,
        "solve_ms": certificate.solve_ms,
        "gas_bound": certificate.gas_bound,
    }


def hops(role: str, value: Route) -> list[Row]:
    """The route's hops in order."""
    return [
        {
            "role": role,
            "position": position,
            "family": hop.family.name.lower(),
            "pool": hop.pool,
            "token_in": hop.token_in,
            "token_out": hop.token_out,
            "amount_in": hop.amount_in,
            "amount_out": hop.amount_out,
        }
        for position, hop in enumerate(value.hops)
    ]


def bid(event: e.BidPlaced) -> Row:
    """Our bid."""
    return {"auction_id": event.auction_id, "executor": event.bid.executor, "amount": event.bid.amount}


def competitor_bids(event: e.AuctionClosed) -> list[Row]:
    """Every bidder's line of the result, ours too."""
    of_auction = {"auction_id": event.result.auction_id}
    return [
        of_auction | {"bidder": line.bidder, "executor": line.executor, "amount": line.amount}
        for line in event.result.bids
    ]


def award(event: e.Awarded) -> Row:
    """What was cosigned for us."""
    cosigned = event.award.cosigned
    return {
        "auction_id": event.award.auction_id,
        "intent_hash": cosigned.intent_hash,
        "valid_until": cosigned.valid_until,
        "decay_start": cosigned.decay_start,
        "exclusive_until": cosigned.exclusive_until,
        "exclusive_filler": cosigned.exclusive_filler,
    }


def submission(event: e.BundleSubmitted) -> Row:
    """One auction's transaction in one bundle."""
    bundle = event.bundle
    hashes = [transaction.hash for transaction in bundle.transactions]
    position = hashes.index(event.tx_hash)
    return {
        "auction_id": event.auction_id,
        "relay": event.relay,
        "bundle_hash": event.bundle_hash,
        "target_block": bundle.target_block,
        "tx_hash": event.tx_hash,
        "nonce": bundle.transactions[position].nonce,
        "position": position,
        "replacement_uuid": bundle.replacement_uuid,
    }


def mined(event: e.Mined) -> Row:
    """Our transaction's receipt."""
    receipt = event.receipt
    return {
        "auction_id": event.auction_id,
        "tx_hash": receipt.tx_hash,
        "block_number": receipt.block_number,
        "block_hash": receipt.block_hash,
        "tx_index": receipt.tx_index,
        "succeeded": int(receipt.succeeded),
        "gas_used": receipt.gas_used,
        "effective_gas_price_wei": receipt.effective_gas_price_wei,
        "fee_wei": receipt.fee_wei,
    }


def transfer(event: e.TransferSeen) -> Row:
    """A movement."""
    return {
        "block_hash": event.block_hash,
        "tx_hash": event.tx_hash,
        "log_index": event.log_index,
        "block_number": event.block_number,
        "token": event.token,
        "sender": event.sender,
        "recipient": event.recipient,
        "units": event.units,
    }


def block(value: BlockRef) -> Row:
    """A block whose movements are recorded."""
    return {
        "hash": value.hash,
        "number": value.number,
        "parent_hash": value.parent_hash,
        "timestamp": value.timestamp,
        "base_fee_wei": value.base_fee_wei,
        "gas_limit": value.gas_limit,
        "coinbase": value.coinbase,
    }


def timing(event: e.StageTimed) -> Row:
    """One stage's duration."""
    return {
        "auction_id": event.auction_id,
        "stage": event.stage,
        "started_at_ns": event.started_at_ns,
        "elapsed_ns": event.elapsed_ns,
    }


def settled_amounts(auction_id: str, ending: Settled) -> list[Row]:
    """What moved, as the reactor's event says."""
    directions = {"spent": ending.spent, "received": ending.received}
    return [
        {"auction_id": auction_id, "direction": direction, "position": position, "amount": amount}
        for direction, amounts in directions.items()
        for position, amount in enumerate(amounts)
    ]


def detail(ending: Ending) -> str:
    """The ending in one line for a person."""
    match ending:
        case Settled(tx_hash, block_number):
            return f"{tx_hash} in block {block_number}"
        case Declined(reason, text):
            return f"{reason.value}: {text}"
        case Lost(winner, amount, ours):
            return f"to {winner or 'somebody'} with {amount}, we bid {ours}"
        case Reverted(tx_hash, block_number, error):
            return f"{tx_hash} in block {block_number}: {error}"
        case Expired(last_block, text):
            return f"at block {last_block}: {text}"
