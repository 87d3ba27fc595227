"""What `hedgerow db check` is asked, and what it says.

AuditError   what is missing, in one line
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from solver.adapters.store.check import Checked
from solver.adapters.store.engine import is_new, shown
from solver.app.config import Config, ConfigError, find_config, load_config, seals_beside
from solver.app.secrets import open_signers
from solver.domain.primitives import Address, DomainError, address

SCHEMA_VERSION = 1


class AuditError(Exception):
    """The check cannot begin."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which database, which seals, and whose they must be."""

    url: str
    seals: Path
    identity: Address


def audited(config: Path | None, url: str | None, seals: Path | None, identity: str | None) -> Asked:
    """From options, and the configuration for what they leave open. Raises AuditError."""
    try:
        read = None if url is not None and identity is not None else load_config(find_config(config))
        database = url if url is not None else _of(read).database_url
        if is_new(database):
            raise AuditError(f"there is no database {shown(database)}")
        beside = seals_beside(database) if url is not None else _of(read).seals_file
        return Asked(database, seals or beside, _identity(read, identity))
    except (ConfigError, DomainError) as error:
        raise AuditError(str(error)) from error


def _of(read: Config | None) -> Config:
    if read is None:
        raise AuditError("name a configuration, or --url and --identity")
    return read


def _identity(read: Config | None, given: str | None) -> Address:
    if given is not None:
        return address(given)
    return open_signers(_of(read), os.environ)[0].address


def report(found: Checked, *, as_json: bool) -> str:
    """For a person, or a program."""
    if as_json:
        faults = [{"sequence": fault.sequence, "detail": fault.detail} for fault in found.faults]
        fields = {"events": found.events, "seals": found.seals, "sealed": found.sealed, "faults": faults}
        return json.dumps({"schema_version": SCHEMA_VERSION, **fields})
    looked = f"{found.events} events, {found.seals} seals, the last of event {found.sealed}"
    return "\n".join([looked, *(str(fault) for fault in found.faults)]) + ("" if found.faults else ": all as written")
