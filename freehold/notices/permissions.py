"""Who may see what the platform has written to a tenant's people."""

from freehold.kernel.permission import permission

SEE_NOTICES = permission("notices.see_notices")
