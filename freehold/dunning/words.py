"""The words of letters, as people read them."""

from django.utils.translation import gettext_lazy as _

from freehold.dunning.states import Outlook, Wording
from freehold.invoicing.document import DocumentKind
from freehold.notices.states import NoticeState
from freehold.ui.pills import Tone

LANGUAGES = {"en": _("English"), "de": _("German")}
DOCUMENTS = {DocumentKind.INVOICE: _("Invoice"), DocumentKind.CREDIT_NOTE: _("Credit note")}
LETTERS = {
    Wording.FRIENDLY: _("Friendly reminder"),
    Wording.FIRM: _("Second reminder"),
    Wording.LAST: _("Last reminder"),
    Wording.SUSPENSION: _("Suspension"),
}
OUTLOOKS = {
    Outlook.LETTER: _("A reminder"),
    Outlook.SUSPENSION: _("Suspension"),
    Outlook.BLOCKED: _("Stopped"),
    Outlook.COLLECTED: _("Being collected"),
    Outlook.CREDIT: _("Covered by a credit"),
    Outlook.NO_ADDRESS: _("No address"),
    Outlook.NOT_ANNOUNCED: _("Not announced"),
    Outlook.NOT_SENT: _("Not sent"),
    Outlook.NOTHING: _("Nothing more"),
}
# Why nothing comes next, and what to do about it.
WHY = {
    Outlook.BLOCKED: _("Reminders about it are stopped."),
    Outlook.COLLECTED: _("A direct debit of it is on its way."),
    Outlook.CREDIT: _("A credit of %(credit)s covers it: put it to the invoice."),
    Outlook.NO_ADDRESS: _(
        "There is no e-mail address for invoices: nothing can be sent, and nothing is suspended."
    ),
    Outlook.NOT_ANNOUNCED: _("No letter has announced a suspension, so none comes by itself."),
    Outlook.NOT_SENT: _(
        "The letter that announces a suspension has not gone out, so nothing is suspended. Its page says why."
    ),
    Outlook.NOTHING: _("Nothing more comes by itself."),
}
NO_ADDRESS = (Tone.WARNING, _("No address"))
STATES = {
    NoticeState.WAITING: (Tone.CHANGING, _("On its way")),
    NoticeState.SENT: (Tone.SUCCESS, _("Sent")),
    NoticeState.REFUSED: (Tone.DANGER, _("Turned down")),
}
