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
    hourly_per_person: int = Field(
        default=300,
        ge=1,
        le=2_000,
        description=gettext_noop("Recipients that each person may write to within an hour, at most"),
    )
    hourly_per_tenant: int = Field(
        default=3_000,
        ge=1,
        le=20_000,
        description=gettext_noop("Recipients that all together may write to within an hour, at most"),
    )
