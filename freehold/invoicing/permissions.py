"""Who may bill, and who may read what was billed."""

from django.utils.translation import gettext_lazy as _

from freehold.kernel.actor import Role
from freehold.kernel.permission import permission, platform_permission

SEE_INVOICES = permission("invoicing.see", Role.BILLING, to=_("see invoices"))
SET_SELLER_PROFILE = permission(
    "invoicing.set_seller_profile",
    Role.BILLING,
    under_grant=False,
    to=_("change how your company stands on its invoices"),
    says=_("changed how the company stands on its invoices"),
)
SET_BUYER_PROFILE = permission(
    "invoicing.set_buyer_profile",
    Role.BILLING,
    to=_("change how a buyer stands on invoices"),
    says=_("changed how a buyer stands on invoices"),
)
RUN_INVOICES = permission(
    "invoicing.run_invoices",
    Role.BILLING,
    under_grant=False,
    to=_("run the invoices"),
    says=_("began a run of invoices"),
)
CREDIT_INVOICE = permission(
    "invoicing.credit_invoice",
    Role.BILLING,
    under_grant=False,
    to=_("credit invoices"),
    says=_("credited an invoice"),
)
RECORD_PAYMENT = permission(
    "invoicing.record_payment",
    Role.BILLING,
    under_grant=False,
    to=_("record payments"),
    says=_("recorded a payment"),
)
ALLOCATE_PAYMENT = permission(
    "invoicing.allocate_payment",
    Role.BILLING,
    under_grant=False,
    to=_("say which invoice a payment is for"),
    says=_("put a payment to an invoice"),
)
RELEASE_PAYMENT = permission(
    "invoicing.release_payment",
    Role.BILLING,
    under_grant=False,
    to=_("take a payment off an invoice"),
    says=_("took a payment off an invoice"),
)
UNDO_PAYMENT = permission(
    "invoicing.undo_payment",
    Role.BILLING,
    under_grant=False,
    to=_("undo payments"),
    says=_("undid a payment"),
)
PAY_BACK = permission(
    "invoicing.pay_back",
    Role.BILLING,
    under_grant=False,
    to=_("record what was paid back"),
    says=_("recorded what was paid back"),
)
FINISH_RUN = platform_permission("invoicing.finish_run", says=_("finished a run of invoices"))
