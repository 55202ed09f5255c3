"""Who may read reports. Never under a grant what a seller earns: who looks after its things does not see its margin."""

from django.utils.translation import gettext_lazy as _

from freehold.kernel.actor import Role
from freehold.kernel.permission import permission, platform_permission

SEE_MARGIN = permission(
    "reporting.see_margin",
    Role.BILLING,
    under_grant=False,
    to=_("see what your company earns"),
)
SEE_AVAILABILITY = permission(
    "reporting.see_availability",
    Role.TECHNICIAN,
    Role.BILLING,
    to=_("see how services answered, and what was credited for it"),
)
SEE_STATEMENTS = permission(
    "reporting.see_statements", Role.BILLING, to=_("see what your company got and paid")
)
SEE_DRIFT = permission(
    "reporting.see_drift",
    Role.BILLING,
    Role.TECHNICIAN,
    under_grant=False,
    to=_("see where orders, services and invoices differ"),
)
NOTE_CHECK = platform_permission(
    "reporting.note_check", says=_("compared what was ordered, provided and billed")
)
