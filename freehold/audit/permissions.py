"""Who may read the log of their own tenant."""

from django.utils.translation import gettext_lazy as _

from freehold.kernel.actor import Role
from freehold.kernel.permission import permission

READ_LOG = permission("audit.read", Role.TECHNICIAN, Role.BILLING, to=_("read the log"))
