"""Send what a seller has issued to its buyers' accounts, each document once."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.dunning.models import Letter, Practice
from freehold.dunning.permissions import MAIL_DOCUMENTS
from freehold.dunning.rules.documents import is_still_news
from freehold.dunning.writing import lock_letters, write_document
from freehold.invoicing.addressees import addressed
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require


@transaction.atomic
def mail_documents(invoice_ids: Sequence[UUID], *, actor: Actor) -> int:
    """Want these documents sent, and return how many letters that made.

    What was sent before is not sent again, what is old is left to a person, and a buyer without an address is noted. Nothing
    is sent where the seller does not want it. Raises: NotPermitted.
    """
    lock_letters(actor.tenant_id)
    require(actor, MAIL_DOCUMENTS)
    if Practice.objects.filter(tenant_id=actor.tenant_id, mails_documents=False).exists():
        return 0
    known = set(
        Letter.objects.filter(tenant_id=actor.tenant_id, invoice_id__in=invoice_ids).values_list(
            "invoice_id", flat=True
        )
    )
    today = clock.today()
    letters = [
        Letter(
            tenant_id=actor.tenant_id,
            invoice_id=document.invoice_id,
            debtor_id=document.buyer_id,
            to=document.to,
            notice_id=write_document(document),
        )
        for document in addressed([one for one in invoice_ids if one not in known])
        if document.seller_id == actor.tenant_id and is_still_news(document.issued_on, today=today)
    ]
    Letter.objects.bulk_create(letters)
    sent = sum(letter.notice_id is not None for letter in letters)
    if letters:
        record(
            actor, MAIL_DOCUMENTS, subject_kind="invoice", subject_id="", sent=sent,
            without_address=len(letters) - sent,
        )  # fmt: skip
    return sent
