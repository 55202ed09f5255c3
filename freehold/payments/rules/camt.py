"""Reads a bank statement, without trusting it. Pure.

Source: ISO 20022, camt.053.001.02 to 13 (bank to customer statement). Document types, entities and anything outside the file
are refused before they are read (defusedxml), and so is what is too large.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

MOST_BYTES = 10_000_000
MOST_ENTRIES = 5_000
LONGEST_TEXT = 500
NAMESPACE = re.compile(r"\{(urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.(?:0[2-9]|1[0-3]))\}Document")
AMOUNT = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,5})?")
CURRENCY = re.compile(r"[A-Z]{3}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
NO_REFERENCES = frozenset({"", "NOTPROVIDED", "NONREF"})


class NotAStatement(Exception):
    """The file cannot be read; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Transaction:
    """One booking, or one part of a booking that stands for several."""

    identity: str  # the same for the same booking, in whichever file it comes
    amount: Decimal  # never negative
    currency: str
    is_credit: bool  # it came in
    is_return: bool  # the bank took back what was collected or paid
    booked_on: date
    other_name: str
    other_iban: str
    references: tuple[str, ...]  # structured ones of the creditor
    text: str
    end_to_end_id: str
    batch_id: str  # of the collection that it stands for, where the bank booked one sum
    reason: str  # code of the return, ISO 20022


@dataclass(frozen=True, slots=True)
class AccountStatement:
    """What one account's statement says."""

    iban: str
    name: str  # the bank's id of it
    transactions: tuple[Transaction, ...]
    pending: int  # announced and not booked yet: left out


