"""A seller's catalog. Each seller has rows of its own, so that a plan bears its seller's name and price."""

from django.db import models

from freehold.kernel.period import Interval
from freehold.kernel.tenant_row import TenantRow


class Offering(TenantRow):
    """Something that can be sold, on one service."""

    name = models.TextField()
    description = models.TextField(default="", blank=True)
    kind = models.TextField()  # of the service

    class Meta:
        constraints = [
            models.UniqueConstraint(name="catalog_offering_by_name", fields=["tenant_id", "kind", "name"])
        ]


class Plan(TenantRow):
    """A package of an offering. `source_plan_id` names the seller's plan that this one resells.

    `options` never change: subscriptions rely on them. What has been ordered keeps the service level it was ordered with.
    """

    offering = models.ForeignKey(Offering, db_constraint=False, db_index=False, on_delete=models.PROTECT)
    name = models.TextField()
    description = models.TextField(default="", blank=True)
    options = models.JSONField(default=dict)
    source_plan_id = models.UUIDField(null=True)  # a row of another tenant, or none at the operator's
    trial_days = models.PositiveSmallIntegerField(default=0)
    service_level = models.JSONField(null=True)  # of kernel.service_levels; none: nothing is promised
    retired_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="catalog_plan_by_name",
                fields=["tenant_id", "name"],
                condition=models.Q(retired_at__isnull=True),
            )
        ]


class PriceList(TenantRow):
    """One version of a seller's prices in one currency; the newest that is valid counts, and none ever changes."""

    version = models.PositiveIntegerField()
    currency = models.TextField()  # ISO 4217
    valid_from = models.DateField()  # UTC day

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="catalog_pricelist_by_version", fields=["tenant_id", "currency", "version"]
            )
        ]


class Price(TenantRow):
    """What a plan costs on one list, for orders of one term."""

    price_list = models.ForeignKey(PriceList, db_constraint=False, db_index=False, on_delete=models.PROTECT)
    plan = models.ForeignKey(Plan, db_constraint=False, db_index=False, on_delete=models.PROTECT)
    interval = models.TextField(choices=[(interval, interval) for interval in Interval])
    terms = models.JSONField()  # of kernel.pricing

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="catalog_price_of_a_term", fields=["tenant_id", "price_list", "plan", "interval"]
            )
        ]


class Discount(TenantRow):
    """What a seller takes off its prices for orders made while it is valid: of a buyer, a plan, a term, or of all.

    What was ordered keeps it. Where several fit, the largest counts.
    """

    percent = models.DecimalField(max_digits=5, decimal_places=2)
    given_to_id = models.UUIDField(null=True)  # a buyer; none: every buyer
    plan = models.ForeignKey(Plan, db_constraint=False, db_index=False, null=True, on_delete=models.PROTECT)
    interval = models.TextField(blank=True, default="")  # empty: of every term
    valid_from = models.DateField()  # UTC days
    valid_until = models.DateField(null=True)  # the first day without it

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="catalog_discount_is_a_part",
                condition=models.Q(percent__gte=0, percent__lte=100),
            ),
        ]
