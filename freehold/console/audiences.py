"""Which pages and operations are for those who sell, and which for those who buy alone: for everybody else they do not exist.

Told by the beginning of their routes, so that what is added below one belongs to it. What is in neither table is for all
kinds of tenants; what a person may do there is for permissions to say. Pure.
"""

from freehold.tenants.states import TenantKind

FOR_SELLERS = (
    "customers/", "partners/", "plans/", "prices/", "vendors/", "margin/", "availability/", "reminders/", "payments/",
    "invoices/runs/", "invoices/profile/", "invoices/next/<uuid:buyer_id>/", "invoices/address/<uuid:buyer_id>/",
    "invoices/<uuid:invoice_id>/credit/", "invoices/<uuid:invoice_id>/payment/", "subscriptions/new/for/",
    "access/ask/", "access/break-glass/", "api/v1/emergencies",
    "api/v1/customers", "api/v1/partners", "api/v1/offerings", "api/v1/plans", "api/v1/price-lists", "api/v1/discounts",
    "api/v1/usage-events", "api/v1/invoice-runs", "api/v1/invoice-profiles/seller", "api/v1/invoices/<invoice_id>/letters",
    "api/v1/invoices/<invoice_id>/block-reminders", "api/v1/invoices/<invoice_id>/allow-reminders",
    "api/v1/invoices/<invoice_id>/credit-notes", "api/v1/letters", "api/v1/overdue-invoices", "api/v1/reminder-practice",
    "api/v1/payments", "api/v1/refunds", "api/v1/credits", "api/v1/open-invoices", "api/v1/journal", "api/v1/bank-statements",
    "api/v1/bookings", "api/v1/direct-debit/creditor", "api/v1/direct-debit/collections", "api/v1/direct-debit/mandates",
    "api/v1/reports", "api/v1/vendor-", "api/v1/supplier-costs", "start/", "channel/", "prospects/", "incidents/",
    "api/v1/partner-", "api/v1/seller-terms", "api/v1/readiness", "api/v1/prospects", "api/v1/channel/",
    "api/v1/incident-notices", "moves/", "api/v1/customer-codes", "api/v1/handovers", "api/v1/declarations",
    "settings/brand/", "api/v1/hosts", "api/v1/tenant/wordings", "api/v1/tenant/disclosure",
)  # fmt: skip
FOR_SELLERS_EXACTLY = frozenset({"invoices/", "subscriptions/"})  # with pages below that are for all
# Below those of sellers, and for others too.
FOR_BUYERS_TOO = (
    "partners/apply/",  # whoever is signed in here may want to sell in another company’s name
    "partners/join/",
    "payments/mandates/own/",
    "payments/mandates/<uuid:mandate_id>/revoke/",
    "api/v1/direct-debit/mandates/<mandate_id>/revoke",
)
FOR_CUSTOMERS = ("statements/", "api/v1/statements", "provider/")


def exists_for(kind: TenantKind, route: str) -> bool:
    """Whether a page or operation of this route exists for a tenant of this kind."""
    if kind is not TenantKind.CUSTOMER:
        return not route.startswith(FOR_CUSTOMERS)
    is_for_sellers = route in FOR_SELLERS_EXACTLY or route.startswith(FOR_SELLERS)
    return route.startswith(FOR_BUYERS_TOO) or not is_for_sellers
