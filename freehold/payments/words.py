"""What payments say in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from freehold.payments.states import EntryState, Why

UNREADABLE: dict[str, str | Promise] = {
    "too_large": _("This file is larger than 10 MB. Ask your bank for a shorter time."),
    "not_xml": _("This is no XML. Choose the statement in the format camt.053."),
    "unsafe": _("This file has declarations that no bank sends. It was not read."),
    "not_camt": _("This is no bank statement in the format camt.053 (camt.053.001.02 or later)."),
    "broken": _("An entry has no amount, way or day that can be read. Nothing of the file was taken."),
    "too_many": _("This file has more than 5,000 entries. Ask your bank for a shorter time."),
}
WHYS: dict[Why, str | Promise] = {
    Why.REFERENCE: _("It bears the payment’s reference."),
    Why.NUMBER: _("Its text names the invoice."),
    Why.DEBIT: _("It is a debit that was collected."),
    Why.ACCOUNT: _("The account is the buyer’s, and the amount is that of one open invoice."),
    Why.NOTHING: _("It names no invoice."),
    Why.SEVERAL: _("It names invoices of several buyers."),
    Why.CURRENCY: _("It is in another currency than the invoice that it names."),
    Why.RETURNED: _("The bank took it back, and which payment it was is not known."),
    Why.REFUSED: _("It could not be recorded."),
}
ENTRY_STATES: dict[EntryState, str | Promise] = {
    EntryState.WAITING: _("Waiting"),
    EntryState.PROPOSED: _("Proposed"),
    EntryState.MATCHED: _("Recorded"),
    EntryState.ASSIGNED: _("Assigned"),
    EntryState.SET_ASIDE: _("Set aside"),
}
