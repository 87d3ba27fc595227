"""Safes of one owner each: traders that are contracts and sign by ERC-1271."""

from eth_utils.crypto import keccak

from solver.domain.primitives import ZERO_ADDRESS, Address
from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.abi import calldata, decoded
from solver.sandbox.chain.building.site import Site, approve_all, create2_address
from solver.sandbox.chain.keys import SAFE_OWNERS, address_of
from solver.sandbox.chain.tokens import ASSETS
from solver.sandbox.chain.worldfile import SafeEntry

_NONCE = 1
_SETUP = "setup(address[],uint256,address,bytes,address,address,uint256,address)"
_CREATE = "createProxyWithNonce(address,bytes,uint256)"
_EXECUTE = "execTransaction(address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,bytes)"


def deploy_safes(site: Site) -> tuple[SafeEntry, ...]:
    """One for each Safe owner, with the fallback handler that answers ERC-1271."""
    (proxy_code,) = decoded(["bytes"], site.read(at.SAFE_FACTORY, "proxyCreationCode()"))
    if not isinstance(proxy_code, bytes):
        raise TypeError("proxyCreationCode() answers bytes")
    entries = tuple(SafeEntry(_create(site, address_of(index), proxy_code), address_of(index)) for index in SAFE_OWNERS)
    site.seal()
    return entries


def approve_from_safes(site: Site, safes: tuple[SafeEntry, ...]) -> None:
    """Each owner has its Safe approve Permit2; a Safe takes a transaction of its owner as that owner's consent."""
    owner_of = {safe.address: safe.owner for safe in safes}
    wanted = [(safe, asset.address, at.PERMIT2) for safe in owner_of for asset in ASSETS]
    for safe, token, spender in site.unapproved(wanted):
        site.send(owner_of[safe], safe, _executed(owner_of[safe], token, approve_all(spender)))


def _executed(owner: Address, to: Address, data: str) -> str:
    """Calldata of execTransaction with the signature type 1: r names the owner, who must be the caller."""
    consent = bytes(12) + bytes.fromhex(owner[2:]) + bytes(32) + b"\x01"
    return calldata(_EXECUTE, to, 0, bytes.fromhex(data[2:]), 0, 0, 0, 0, ZERO_ADDRESS, ZERO_ADDRESS, consent)


def _create(site: Site, owner: Address, proxy_code: bytes) -> Address:
    setup = calldata(_SETUP, [owner], 1, ZERO_ADDRESS, b"", at.SAFE_FALLBACK, ZERO_ADDRESS, 0, ZERO_ADDRESS)
    initializer = bytes.fromhex(setup[2:])
    salt = keccak(keccak(initializer) + _NONCE.to_bytes(32, "big"))
    safe = create2_address(at.SAFE_FACTORY, salt, proxy_code + bytes(12) + bytes.fromhex(at.SAFE_SINGLETON[2:]))
    if site.empty([safe]):
        site.send(owner, at.SAFE_FACTORY, calldata(_CREATE, at.SAFE_SINGLETON, initializer, _NONCE))
    return safe
