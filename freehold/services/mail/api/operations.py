"""All operations on mail."""

from freehold.services.mail.api import groups, mailboxes, own_settings, sending, trace

ROUTERS = (mailboxes.router, own_settings.router, groups.router, sending.router, trace.router)
