"""What all sweeps share: one tenant's fault holds up nobody else's step."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError

from freehold.kernel.errors import FreeholdError
from freehold.tenants.row_security import scope

log = structlog.get_logger()


@contextmanager
def one_step(tenant_id: UUID, step: str, **ids: UUID) -> Iterator[None]:
    """One step of a sweep in one tenant's scope, in a transaction of its own.

    What goes wrong there is undone and logged, and the sweep goes on: the next one tries again. A database that does
    not answer ends the sweep. Raises: OperationalError, InterfaceError.
    """
    named = {name: str(one) for name, one in ids.items()}
    try:
        with scope(tenant_id):
            yield
    except (OperationalError, InterfaceError):
        raise
    except FreeholdError as error:
        log.warning("step_refused", step=step, tenant=str(tenant_id), code=error.code, **named)
    except Exception:
        log.exception("step_failed", step=step, tenant=str(tenant_id), **named)
