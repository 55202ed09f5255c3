"""The services of this installation: one line each."""

from freehold.provisioning.contract import Service
from freehold.services.mail.service import MailService
from freehold.services.resold.service import ResoldService

SERVICES: tuple[Service, ...] = (MailService(), ResoldService())
