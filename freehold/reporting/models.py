"""What the nightly comparison of a seller's orders came to."""

from django.db import models

from freehold.kernel.tenant_row import TenantRow


class DriftCheck(TenantRow):
    """The newest comparison of all orders of a seller; what differs is looked up anew on its page."""

    checked_at = models.DateTimeField()
    orders = models.PositiveIntegerField()
    differences = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="reporting_driftcheck_one", fields=["tenant_id"])]
