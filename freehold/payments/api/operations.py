"""All operations on payments."""

from freehold.payments.api import debits, payments, statements

ROUTERS = (payments.router, statements.router, debits.router)
