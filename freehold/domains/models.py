"""Domains, what was seen of them in DNS, keys for publishing, and the totals that sellers see."""

from django.db import models
from django.db.models.functions import Lower

from freehold.domains.states import Advice, CertificateSource, CheckState, DomainState, HostState
from freehold.kernel import clock, ids
from freehold.kernel.tenant_row import TenantRow


class Domain(TenantRow):
    """A domain name as its tenant has it. Anyone may claim an unproven name; the first who proves it has it."""

    name = models.TextField()  # A-labels, lower case, without the last dot
    unicode_name = models.TextField()
    state = models.TextField(default=DomainState.CLAIMED, choices=[(state, state) for state in DomainState])
    token = models.TextField()  # the text of the proof; public by nature
    claimed_at = models.DateTimeField(default=clock.now)
    proven_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    proof_state = models.TextField(default="", blank=True, choices=[(state, state) for state in CheckState])
    proof_missing_since = models.DateTimeField(null=True)  # of a proven domain whose proof has gone
    taken_elsewhere = models.BooleanField(default=False)  # the proof was seen, but another tenant was quicker
    check_wanted_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    next_check_at = models.DateTimeField(null=True)
    publish_wanted_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    publish_error = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="domains_domain_proven_once",
                fields=["name"],
                condition=models.Q(state=DomainState.PROVEN),
            ),
            models.UniqueConstraint(
                name="domains_domain_held_once",
                fields=["tenant_id", "name"],
                condition=~models.Q(state=DomainState.RELEASED),
            ),
            models.CheckConstraint(
                name="domains_domain_name_is_lower_case", condition=models.Q(name=Lower("name"))
            ),
            models.CheckConstraint(
                name="domains_domain_state", condition=models.Q(state__in=[str(s) for s in DomainState])
            ),
            models.CheckConstraint(
                name="domains_domain_proven_has_its_time",
                condition=~models.Q(state=DomainState.PROVEN) | models.Q(proven_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="domains_domain_by_name", fields=["tenant_id", "name", "id"]),
            models.Index(
                name="domains_domain_due",
                fields=["next_check_at"],
                condition=models.Q(next_check_at__isnull=False),
            ),
        ]


class DnsCheck(TenantRow):
    """One wanted record as it was last seen. The rows of a domain are written anew at each check."""

    domain_id = models.UUIDField()
    position = models.PositiveIntegerField()
    kind = models.TextField()  # contract.RecordKind
    name = models.TextField()
    type = models.TextField()  # contract.RecordType
    expected = models.TextField()
    found = models.JSONField(default=list)  # the values, as text
    state = models.TextField(choices=[(state, state) for state in CheckState])
    advice = models.TextField(default=Advice.NONE, blank=True)
    publish = models.TextField()  # what the person should publish: a merged SPF record, say
    checked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="domains_dnscheck_in_order", fields=["tenant_id", "domain_id", "position"]
            )
        ]


class DnsKey(TenantRow):
    """A key with which a tenant lets us publish in its zones by RFC 2136. The secret is sealed."""

    zone = models.TextField()  # A-labels; the key is used for names in this zone alone
    server = models.TextField()
    port = models.PositiveIntegerField(default=53)
    key_name = models.TextField()
    algorithm = models.TextField()
    sealed_secret = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(name="domains_dnskey_of_zone", fields=["tenant_id", "zone"])]


class DomainHealth(models.Model):
    """How many of a buyer's domains are well: totals alone, which its seller sees as well. No names."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    seller_id = models.UUIDField()
    buyer_id = models.UUIDField()
    domains = models.PositiveIntegerField()
    unproven = models.PositiveIntegerField()
    failing = models.PositiveIntegerField()  # proven, and a record is missing or wrong or the proof has gone
    checked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="domains_domainhealth_of_buyer", fields=["buyer_id"])]
        indexes = [models.Index(name="domains_domainhealth_of_seller", fields=["seller_id", "-failing"])]


class Host(TenantRow):
    """A host name at which a seller's brand answers. Any seller may name one; the first who proves it has it."""

    name = models.TextField()  # A-labels, lower case, without the last dot
    unicode_name = models.TextField()
    state = models.TextField(default=HostState.CLAIMED, choices=[(state, state) for state in HostState])
    token = models.TextField()  # the text of the proof; public by nature
    claimed_at = models.DateTimeField(default=clock.now)
    proven_at = models.DateTimeField(null=True)
    proof_state = models.TextField(default="", blank=True, choices=[(state, state) for state in CheckState])
    taken_elsewhere = models.BooleanField(default=False)  # the proof was seen, but another seller was quicker
    leads_here = models.BooleanField(default=False)  # when last looked at, browsers that open it came to us
    check_wanted_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    next_check_at = models.DateTimeField(null=True)
    certificate = models.TextField(default="", blank=True)  # PEM, its own first, then those that vouch for it
    sealed_key = models.TextField(default="", blank=True)
    certificate_from = models.TextField(
        default="", blank=True, choices=[(source, source) for source in CertificateSource]
    )
    certificate_ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="domains_host_proven_once", fields=["name"], condition=models.Q(state=HostState.PROVEN)
            ),
            models.UniqueConstraint(name="domains_host_held_once", fields=["tenant_id", "name"]),
            models.CheckConstraint(
                name="domains_host_name_is_lower_case", condition=models.Q(name=Lower("name"))
            ),
            models.CheckConstraint(
                name="domains_host_proven_has_its_time",
                condition=~models.Q(state=HostState.PROVEN) | models.Q(proven_at__isnull=False),
            ),
            models.CheckConstraint(
                name="domains_host_certificate_has_key_and_end",
                condition=models.Q(certificate="", sealed_key="", certificate_ends_at__isnull=True)
                | (
                    ~models.Q(certificate="")
                    & ~models.Q(sealed_key="")
                    & models.Q(certificate_ends_at__isnull=False)
                ),
            ),
        ]
        indexes = [
            models.Index(
                name="domains_host_due",
                fields=["next_check_at"],
                condition=models.Q(next_check_at__isnull=False),
            ),
        ]
