"""What payments say in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from freehold.payments.states import EntryState, Scheme, Why

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
    Why.UNDONE: _("It was recorded, and that was undone."),
}
ENTRY_STATES: dict[EntryState, str | Promise] = {
    EntryState.WAITING: _("Waiting"),
    EntryState.PROPOSED: _("Proposed"),
    EntryState.MATCHED: _("Recorded"),
    EntryState.ASSIGNED: _("Assigned"),
    EntryState.SET_ASIDE: _("Set aside"),
}
MANDATE_FAULTS: dict[str, str | Promise] = {
    "holder": _("Name who holds the account, in one line of up to 70 letters."),
    "iban": _("This is no IBAN: the check digits do not fit."),
    "not_sepa": _("This account is in a country that takes no part in SEPA, so it cannot be debited."),
    "bic": _("A BIC has 8 or 11 letters and digits."),
    "signed_on": _("Give the day on which it was signed: not in the future, and not before November 2009."),
    "mandate_reference": _("Up to 35 letters, digits and + ? / - : ( ) . , '"),
}
SCHEMES: dict[Scheme, str | Promise] = {
    Scheme.CORE: _("SEPA Core"),
    Scheme.B2B: _("SEPA B2B"),
}
# Source: ISO 20022, external code set ExternalReturnReason1Code.
RETURN_REASONS: dict[str, str | Promise] = {
    "AC01": _("The account number is wrong."),
    "AC04": _("The account is closed."),
    "AC06": _("The account is blocked."),
    "AC13": _("A consumer’s account cannot be debited by B2B."),
    "AG01": _("This account cannot be debited."),
    "AM04": _("There was not enough money on the account."),
    "MD01": _("The bank knows no valid mandate."),
    "MD06": _("The buyer asked for the money back."),
    "MD07": _("The holder of the account has died."),
    "MS02": _("The buyer refused the debit."),
    "MS03": _("The bank gave no reason."),
    "SL01": _("The buyer’s bank blocks such debits."),
}
SCHEME_CHOICES: dict[Scheme, str | Promise] = {
    Scheme.CORE: _("SEPA Core: the account holder may ask the bank for the money back within eight weeks"),
    Scheme.B2B: _(
        "SEPA B2B: between companies, nothing is given back, and the bank must be told of the mandate before"
    ),
}
