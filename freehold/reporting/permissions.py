"""Who may see what a seller earns. Never under a grant: whoever looks after a partner's things does not read its margin."""

from django.utils.translation import gettext_lazy as _

from freehold.kernel.actor import Role
from freehold.kernel.permission import permission

SEE_MARGIN = permission(
    "reporting.see_margin",
    Role.BILLING,
    under_grant=False,
    to=_("see what your company earns"),
)
