"""Who may do what to domains."""

from django.utils.translation import gettext_lazy as _

from freehold.kernel.actor import Role
from freehold.kernel.permission import permission, platform_permission

SEE_DOMAINS = permission("domains.see_domains", Role.TECHNICIAN, Role.BILLING)
CLAIM_DOMAIN = permission("domains.claim_domain", Role.TECHNICIAN, says=_("claimed a domain"))
CHECK_DOMAIN = permission("domains.check_domain", Role.TECHNICIAN)
PUBLISH_RECORDS = permission(
    "domains.publish_records", Role.TECHNICIAN, says=_("published the DNS records of a domain")
)
CHANGE_DNS_KEYS = permission("domains.change_dns_keys", says=_("changed the keys for publishing in DNS"))
RELEASE_DOMAIN = permission("domains.release_domain", says=_("released a domain"))
SEE_HEALTH = permission("domains.see_health", Role.TECHNICIAN, under_grant=False)
CHECK_CUSTOMERS = permission(
    "domains.check_customers",
    Role.TECHNICIAN,
    under_grant=False,
    says=_("had the domains of all customers checked"),
)
PROVE_DOMAIN = platform_permission("domains.prove_domain", says=_("saw the proof of a domain in DNS"))
NOTE_CHECK = platform_permission("domains.note_check", says=_("saw the proof of a domain go or come back"))
NOTE_PUBLICATION = platform_permission("domains.note_publication")
