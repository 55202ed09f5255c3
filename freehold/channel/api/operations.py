"""All operations of the channel."""

from freehold.channel.api import moves, numbers, partners, registrations

ROUTERS = (partners.router, registrations.router, moves.router, numbers.router)
