"""Who may read the log of their own tenant."""

from freehold.kernel.actor import Role
from freehold.kernel.permission import permission

READ_LOG = permission("audit.read", Role.TECHNICIAN, Role.BILLING)
