"""The bank of a seller of the demo: what it takes by direct debit, and the statements that it sends."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID
from xml.sax.saxutils import escape

from freehold.config.demo.world import Address
from freehold.invoicing.queries.profiles import own_seller_profile
from freehold.invoicing.receivables import open_items
from freehold.kernel.actor import Actor
from freehold.payments.actions.collect_invoices import collect_invoices
from freehold.payments.actions.fetch_collection import fetch_collection
from freehold.payments.actions.import_statement import import_statement
from freehold.payments.actions.record_mandate import record_mandate
from freehold.payments.actions.set_creditor import set_creditor
from freehold.payments.collecting import first_possible_day
from freehold.payments.rules.mandates import MandateFacts
from freehold.payments.rules.target import banking_day_from
from freehold.payments.states import Scheme
from freehold.tenants.row_security import scope

CREDITOR_ID = "DE98ZZZ09999999999"  # the one of examples. Source: Deutsche Bundesbank
NOTICE_DAYS = 5
# What of a file for the bank stands on its statement again. Source: ISO 20022, pain.008.
ORDERED = re.compile(
    r"<EndToEndId>(?P<id>[^<]+)</EndToEndId>.*?<InstdAmt[^>]*>(?P<amount>[^<]+)</InstdAmt>.*?"
    r"<Dbtr>\s*<Nm>(?P<name>[^<]+)</Nm>.*?<IBAN>(?P<iban>[^<]+)</IBAN>",
    re.DOTALL,
)


class Bank:
    """What lies at the bank and comes on its day."""

    def __init__(self, seller: Actor, buyers: Mapping[UUID, Address]) -> None:
        self.seller, self.buyers = seller, buyers
        self.debited: set[UUID] = set()
        self.ordered: dict[date, list[str]] = {}  # bookings by the day of their debit

    def take_mandates(self, day: date) -> None:
        """Buyers with an account sign on paper that the seller collects from it."""
        self.debited = {buyer_id for buyer_id, address in self.buyers.items() if address.iban}
        with scope(self.seller.tenant_id, person_id=self.seller.person_id):
            if self.debited:
                set_creditor(CREDITOR_ID, notice_days=NOTICE_DAYS, actor=self.seller)
            for buyer_id in self.debited:
                facts = MandateFacts(
                    self.buyers[buyer_id].legal_name, self.buyers[buyer_id].iban, signed_on=day
                )
                record_mandate(facts, buyer_id=buyer_id, actor=self.seller)

    def spend_day(self, day: date, *, billed: date, pays_after: int, unpaid: Mapping[UUID, date]) -> None:
        """On the day of the invoices collect them; on later days read in the statement of what has come, if anything has."""
        with scope(self.seller.tenant_id, person_id=self.seller.person_id):
            if day == billed and self.debited:
                self._collect()
            came = self.ordered.pop(day, [])
            came += [
                _booking(day, item.open, name=self._name(item.buyer_id), reference=item.payment_reference)
                for item in open_items(self.seller.tenant_id)
                if item.buyer_id not in self.debited
                and (day - item.issued_on).days == pays_after
                and item.issued_on < unpaid.get(item.buyer_id, date.max)
            ]
            if came:
                self._read(day, came)

    def _name(self, buyer_id: UUID) -> str:
        return self.buyers[buyer_id].legal_name if buyer_id in self.buyers else ""

    def _collect(self) -> None:
        due = [item.due_on for item in open_items(self.seller.tenant_id) if item.buyer_id in self.debited]
        if not due:
            return
        on = banking_day_from(max(first_possible_day(self.seller), *due))
        file = fetch_collection(
            collect_invoices(actor=self.seller, scheme=Scheme.CORE, collect_on=on), actor=self.seller
        ).decode()
        self.ordered[on] = [
            _booking(on, Decimal(one["amount"]), name=one["name"], iban=one["iban"], debit=one["id"])
            for one in ORDERED.finditer(file)
        ]

    def _read(self, day: date, bookings: list[str]) -> None:
        own = own_seller_profile(self.seller).facts
        account = own.iban if own else ""
        import_statement(
            (
                '<?xml version="1.0" encoding="UTF-8"?>'
                '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>'
                f"<GrpHdr><MsgId>{day}</MsgId><CreDtTm>{day}T18:00:00</CreDtTm></GrpHdr><Stmt><Id>{day}</Id>"
                f"<Acct><Id><IBAN>{account}</IBAN></Id><Ccy>EUR</Ccy></Acct>{''.join(bookings)}</Stmt>"
                "</BkToCstmrStmt></Document>"
            ).encode(),
            file_name=f"statement-{day}.xml",
            actor=self.seller,
        )


def _booking(
    day: date, amount: Decimal, *, name: str, iban: str = "", reference: str = "", debit: str = "NOTPROVIDED"
) -> str:
    account = f"<DbtrAcct><Id><IBAN>{iban}</IBAN></Id></DbtrAcct>" if iban else ""
    party = f"<RltdPties><Dbtr><Pty><Nm>{escape(name)}</Nm></Pty></Dbtr>{account}</RltdPties>" if name else ""
    paid_for = (
        "<RmtInf><Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp>"
        f"<Ref>{reference}</Ref></CdtrRefInf></Strd></RmtInf>"
        if reference
        else ""
    )
    return (
        f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
        f"<BookgDt><Dt>{day}</Dt></BookgDt><BkTxCd/><NtryDtls><TxDtls><Refs><EndToEndId>{debit}</EndToEndId></Refs>"
        f'<Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>{party}{paid_for}</TxDtls></NtryDtls></Ntry>'
    )
