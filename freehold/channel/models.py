"""Invitations of sellers to customers of others, and customers' moves from one seller to another."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from freehold.channel.states import HandoverState, TransferState
from freehold.kernel import clock, ids
from freehold.kernel.tenant_row import TenantRow


class CustomerCode(TenantRow):
    """A seller's word that a customer of another seller is welcome. Who has it may ask, and reads the seller's plans."""

    code = models.TextField(unique=True)
    note = models.TextField(default="", blank=True)  # for the seller alone
    plan_ids = ArrayField(models.UUIDField(), default=list, blank=True)  # those that it is for; none is all
    is_for_one = models.BooleanField(default=True)  # one customer, once
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)  # last
    withdrawn_at = models.DateTimeField(null=True)


class Transfer(models.Model):
    """A customer moves from one seller to another. All three see the row; the sellers do not read each other's names in it."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    buyer_id = models.UUIDField()  # the customer
    seller_id = models.UUIDField()  # to whom it goes
    former_seller_id = models.UUIDField()
    buyer_name = models.TextField()
    code_id = models.UUIDField(null=True)
    undoes_id = models.UUIDField(null=True)  # the move that this one takes back
    handover_id = models.UUIDField(null=True)  # the seller hands over, and the customer has not objected
    moves_on = models.DateField()  # UTC day
    state = models.TextField(default=TransferState.ASKED, choices=[(state, state) for state in TransferState])
    asked_by = models.TextField()
    asked_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True)  # moved, withdrawn or failed
    moved_on = models.DateField(null=True)
    failure = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="channel_transfer_one_at_a_time",
                fields=["buyer_id"],
                condition=models.Q(state=TransferState.ASKED),
            ),
            models.CheckConstraint(
                name="channel_transfer_to_another",
                condition=~models.Q(seller_id=models.F("former_seller_id")),
            ),
            models.CheckConstraint(
                name="channel_transfer_moved_on_a_day",
                condition=models.Q(
                    state__in=[TransferState.MOVED, TransferState.UNDONE], moved_on__isnull=False
                )
                | (
                    ~models.Q(state__in=[TransferState.MOVED, TransferState.UNDONE])
                    & models.Q(moved_on__isnull=True)
                ),
            ),
        ]
        indexes = [
            models.Index(name="channel_transfer_of_buyer", fields=["buyer_id", "-id"]),
            models.Index(name="channel_transfer_of_seller", fields=["seller_id", "-id"]),
            models.Index(name="channel_transfer_of_former", fields=["former_seller_id", "-id"]),
            models.Index(
                name="channel_transfer_of_handover",
                fields=["handover_id", "state"],
                condition=models.Q(handover_id__isnull=False),
            ),
            models.Index(
                name="channel_transfer_due",
                fields=["moves_on", "id"],
                condition=models.Q(state=TransferState.ASKED),
            ),
        ]


class TransferredOrder(TenantRow):
    """What becomes of one order in a transfer; the customer's own row, since no seller reads another one's terms."""

    transfer_id = models.UUIDField()
    number = models.TextField()  # of the order that ends
    plan_id = models.UUIDField(null=True)  # of the seller that goes on with it; none: it ends on the day
    terms = models.JSONField(null=True)  # of kernel.pricing, as the customer read them
    next_number = models.TextField(default="", blank=True)  # of the order that went on
    options = models.JSONField(null=True)  # of the service, as they were before

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="channel_transferredorder_once", fields=["tenant_id", "transfer_id", "number"]
            )
        ]


class UndoConsent(TenantRow):
    """One of the three agrees that a move is taken back. The other two read it, and nobody writes it for another."""

    transfer_id = models.UUIDField()
    agreed_by = models.TextField()  # for the own side alone

    class Meta:
        constraints = [
            models.UniqueConstraint(name="channel_undoconsent_once", fields=["tenant_id", "transfer_id"])
        ]


class Handover(models.Model):
    """A seller hands customers over to another one, as when it sells its business. Both see it; customers see their transfer."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    seller_id = models.UUIDField()  # who is to receive them
    former_seller_id = models.UUIDField()
    seller_name = models.TextField()  # both know each other: they have agreed on it
    former_seller_name = models.TextField()
    moves_on = models.DateField()  # UTC day
    customers = models.PositiveIntegerField()
    state = models.TextField(
        default=HandoverState.PROPOSED, choices=[(state, state) for state in HandoverState]
    )
    proposed_at = models.DateTimeField(default=clock.now)
    agreed_at = models.DateTimeField(null=True)
    announced_at = models.DateTimeField(null=True)  # to the last of the customers
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="channel_handover_to_another",
                condition=~models.Q(seller_id=models.F("former_seller_id")),
            )
        ]
        indexes = [
            models.Index(name="channel_handover_of_seller", fields=["seller_id", "-id"]),
            models.Index(name="channel_handover_of_former", fields=["former_seller_id", "-id"]),
            models.Index(
                name="channel_handover_agreed",
                fields=["id"],
                condition=models.Q(state=HandoverState.AGREED),
            ),
        ]


class HandedOver(TenantRow):
    """A customer in a handover, in the scope of the seller who hands over: until all is agreed, nobody else reads who."""

    handover_id = models.UUIDField()
    customer_id = models.UUIDField()
    announced_at = models.DateTimeField(null=True)
    passed_over = models.BooleanField(default=False)  # it goes elsewhere already, or has gone

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="channel_handedover_once", fields=["tenant_id", "handover_id", "customer_id"]
            )
        ]
        indexes = [
            models.Index(
                name="channel_handedover_to_announce",
                fields=["tenant_id", "handover_id", "id"],
                condition=models.Q(announced_at__isnull=True),
            )
        ]
