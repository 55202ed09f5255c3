"""Who may see what is overdue and was written, and who may write."""

from django.utils.translation import gettext_lazy as _

from freehold.kernel.actor import Role
from freehold.kernel.permission import permission, platform_permission

SEE_LETTERS = permission("dunning.see", Role.BILLING, to=_("see letters and reminders"))
SET_PRACTICE = permission(
    "dunning.set_practice",
    Role.BILLING,
    under_grant=False,
    to=_("change how your company writes to its customers’ accounts"),
    says=_("changed how the company writes to its customers’ accounts"),
)
SEND_DOCUMENT = permission(
    "dunning.send_document",
    Role.BILLING,
    under_grant=False,
    to=_("send invoices by mail"),
    says=_("sent an invoice by mail"),
)
MAIL_DOCUMENTS = platform_permission("dunning.mail_documents", says=_("sent invoices by mail"))
BLOCK_REMINDERS = permission(
    "dunning.block_reminders",
    Role.BILLING,
    under_grant=False,
    to=_("stop reminders about an invoice"),
    says=_("stopped reminders about an invoice"),
)
ALLOW_REMINDERS = permission(
    "dunning.allow_reminders",
    Role.BILLING,
    under_grant=False,
    to=_("let reminders about an invoice go on"),
    says=_("let reminders about an invoice go on"),
)
REMIND = platform_permission("dunning.remind", says=_("reminded of an invoice"))
LIFT = platform_permission("dunning.lift", says=_("lifted a suspension for debt"))
