"""What a plan of mail may set."""

from pydantic import Field

from freehold.provisioning.contract import Options


class MailOptions(Options):
    """The options of a plan."""

    quota_gib: int = Field(default=10, ge=1, le=1000, description="Space of each mailbox, in GiB")
    shared_mailboxes: int = Field(
        default=50, ge=0, le=10_000, description="Shared mailboxes, which take no seat"
    )
