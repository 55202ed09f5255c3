"""Bank statements as banks write them: camt.053 in two of its versions."""

from dataclasses import dataclass, field
from xml.sax.saxutils import escape

OWN = "DE89370400440532013000"  # Alder's account, as its invoices name it
ACME = "DE02120300000000202051"
OTHER = "DE02500105170137075030"


@dataclass(frozen=True, slots=True)
class Booking:
    """One entry of a statement."""

    amount: str
    text: str = ""
    reference: str = ""  # structured
    bank_reference: str = ""
    end_to_end: str = "NOTPROVIDED"
    name: str = "Acme Dental GmbH"
    iban: str = ACME
    way: str = "CRDT"
    day: str = "2030-05-01"
    currency: str = "EUR"
    status: str = "BOOK"
    reason: str = ""
    batch: str = ""  # of the file that it stands for
    parts: tuple["Booking", ...] = field(default=())


def statement(*bookings: Booking, iban: str = OWN, version: str = "02", name: str = "2030-05") -> bytes:
    """A file with one statement."""
    entries = "".join(_entry(one, version) for one in bookings)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}">'
        f"<BkToCstmrStmt><GrpHdr><MsgId>1</MsgId><CreDtTm>2030-05-02T06:00:00</CreDtTm></GrpHdr><Stmt><Id>{name}</Id>"
        f"<Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>{entries}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def _entry(one: Booking, version: str) -> str:
    status = f"<Sts>{one.status}</Sts>" if version == "02" else f"<Sts><Cd>{one.status}</Cd></Sts>"
    bank = f"<AcctSvcrRef>{one.bank_reference}</AcctSvcrRef>" if one.bank_reference else ""
    batch = f"<Btch><PmtInfId>{one.batch}</PmtInfId></Btch>" if one.batch else ""
    details = "".join(_detail(part, version) for part in one.parts) or (
        "" if batch else _detail(one, version)
    )
    return (
        f'<Ntry><Amt Ccy="{one.currency}">{one.amount}</Amt><CdtDbtInd>{one.way}</CdtDbtInd>{status}'
        f"<BookgDt><Dt>{one.day}</Dt></BookgDt><ValDt><Dt>{one.day}</Dt></ValDt>{bank}"
        f"<BkTxCd/><NtryDtls>{batch}{details}</NtryDtls></Ntry>"
    )


def _detail(one: Booking, version: str) -> str:
    party = "Dbtr" if one.way == "CRDT" or one.reason else "Cdtr"
    name = f"<Nm>{escape(one.name)}</Nm>"
    named = name if version == "02" else f"<Pty>{name}</Pty>"
    amount = (
        f'<AmtDtls><TxAmt><Amt Ccy="{one.currency}">{one.amount}</Amt></TxAmt></AmtDtls>'
        if version == "02"
        else f'<Amt Ccy="{one.currency}">{one.amount}</Amt><CdtDbtInd>{one.way}</CdtDbtInd>'
    )
    reference = (
        f"<Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp><Ref>{one.reference}</Ref></CdtrRefInf></Strd>"
        if one.reference
        else ""
    )
    returned = f"<RtrInf><Rsn><Cd>{one.reason}</Cd></Rsn></RtrInf>" if one.reason else ""
    return (
        f"<TxDtls><Refs><EndToEndId>{one.end_to_end}</EndToEndId></Refs>{amount}"
        f"<RltdPties><{party}>{named}</{party}><{party}Acct><Id><IBAN>{one.iban}</IBAN></Id></{party}Acct></RltdPties>"
        f"<RmtInf>{reference}<Ustrd>{escape(one.text)}</Ustrd></RmtInf>{returned}</TxDtls>"
    )
