"""Who may do what to domains."""

from django.utils.translation import gettext_lazy as _

from freehold.kernel.actor import Role
from freehold.kernel.permission import permission, platform_permission

SEE_DOMAINS = permission("domains.see_domains", Role.TECHNICIAN, Role.BILLING, to=_("see domains"))
CLAIM_DOMAIN = permission(
    "domains.claim_domain", Role.TECHNICIAN, to=_("add domains"), says=_("claimed a domain")
)
CLAIM_OWN_DOMAIN = permission(
    "domains.claim_own_domain",
    under_grant=False,
    to=_("prove that a domain is your company’s own"),
    says=_("claimed a domain as the company’s own, and chose the present provider for it"),
)
CHECK_DOMAIN = permission("domains.check_domain", Role.TECHNICIAN, to=_("have domains checked"))
PUBLISH_RECORDS = permission(
    "domains.publish_records",
    Role.TECHNICIAN,
    to=_("publish DNS records"),
    says=_("published the DNS records of a domain"),
)
CHANGE_DNS_KEYS = permission(
    "domains.change_dns_keys", to=_("change keys for DNS"), says=_("changed the keys for publishing in DNS")
)
RELEASE_DOMAIN = permission("domains.release_domain", to=_("release domains"), says=_("released a domain"))
SEE_HEALTH = permission(
    "domains.see_health", Role.TECHNICIAN, under_grant=False, to=_("see how customers’ domains are")
)
CHECK_CUSTOMERS = permission(
    "domains.check_customers",
    Role.TECHNICIAN,
    under_grant=False,
    to=_("have customers’ domains checked"),
    says=_("had the domains of all customers checked"),
)
PROVE_DOMAIN = platform_permission("domains.prove_domain", says=_("saw the proof of a domain in DNS"))
PREPARE_DOMAIN = platform_permission("domains.prepare_domain")
PUBLISH_SIGNING_KEY = platform_permission(
    "domains.publish_signing_key", says=_("published a domain’s signing key with the DNS key that is there")
)
NOTE_CHECK = platform_permission("domains.note_check", says=_("saw the proof of a domain go or come back"))
NOTE_PUBLICATION = platform_permission("domains.note_publication")
CHANGE_HOSTS = permission(
    "domains.change_hosts",
    under_grant=False,
    to=_("change the host names of the brand"),
    says=_("changed the host names of the brand"),
)
SUPPLY_CERTIFICATE = permission(
    "domains.supply_certificate",
    under_grant=False,
    to=_("supply certificates for the brand’s host names"),
    says=_("supplied a certificate for a host name"),
)
NOTE_HOST = platform_permission("domains.note_host", says=_("saw the proof of a host name in DNS"))
