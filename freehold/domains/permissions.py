"""Who may do what to domains."""

from freehold.kernel.actor import Role
from freehold.kernel.permission import permission, platform_permission

SEE_DOMAINS = permission("domains.see_domains", Role.TECHNICIAN, Role.BILLING)
CLAIM_DOMAIN = permission("domains.claim_domain", Role.TECHNICIAN)
CHECK_DOMAIN = permission("domains.check_domain", Role.TECHNICIAN)
PUBLISH_RECORDS = permission("domains.publish_records", Role.TECHNICIAN)
CHANGE_DNS_KEYS = permission("domains.change_dns_keys")
RELEASE_DOMAIN = permission("domains.release_domain")
SEE_HEALTH = permission("domains.see_health", Role.TECHNICIAN, under_grant=False)
CHECK_CUSTOMERS = permission("domains.check_customers", Role.TECHNICIAN, under_grant=False)
PROVE_DOMAIN = platform_permission("domains.prove_domain")
NOTE_CHECK = platform_permission("domains.note_check")
NOTE_PUBLICATION = platform_permission("domains.note_publication")
