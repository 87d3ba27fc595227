"""Parameters of the Dutch resolver: ABI codec, and the amounts a fill moves."""

from eth_abi.abi import decode, encode
from eth_abi.exceptions import DecodingError

from solver.domain.auction import Cosignature, Side
from solver.domain.verified import DecayRefused, DutchParams

_TYPE = "(uint64,uint64,uint256[],uint256[],uint256[],uint256[])"


def encode_dutch(params: DutchParams) -> bytes:
    """abi.encode of the parameters, as resolution.data carries them."""
    return encode(
        [_TYPE],
        [
            (
                params.decay_start,
                params.decay_end,
                params.start_spend,
                params.end_spend,
                params.start_receive,
                params.end_receive,
            )
        ],
    )


def decode_dutch(data: bytes) -> DutchParams:
    """Decode resolution.data; only the canonical encoding is taken. Raises DomainError."""
    try:
        ((start, end, *amounts),) = decode([_TYPE], data)
    except (DecodingError, OverflowError) as error:
        raise DecayRefused(f"resolution data is no Dutch decay: {type(error).__name__}") from error
    params = DutchParams(start, end, *(tuple(column) for column in amounts))
    if encode_dutch(params) != data:
        raise DecayRefused("resolution data is not in canonical ABI encoding")
    return params


def dutch_amounts(
    params: DutchParams, cosigned: Cosignature | None, timestamp: int
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Spends and receives of a fill at timestamp, as resolver and reactor choose them for the exclusive filler.

    The award restarts the decay and only tightens: caps lower spends, floors raise receives. Raises DecayRefused.
    """
    if cosigned is None:
        return params.amounts_at(params.decay_start, timestamp)
    spends, receives = params.amounts_at(cosigned.decay_start, timestamp)
    if cosigned.spend_caps:
        spends = tuple(min(pair) for pair in zip(spends, cosigned.spend_caps, strict=True))
    if cosigned.receive_floors:
        receives = tuple(max(pair) for pair in zip(receives, cosigned.receive_floors, strict=True))
    return spends, receives


def side_of(params: DutchParams) -> Side | None:
    """EXACT_IN where no spend moves, else EXACT_OUT where no receive moves, else None."""
    if params.start_spend == params.end_spend:
        return Side.EXACT_IN
    return Side.EXACT_OUT if params.start_receive == params.end_receive else None
