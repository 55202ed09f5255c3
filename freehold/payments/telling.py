"""Letters to buyers about debits that do not come. Called by actions, after their check."""

from collections.abc import Sequence

from django.utils import translation
from django.utils.formats import date_format

from freehold.invoicing.addressees import Addressed, addressed
from freehold.kernel.errors import Refused
from freehold.kernel.money import Money
from freehold.notices.actions.enqueue import enqueue_notice
from freehold.notices.letters import Letterhead
from freehold.notices.rules import language_of
from freehold.notices.states import NoticeTemplate
from freehold.payments.debiting import EURO
from freehold.payments.models import Debit
from freehold.ui.formats import written_money


def tell_not_debited(debits: Sequence[Debit]) -> None:
    """Write to each buyer who was told of one of these debits that it is not made."""
    told = [debit for debit in debits if debit.told_at is not None]
    letters = {one.invoice_id: one for one in addressed([debit.invoice_id for debit in told])}
    for debit in told:
        letter = letters[debit.invoice_id]
        try:
            enqueue_notice(
                NoticeTemplate.DEBIT_CANCELLED,
                to=letter.to,
                language=language_of(letter.language),
                context=_told(debit, letter),
                letterhead=Letterhead(letter.seller_name, letter.reply_to),
            )
        except Refused:  # it has no address any more
            continue


def _told(debit: Debit, letter: Addressed) -> dict[str, str]:
    with translation.override(language_of(letter.language)):
        return {
            "buyer": letter.buyer_name,
            "seller": letter.seller_name,
            "number": letter.number,
            "amount": written_money(Money(debit.amount, EURO)),
            "collect_on": date_format(debit.collect_on, "DATE_FORMAT"),
        }
