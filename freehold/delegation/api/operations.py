"""All operations on grants."""

from freehold.delegation.api import emergencies, grants, requests

ROUTERS = (grants.router, requests.router, emergencies.router)
