"""Letters as they are handed to the mail engine. Called by actions, after their check."""

from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.utils import translation
from django.utils.formats import date_format

from freehold.dunning.states import Wording
from freehold.invoicing.addressees import Addressed
from freehold.invoicing.document import DocumentKind
from freehold.invoicing.receivables import settled_of
from freehold.kernel.errors import Refused
from freehold.kernel.money import Money
from freehold.notices.actions.enqueue import enqueue_notice
from freehold.notices.letters import Letterhead
from freehold.notices.rules import language_of
from freehold.notices.states import Attached, NoticeTemplate
from freehold.payments.debiting import EURO, account_collected_from
from freehold.ui.formats import written_money

TEMPLATES = {
    DocumentKind.INVOICE: NoticeTemplate.INVOICE,
    DocumentKind.CREDIT_NOTE: NoticeTemplate.CREDIT_NOTE,
}
REMINDERS = {
    Wording.FRIENDLY: NoticeTemplate.REMINDER_FRIENDLY,
    Wording.FIRM: NoticeTemplate.REMINDER_FIRM,
    Wording.LAST: NoticeTemplate.REMINDER_LAST,
    Wording.SUSPENSION: NoticeTemplate.REMINDER_SUSPENSION,
}


def lock_letters(seller_id: UUID) -> None:
    """Let one transaction at a time write a seller's letters, so that none goes out twice."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"letters:{seller_id}"])


def write_document(document: Addressed) -> UUID | None:
    """Want a document sent to its buyer's accounts; the notice's id, or None where there is no address to send it to.

    It asks for what is still open, and for nothing where the invoice is paid or credited by now, or is collected by direct debit.
    """
    values = _told_of_paying(document)
    if document.kind is DocumentKind.INVOICE and document.gross.currency == EURO:
        values["account"] = account_collected_from(document.seller_id, document.buyer_id)
    return write_letter(TEMPLATES[document.kind], document, values)


def _told_of_paying(document: Addressed) -> dict[str, str]:
    credited, paid = settled_of([document.invoice_id]).get(document.invoice_id, (Decimal(0), Decimal(0)))
    if document.kind is not DocumentKind.INVOICE or not credited + paid:
        return {}
    left = document.gross.amount - credited - paid
    if left <= 0:
        return {"is_paid": "yes"} if paid else {"is_free": "yes"}
    with translation.override(language_of(document.language)):
        return {"to_pay": written_money(Money(left, document.gross.currency)), "is_partly_paid": "yes"}


def write_letter(
    template: NoticeTemplate, document: Addressed, values: dict[str, str] | None = None
) -> UUID | None:
    """Want a letter about a document, with the document attached; None where there is no address to send it to."""
    if not document.to:
        return None
    language = language_of(document.language)
    try:
        return enqueue_notice(
            template,
            to=document.to,
            language=language,
            context={**told(document, language), **(values or {})},
            letterhead=Letterhead(
                document.seller_name, document.reply_to, Attached.INVOICE, document.invoice_id
            ),
        )
    except Refused:
        return None


def told(document: Addressed, language: str) -> dict[str, str]:
    """What letters say of a document, as people write it in a language."""
    with translation.override(language):
        return {
            "buyer": document.buyer_name,
            "seller": document.seller_name,
            "number": document.number,
            "corrects": document.corrects,
            "issued_on": date_format(document.issued_on, "DATE_FORMAT"),
            "due_on": date_format(document.due_on, "DATE_FORMAT"),
            "gross": written_money(document.gross),
            "to_pay": written_money(document.gross),
            "is_free": "" if document.gross.amount else "yes",
            "reference": document.payment_reference,
            "iban": in_groups(document.iban),
        }


def in_groups(iban: str) -> str:
    """As it stands on paper: in groups of four."""
    return " ".join(iban[place : place + 4] for place in range(0, len(iban), 4))
