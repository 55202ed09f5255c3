"""What a mandate and a creditor must be. Pure. Source: EPC SEPA direct debit rulebooks, ISO 20022 usage of names and ids."""

import re
from dataclasses import dataclass, replace
from datetime import date

from stdnum import bic, iban
from stdnum.eu import at_02

from freehold.payments.rules.pain import bank_text
from freehold.payments.states import Scheme

LONGEST_NAME = 70
REFERENCE = re.compile(r"[A-Za-z0-9+?/:().,'-]{1,35}")
MOST_NOTICE_DAYS = 14
OLDEST = date(2009, 11, 1)  # the first day of SEPA direct debits
# Countries and territories of SEPA, as of 2025. Source: EPC409-09.
SEPA = frozenset(
    """
    AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS SE SI SK
    SM VA
    """.split()  # noqa: SIM905 - one line of codes reads better than forty strings
)


@dataclass(frozen=True, slots=True)
class MandateFacts:
    """A mandate as somebody types it."""

    holder: str
    iban: str
    signed_on: date
    scheme: Scheme = Scheme.CORE
    bic: str = ""
    reference: str = ""  # empty: one is made


def tidy(given: MandateFacts) -> MandateFacts:
    """The same without spaces around, and numbers as banks write them."""
    return replace(
        given,
        holder=" ".join(given.holder.split()),
        iban=re.sub(r"\s", "", given.iban).upper(),
        bic=re.sub(r"\s", "", given.bic).upper(),
        reference=given.reference.strip(),
    )


def fault_of_mandate(facts: MandateFacts, *, today: date) -> tuple[str, str] | None:
    """What is wrong, and with which field; None when nothing.

    Codes: "holder", "iban", "not_sepa", "bic", "signed_on", "mandate_reference".
    """
    holds = {
        ("holder", "holder"): len(facts.holder) <= LONGEST_NAME
        and facts.holder.isprintable()
        and bank_text(facts.holder, LONGEST_NAME) != "",
        ("iban", "iban"): iban.is_valid(facts.iban),
        ("not_sepa", "iban"): facts.iban[:2] in SEPA,
        ("bic", "bic"): not facts.bic or bic.is_valid(facts.bic),
        ("signed_on", "signed_on"): OLDEST <= facts.signed_on <= today,
        ("mandate_reference", "reference"): not facts.reference or REFERENCE.fullmatch(facts.reference),
    }
    return next((fault for fault, is_right in holds.items() if not is_right), None)


def is_creditor_id(creditor_id: str) -> bool:
    """With its check digits. Source: EPC262-08, AT-02."""
    return bool(at_02.is_valid(creditor_id))
