"""Who may read bank statements and say what they are for."""

from django.utils.translation import gettext_lazy as _

from freehold.kernel.actor import Role
from freehold.kernel.permission import permission

SEE_PAYMENTS = permission("payments.see", Role.BILLING, under_grant=False, to=_("see payments"))
IMPORT_STATEMENT = permission(
    "payments.import_statement",
    Role.BILLING,
    under_grant=False,
    to=_("read bank statements in"),
    says=_("read a bank statement in"),
)
ASSIGN_ENTRY = permission(
    "payments.assign_entry",
    Role.BILLING,
    under_grant=False,
    to=_("say what a booking is for"),
    says=_("said what a booking is for"),
)
SET_ASIDE_ENTRY = permission(
    "payments.set_aside_entry",
    Role.BILLING,
    under_grant=False,
    to=_("set a booking aside"),
    says=_("set a booking aside"),
)
SET_CREDITOR = permission(
    "payments.set_creditor",
    Role.BILLING,
    under_grant=False,
    to=_("change how your company collects"),
    says=_("changed how the company collects by direct debit"),
)
SEE_MANDATES = permission("payments.see_mandates", Role.BILLING, to=_("see direct debit mandates"))
GIVE_MANDATE = permission(
    "payments.give_mandate",
    Role.BILLING,
    under_grant=False,
    to=_("give direct debit mandates"),
    says=_("gave a direct debit mandate"),
)
RECORD_MANDATE = permission(
    "payments.record_mandate",
    Role.BILLING,
    under_grant=False,
    to=_("record direct debit mandates"),
    says=_("recorded a direct debit mandate"),
)
REVOKE_MANDATE = permission(
    "payments.revoke_mandate",
    Role.BILLING,
    under_grant=False,
    to=_("revoke direct debit mandates"),
    says=_("revoked a direct debit mandate"),
)
COLLECT_INVOICES = permission(
    "payments.collect_invoices",
    Role.BILLING,
    under_grant=False,
    to=_("collect by direct debit"),
    says=_("made a collection of direct debits"),
)
FETCH_COLLECTION = permission(
    "payments.fetch_collection",
    Role.BILLING,
    under_grant=False,
    to=_("fetch the files of collections"),
    says=_("fetched the file of a collection for the bank"),
)
CANCEL_COLLECTION = permission(
    "payments.cancel_collection",
    Role.BILLING,
    under_grant=False,
    to=_("cancel collections"),
    says=_("cancelled a collection of direct debits"),
)
RETURN_DEBIT = permission(
    "payments.return_debit",
    Role.BILLING,
    under_grant=False,
    to=_("say that a debit came back"),
    says=_("said that a direct debit came back"),
)
CONFIRM_COLLECTION = permission(
    "payments.confirm_collection",
    Role.BILLING,
    under_grant=False,
    to=_("say that a collection was paid"),
    says=_("said that a collection of direct debits was paid"),
)
