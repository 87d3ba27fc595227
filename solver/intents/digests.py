"""The 32 bytes that are signed: Permit2 witness permits, standing intents, cosignatures."""

from solver.domain.auction import Cosignature
from solver.domain.intent import Authorization, HedgeIntent, OrderInfo, Spend
from solver.domain.primitives import Address, Hash
from solver.intents import typed
from solver.intents.hashing import hash_intent
from solver.intents.words import address_word, hash_word, keccak, list_hash, to_hash, uint_word

_REACTOR_NAME = keccak(b"HedgeReactor")
_REACTOR_VERSION = keccak(b"1")
_PERMIT2_NAME = keccak(b"Permit2")


def reactor_domain(chain_id: int, reactor: Address) -> bytes:
    """Domain separator of standing intents and cosignatures."""
    return keccak(typed.REACTOR_DOMAIN, _REACTOR_NAME, _REACTOR_VERSION, uint_word(chain_id), address_word(reactor))


def permit2_domain(chain_id: int, permit2: Address) -> bytes:
    """Domain separator of Permit2; it has no version."""
    return keccak(typed.PERMIT2_DOMAIN, _PERMIT2_NAME, uint_word(chain_id), address_word(permit2))


def typed_digest(domain: bytes, struct_hash: bytes) -> bytes:
    """The EIP-712 digest."""
    return keccak(b"\x19\x01", domain, struct_hash)


def permit_hash(intent: HedgeIntent) -> bytes:
    """Struct hash of the Permit2 permit of a ONE_SHOT intent: single for one spend, batch for more."""
    info, permitted = intent.info, [_hash_permitted(spend) for spend in intent.spends]
    single = len(permitted) == 1
    return keccak(
        typed.PERMIT_SINGLE if single else typed.PERMIT_BATCH,
        permitted[0] if single else list_hash(permitted),
        _permit_tail(info),
        hash_intent(intent),
    )


def _permit_tail(info: OrderInfo) -> bytes:
    return address_word(info.reactor) + uint_word(info.nonce) + uint_word(info.deadline)


def _hash_permitted(spend: Spend) -> bytes:
    return keccak(typed.TOKEN_PERMISSIONS, address_word(spend.token), uint_word(spend.max_total))


def signing_digest(intent: HedgeIntent, chain_id: int, permit2: Address) -> bytes:
    """What the trader signs: a Permit2 witness permit (ONE_SHOT) or the intent in the reactor's domain (STANDING)."""
    if intent.info.authorization == Authorization.STANDING:
        return typed_digest(reactor_domain(chain_id, intent.info.reactor), hash_intent(intent))
    return typed_digest(permit2_domain(chain_id, permit2), permit_hash(intent))


def cosignature_hash(cosigned: Cosignature) -> bytes:
    """Struct hash of the award."""
    return keccak(
        typed.COSIGNATURE,
        hash_word(cosigned.intent_hash),
        uint_word(cosigned.fill_index),
        uint_word(cosigned.valid_until),
        uint_word(cosigned.decay_start),
        uint_word(cosigned.exclusive_until),
        address_word(cosigned.exclusive_filler),
        uint_word(cosigned.override_bps),
        list_hash(map(uint_word, cosigned.spend_caps)),
        list_hash(map(uint_word, cosigned.receive_floors)),
    )


def cosignature_digest(cosigned: Cosignature, chain_id: int, reactor: Address) -> bytes:
    """What the auction house signs."""
    return typed_digest(reactor_domain(chain_id, reactor), cosignature_hash(cosigned))


def auction_id(intent_hash: Hash, opens_at_block: int) -> Hash:
    """keccak256(intentHash ‖ opensAtBlock as 32 bytes, big-endian)."""
    return to_hash(keccak(hash_word(intent_hash), uint_word(opens_at_block)))
