"""What a plan of a resold service says."""

from django.utils.translation import gettext_noop
from pydantic import Field

from freehold.provisioning.contract import Options

ONE_LINE = r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$"


class ResoldOptions(Options):
    """The options of a plan."""

    vendor: str = Field(
        min_length=1, max_length=80, pattern=ONE_LINE, description=gettext_noop("Vendor that makes it")
    )
    product: str = Field(
        min_length=1,
        max_length=120,
        pattern=ONE_LINE,
        description=gettext_noop("Product, as the vendor calls it"),
    )
    working_days: int = Field(
        default=2,
        ge=0,
        le=30,
        description=gettext_noop("Working days until what is ordered is set up, at most"),
    )
