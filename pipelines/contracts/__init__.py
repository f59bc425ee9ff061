"""Contracts: what a source holds, read from `expectations/*.odcs.yaml`, and what is derived from them.

Belongs here: the contract as plain frozen objects, the rules every contract implies, and texts made from
contracts (raw tables, dbt's source YAML). Does not belong here: reading a sender's file or judging one.
"""

from pipelines.contracts.model import Column, Contract, Derived, EnumValue, Layout, Rule
from pipelines.contracts.odcs import ContractError, load_contract, load_contracts
from pipelines.contracts.rules import heading_of, rules_of

__all__ = [
    "Column",
    "Contract",
    "ContractError",
    "Derived",
    "EnumValue",
    "Layout",
    "Rule",
    "heading_of",
    "load_contract",
    "load_contracts",
    "rules_of",
]
