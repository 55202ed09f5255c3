"""Writes the file of a collection for the bank. Pure. Source: ISO 20022, pain.008.001.08 (customer direct debit initiation)."""

import string
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from defusedxml.ElementTree import fromstring
from sepaxml import SepaDD
from text_unidecode import unidecode

from freehold.payments.states import Scheme

SCHEMA = "pain.008.001.08"
INSTRUMENTS = {Scheme.CORE: "CORE", Scheme.B2B: "B2B"}
LETTERS = frozenset(string.ascii_letters + string.digits + "/-?:().,'+")
NAMESPACE = f"{{urn:iso:std:iso:20022:tech:xsd:{SCHEMA}}}"


@dataclass(frozen=True, slots=True)
class Creditor:
    """Who collects, and to which account."""

    name: str
    iban: str
    bic: str
    creditor_id: str


@dataclass(frozen=True, slots=True)
class DebitOrder:
    """One debit, as the bank is told of it."""

    holder: str
    iban: str
    bic: str
    amount: Decimal
    mandate: str
    signed_on: date
    text: str
    end_to_end_id: str


@dataclass(frozen=True, slots=True)
class CollectionFile:
    """The file, and the id by which the bank books all of it as one sum."""

    content: bytes
    batch_id: str


def bank_text(text: str, longest: int) -> str:
    """The letters that every bank takes. Source: EPC217-08, 6.1 (the Latin character set)."""
    latin = unidecode(text)
    return " ".join("".join(c if c in LETTERS else " " for c in latin).split())[:longest].strip()


def collection_file(
    creditor: Creditor, debits: Sequence[DebitOrder], *, scheme: Scheme, collect_on: date
) -> CollectionFile:
    """All debits of one day as one batch in euros. It is checked against the schema; what does not fit raises.

    Each is recurrent: since 2016 the first of a mandate needs no sequence of its own (EPC rulebooks 2016, 4.3).
    """
    config = {
        "name": bank_text(creditor.name, 70),
        "IBAN": creditor.iban,
        "batch": True,
        "creditor_id": creditor.creditor_id,
        "currency": "EUR",
        "instrument": INSTRUMENTS[scheme],
    }
    if creditor.bic:
        config["BIC"] = creditor.bic
    written = SepaDD(config, schema=SCHEMA, clean=False)
    for one in debits:
        payment = {
            "name": bank_text(one.holder, 70) or one.mandate,
            "IBAN": one.iban,
            "amount": int(one.amount * 100),
            "type": "RCUR",
            "collection_date": collect_on,
            "mandate_id": one.mandate,
            "mandate_date": one.signed_on,
            "description": bank_text(one.text, 140),
            "endtoend_id": one.end_to_end_id,
        }
        if one.bic:
            payment["BIC"] = one.bic
        written.add_payment(payment)
    content: bytes = written.export(validate=True)
    found = fromstring(content).find(f".//{NAMESPACE}PmtInf/{NAMESPACE}PmtInfId")
    return CollectionFile(content, found.text or "" if found is not None else "")
