"""The tree, the edges and the brands."""

from django.db import models

from freehold.kernel import clock, ids
from freehold.kernel.tenant_row import TenantRow
from freehold.tenants.states import AccentUse, LogoPlace, TenantKind, TenantState


class Tenant(models.Model):
    """A node of the tree: operator, partner or customer. Its row exists in its own scope alone."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    parent_id = models.UUIDField(null=True)
    kind = models.TextField(choices=[(kind, kind) for kind in TenantKind])
    state = models.TextField(default=TenantState.ACTIVE, choices=[(state, state) for state in TenantState])
    name = models.TextField()
    country = models.TextField(default="DE")  # ISO 3166-1 alpha-2
    language = models.TextField(default="en")  # BCP 47
    time_zone = models.TextField(default="Europe/Berlin")  # IANA
    requires_second_factor = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="tenants_tenant_only_the_operator_has_no_parent",
                condition=models.Q(kind=TenantKind.OPERATOR, parent_id__isnull=True)
                | (~models.Q(kind=TenantKind.OPERATOR) & models.Q(parent_id__isnull=False)),
            ),
            models.UniqueConstraint(
                name="tenants_tenant_one_operator",
                fields=["kind"],
                condition=models.Q(kind=TenantKind.OPERATOR),
            ),
        ]
        indexes = [models.Index(name="tenants_tenant_of_parent", fields=["parent_id"])]


class Edge(models.Model):
    """A commercial relation: the seller invoices the buyer. Both ends see it, nobody above or below does.

    `buyer_name` and `reference` are what the seller calls its buyer, and the buyer can read them.
    """

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    seller_id = models.UUIDField()
    buyer_id = models.UUIDField()
    buyer_name = models.TextField()
    buyer_kind = models.TextField(choices=[(kind, kind) for kind in TenantKind])
    reference = models.TextField(default="", blank=True)
    currency = models.TextField(default="EUR")  # ISO 4217
    time_zone = models.TextField(default="Europe/Berlin")  # the billing zone, IANA
    created_at = models.DateTimeField(default=clock.now, editable=False)
    ended_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)  # since then the buyer sells nothing new, as its seller says
    protected_until = models.DateField(null=True)  # so long its own customers run on, whatever it owes

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="tenants_edge_one_seller_at_a_time",
                fields=["buyer_id"],
                condition=models.Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="tenants_edge_nobody_sells_to_itself",
                condition=~models.Q(seller_id=models.F("buyer_id")),
            ),
        ]
        indexes = [
            models.Index(name="tenants_edge_by_name", fields=["seller_id", "buyer_name", "id"]),
            models.Index(name="tenants_edge_by_age", fields=["seller_id", "created_at", "id"]),
        ]


class Brand(TenantRow):
    """How a seller looks to its customers, and whom they may ask."""

    name = models.TextField()
    accent = models.TextField(default="#2f5d50")  # sRGB, #rrggbb
    logo = models.BinaryField(null=True)
    logo_type = models.TextField(default="", blank=True)  # image/png or image/jpeg
    support_name = models.TextField(default="", blank=True)
    support_phone = models.TextField(default="", blank=True)
    support_email = models.TextField(default="", blank=True)
    help_url = models.TextField(default="", db_default="", blank=True)
    legal_url = models.TextField(default="", db_default="", blank=True)
    privacy_url = models.TextField(default="", db_default="", blank=True)
    sender = models.TextField(
        default="", db_default="", blank=True
    )  # who writes its mail, where its domain is proven
    sender_listed = models.TextField(
        default="", db_default="", blank=True
    )  # the engines sign for it: it may be used
    invoice_logo = models.TextField(
        default=LogoPlace.LEFT, db_default=LogoPlace.LEFT, choices=[(place, place) for place in LogoPlace]
    )
    invoice_accent = models.TextField(
        default=AccentUse.RULES, db_default=AccentUse.RULES, choices=[(use, use) for use in AccentUse]
    )
    invoice_foot = models.TextField(default="", db_default="", blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(name="tenants_brand_one_each", fields=["tenant_id"])]


class Disclosure(TenantRow):
    """What the law has a seller say of itself to those below: who it is, where their data lies, and who handles it."""

    legal_name = models.TextField(default="", blank=True)
    address = models.TextField(default="", blank=True)
    country = models.TextField(default="", blank=True)  # ISO 3166-1 alpha-2: whose law it is under
    contact = models.TextField(default="", blank=True)  # the address for questions of data protection
    contract_url = models.TextField(default="", blank=True)
    data_places = models.TextField(default="", blank=True)  # a line each
    third_country_access = models.TextField(default="", blank=True)  # Data Act, art. 28 (1) (b)
    subprocessors = models.TextField(default="", blank=True)  # a line each: name; purpose; country
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(name="tenants_disclosure_one_each", fields=["tenant_id"])]