def read_statements(content: bytes) -> list[AccountStatement]:
    """All statements in a file. Raises: NotAStatement("too_large", "not_xml", "unsafe", "not_camt", "broken", "too_many")."""
    if len(content) > MOST_BYTES:
        raise NotAStatement("too_large")
    try:
        root = fromstring(content, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise NotAStatement("unsafe") from error
    except (ParseError, ValueError, LookupError) as error:
        raise NotAStatement("not_xml") from error
    fits = NAMESPACE.fullmatch(root.tag)
    if fits is None:
        raise NotAStatement("not_camt")
    reader = _Reader(fits[1])
    found = [_statement(reader, one) for one in reader.all(root, "BkToCstmrStmt/Stmt")]
    if not found:
        raise NotAStatement("not_camt")
    if sum(len(one.transactions) for one in found) > MOST_ENTRIES:
        raise NotAStatement("too_many")
    return found


@dataclass(frozen=True, slots=True)
class _Reader:
    """Finds elements of one namespace by plain paths."""

    namespace: str

    def path(self, path: str) -> str:
        return "/".join(f"{{{self.namespace}}}{step}" for step in path.split("/"))

    def all(self, node: Element, path: str) -> list[Element]:
        return node.findall(self.path(path))

    def one(self, node: Element, *paths: str) -> Element | None:
        """The first that is there, by the first path that leads somewhere."""
        for path in paths:
            found = node.find(self.path(path))
            if found is not None:
                return found
        return None

    def text(self, node: Element, *paths: str) -> str:
        """Its text in one line of printable characters."""
        for path in paths:
            found = node.find(self.path(path))
            if found is not None and found.text and found.text.strip():
                return plain(found.text)
        return ""


def plain(text: str) -> str:
    """One line that can be printed, and not too long."""
    line = " ".join(text.split())
    return "".join(character for character in line if character.isprintable())[:LONGEST_TEXT]


def _statement(reader: _Reader, node: Element) -> AccountStatement:
    booked: list[Transaction] = []
    pending = 0
    iban = reader.text(node, "Acct/Id/IBAN").replace(" ", "").upper()
    for entry in reader.all(node, "Ntry"):
        if reader.text(entry, "Sts/Cd", "Sts") not in ("", "BOOK"):
            pending += 1
            continue
        booked.extend(_transactions(reader, entry))
    return AccountStatement(iban, reader.text(node, "Id"), tuple(_told_apart(iban, booked)), pending)


def _told_apart(iban: str, booked: list[Transaction]) -> Iterator[Transaction]:
    """Each gets an identity; bookings that are the same in all that the bank says are counted, so that none gets lost."""
    seen: Counter[str] = Counter()
    for one in booked:
        seen[one.identity] += 1
        whole = f"{iban}|{one.identity}|{seen[one.identity]}"
        yield replace(one, identity=sha256(whole.encode()).hexdigest())


def _transactions(reader: _Reader, entry: Element) -> list[Transaction]:
    """The parts of a booking where they say what each is, and sum up to it; the booking as a whole otherwise."""
    whole = _transaction(reader, entry, entry)
    details = reader.all(entry, "NtryDtls/TxDtls")
    if len(details) == 1:
        return [
            replace(_transaction(reader, entry, details[0]), amount=whole.amount, currency=whole.currency)
        ]
    parts = [_transaction(reader, entry, one) for one in details]
    fits = all(one.currency == whole.currency for one in parts)
    if parts and fits and sum(one.amount for one in parts) == whole.amount:
        return parts
    return [whole]


def _transaction(reader: _Reader, entry: Element, detail: Element) -> Transaction:
    amount = reader.one(detail, "Amt", "AmtDtls/TxAmt/Amt") if detail is not entry else None
    value, currency = _amount(amount if amount is not None else reader.one(entry, "Amt"))
    way = reader.text(detail, "CdtDbtInd") or reader.text(entry, "CdtDbtInd")
    if way not in ("CRDT", "DBIT"):
        raise NotAStatement("broken")
    is_credit = way == "CRDT"
    day = _day(reader.text(entry, "BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm"))
    reason = reader.text(detail, "RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry")
    is_return = not is_credit and (
        reader.one(detail, "RtrInf") is not None or reader.text(entry, "RvslInd") in ("true", "1")
    )
    party = "Dbtr" if is_credit or is_return else "Cdtr"
    texts = [plain(one.text) for one in reader.all(detail, "RmtInf/Ustrd") if one.text]
    references = [
        plain(re.sub(r"\s", "", one.text)).upper()
        for one in reader.all(detail, "RmtInf/Strd/CdtrRefInf/Ref")
        if one.text
    ]
    text = plain(" ".join(texts)) or reader.text(detail, "AddtlTxInf") or reader.text(entry, "AddtlNtryInf")
    bank = reader.text(detail, "Refs/AcctSvcrRef") or reader.text(entry, "AcctSvcrRef")
    end_to_end = reader.text(detail, "Refs/EndToEndId")
    name = reader.text(detail, f"RltdPties/{party}/Pty/Nm", f"RltdPties/{party}/Nm")
    iban = reader.text(detail, f"RltdPties/{party}Acct/Id/IBAN").replace(" ", "").upper()
    told = [str(day), way, str(value.normalize()), currency]
    if bank.upper() in NO_REFERENCES:
        told += ["text", name, iban, text, *references]
    else:
        told += ["bank", bank]
    return Transaction(
        identity="|".join([*told, end_to_end]),
        amount=value,
        currency=currency,
        is_credit=is_credit,
        is_return=is_return,
        booked_on=day,
        other_name=name,
        other_iban=iban,
        references=tuple(references),
        text=text,
        end_to_end_id="" if end_to_end.upper() in NO_REFERENCES else end_to_end,
        batch_id=reader.text(detail, "Refs/PmtInfId")
        or reader.text(entry, "NtryDtls/Btch/PmtInfId", "NtryDtls/TxDtls/Refs/PmtInfId"),
        reason=reason,
    )


def _amount(node: Element | None) -> tuple[Decimal, str]:
    text, currency = (
        (node.text or "").strip() if node is not None else "",
        node.get("Ccy", "") if node is not None else "",
    )
    if not AMOUNT.fullmatch(text) or not CURRENCY.fullmatch(currency):
        raise NotAStatement("broken")
    return Decimal(text), currency


def _day(text: str) -> date:
    if not DAY.fullmatch(text[:10]):
        raise NotAStatement("broken")
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise NotAStatement("broken") from error
