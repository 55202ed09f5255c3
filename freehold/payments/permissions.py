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
