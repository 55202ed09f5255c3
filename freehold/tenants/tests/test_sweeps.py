"""One tenant's fault holds up nobody else's step of a sweep."""

import pytest
from django.db import OperationalError
from structlog.testing import capture_logs

from conftest import Cast
from freehold.audit.actions.record import record
from freehold.audit.queries import log_lines
from freehold.kernel.errors import Refused
from freehold.tenants.row_security import scope
from freehold.tenants.sweeps import one_step


@pytest.mark.parametrize(
    ("fault", "event"), [(Refused("no"), "step_refused"), (ZeroDivisionError(), "step_failed")]
)
def test_a_step_that_fails_is_undone_and_logged_and_the_next_one_is_taken(
    cast: Cast, fault: Exception, event: str
) -> None:
    broken, sound = cast.customer.tenant_id, cast.rival_customer.tenant_id

    with capture_logs() as logged:
        with one_step(broken, "try", subject=broken):
            record(cast.customer, "try", subject_kind="tenant", subject_id=broken)
            raise fault
        with one_step(sound, "try"):
            record(cast.rival_customer, "try", subject_kind="tenant", subject_id=sound)

    assert [(line["event"], line["tenant"], line["subject"]) for line in logged] == [
        (event, str(broken), str(broken))
    ]
    for tenant_id, entries in ((broken, 0), (sound, 1)):
        with scope(tenant_id):
            assert len(log_lines(tenant_id, action="try")) == entries


def test_a_database_that_is_away_ends_the_sweep(cast: Cast) -> None:
    with pytest.raises(OperationalError), one_step(cast.customer.tenant_id, "try"):
        raise OperationalError
