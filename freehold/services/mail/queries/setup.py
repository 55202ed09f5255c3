"""How a person's devices are set up for mail."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from freehold.accounts.contract import DeviceSetup, Server
from freehold.kernel.actor import Actor
from freehold.services.mail.queries.mailboxes import own_mailbox


def device_setup(actor: Actor) -> DeviceSetup | None:
    """The servers of the actor's own mailbox, and its profile for Apple's devices (accounts/contract.py)."""
    mailbox = own_mailbox(actor)
    if mailbox is None:
        return None
    host, ports, tls = settings.NEUTRAL_DOMAIN, settings.MAIL_PORTS, _("SSL/TLS")
    return DeviceSetup(
        login=mailbox.address,
        servers=(
            Server(_("Incoming mail (IMAP)"), host, ports["imaps"], tls),
            Server(_("Outgoing mail (SMTP)"), host, ports["submissions"], tls),
        ),
        profile_url=reverse("autoconfig:apple"),
    )
