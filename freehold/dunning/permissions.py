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
