"""How partners come in and customers move: invitations, applications and terms, registered prospects, notices of incidents;
customer codes, transfers and handovers.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from freehold.channel.states import (
    ApplicationState,
    GoneReason,
    HandoverState,
    IncidentReach,
    IncidentState,
    RegistrationState,
    TransferState,
)
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


class PartnerInvitation(TenantRow):
    """A seller asks somebody to sell for it. Who has the link becomes its partner, once."""

    company = models.TextField()
    person_name = models.TextField()
    email = models.TextField()
    reference = models.TextField(default="", blank=True)  # the seller's own, for its list of partners
    country = models.TextField(default="DE")
    language = models.TextField(default="en")
    digest = models.TextField(unique=True)  # of the secret in the link
    invited_by = models.TextField()
    application_id = models.UUIDField(null=True)
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    partner_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="channel_partnerinvitation_accepted_makes_a_partner",
                condition=models.Q(accepted_at__isnull=True, partner_id__isnull=True)
                | models.Q(accepted_at__isnull=False, partner_id__isnull=False, withdrawn_at__isnull=True),
            )
        ]
        indexes = [models.Index(name="channel_invitation_newest", fields=["tenant_id", "-id"])]


class PartnerApplication(TenantRow):
    """Somebody asks a seller to sell for it."""

    company = models.TextField()
    person_name = models.TextField()
    email = models.TextField()
    country = models.TextField()
    language = models.TextField()
    website = models.TextField(default="", blank=True)
    message = models.TextField(default="", blank=True)
    digest = models.TextField(unique=True)  # of the secret in the link that proves the address
    state = models.TextField(
        default=ApplicationState.UNPROVEN, choices=[(state, state) for state in ApplicationState]
    )
    proven_until = (
        models.DateTimeField()
    )  # the link is good until then; after that an unproven one is forgotten
    proven_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.TextField(default="", blank=True)
    reason = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="channel_application_one_of_an_address",
                fields=["tenant_id", "email"],
                condition=models.Q(state__in=[ApplicationState.UNPROVEN, ApplicationState.WAITING]),
            )
        ]
        indexes = [
            models.Index(name="channel_application_newest", fields=["tenant_id", "-id"]),
            models.Index(
                name="channel_application_forgotten",
                fields=["proven_until"],
                condition=models.Q(state=ApplicationState.UNPROVEN),
            ),
        ]


class PartnerTerms(TenantRow):
    """What a seller's partners agree to. A version is added and never changed."""

    version = models.PositiveIntegerField()
    text = models.TextField()
    digest = models.TextField()  # SHA-256 of the text
    published_by = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="channel_partnerterms_version", fields=["tenant_id", "version"])
        ]


class TermsAcceptance(models.Model):
    """A partner has agreed to a version of its seller's terms. Both ends see it, and nobody changes it."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    seller_id = models.UUIDField()
    buyer_id = models.UUIDField()
    version = models.PositiveIntegerField()
    digest = models.TextField()  # of the text that was shown
    accepted_by = models.TextField()
    accepted_as = models.UUIDField(null=True)  # a person of the buyer's; none for who joined with it
    accepted_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="channel_termsacceptance_once", fields=["buyer_id", "seller_id", "version"]
            )
        ]
        indexes = [models.Index(name="channel_termsacceptance_sold", fields=["seller_id", "-id"])]


class Registration(TenantRow):
    """A prospect that a seller registered by its domain. Nobody else sees the row, nor learns whose it is."""

    name = models.TextField()  # the domain below its public suffix, A-labels, lower case
    unicode_name = models.TextField()
    company = models.TextField(default="", blank=True)  # for the seller alone
    registered_by = models.TextField()
    ends_at = models.DateTimeField()
    extended_at = models.DateTimeField(null=True)
    state = models.TextField(
        default=RegistrationState.HELD, choices=[(state, state) for state in RegistrationState]
    )
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="channel_registration_held_once",
                fields=["name"],
                condition=models.Q(state=RegistrationState.HELD),
            ),
            models.CheckConstraint(
                name="channel_registration_closed_has_its_time",
                condition=models.Q(state=RegistrationState.HELD, closed_at__isnull=True)
                | (~models.Q(state=RegistrationState.HELD) & models.Q(closed_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(name="channel_registration_newest", fields=["tenant_id", "-id"]),
            models.Index(
                name="channel_registration_due",
                fields=["ends_at"],
                condition=models.Q(state=RegistrationState.HELD),
            ),
        ]


class IncidentNotice(TenantRow):
    """What the operator has told of an incident, and how far the telling has come. Nobody's name or address stands here."""

    template = models.TextField()  # a notices.states.NoticeTemplate of those for incidents
    facts = models.JSONField()
    reach = models.TextField(choices=[(reach, reach) for reach in IncidentReach])
    partner_ids = ArrayField(models.UUIDField(), default=list, blank=True)
    pseudonyms = ArrayField(models.TextField(), default=list, blank=True)
    asked_by = models.TextField()
    state = models.TextField(
        default=IncidentState.SENDING, choices=[(state, state) for state in IncidentState]
    )
    after = models.UUIDField(null=True)  # the last tenant that was told
    tenants_told = models.PositiveIntegerField(default=0)
    people_told = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                name="channel_incident_sending",
                fields=["id"],
                condition=models.Q(state=IncidentState.SENDING),
            )
        ]


class Declaration(models.Model):
    """A seller says that a partner of its own is gone. Both see it; what is told to customers stands with each of them."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    seller_id = models.UUIDField()
    buyer_id = models.UUIDField()
    partner_name = models.TextField()  # as its customers know it
    reason = models.TextField(choices=[(reason, reason) for reason in GoneReason])
    note = models.TextField(default="", blank=True)
    code = models.TextField()  # with which its customers may go to the seller itself
    runs_until = models.DateField()  # so long the partner's debts stop nothing of its customers
    declared_at = models.DateTimeField(default=clock.now)
    told_at = models.DateTimeField(null=True)  # the last of the customers
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="channel_declaration_once",
                fields=["buyer_id"],
                condition=models.Q(withdrawn_at__isnull=True),
            )
        ]
        indexes = [models.Index(name="channel_declaration_of_seller", fields=["seller_id", "-id"])]


class Stranded(TenantRow):
    """A customer has been told that its provider is gone, and until when it runs on without choosing another."""

    declaration_id = models.UUIDField()
    provider_name = models.TextField()
    code = models.TextField()  # of the seller above
    runs_until = models.DateField()
    over_at = models.DateTimeField(null=True)  # it has another provider, or its own is back

    class Meta:
        constraints = [
            models.UniqueConstraint(name="channel_stranded_once", fields=["tenant_id", "declaration_id"])
        ]
