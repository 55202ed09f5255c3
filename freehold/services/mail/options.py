"""What a plan of mail may set."""

from django.utils.translation import gettext_noop
from pydantic import Field

from freehold.provisioning.contract import Options


class MailOptions(Options):
    """The options of a plan."""

    quota_gb: int = Field(default=10, ge=1, le=1000, description=gettext_noop("Space of each mailbox, in GB"))
    shared_mailboxes: int = Field(
        default=50, ge=0, le=10_000, description=gettext_noop("Shared mailboxes, which take no seat")
    )
