"""The services of this installation: one line each."""

from freehold.provisioning.contract import Service

SERVICES: tuple[Service, ...] = ()
