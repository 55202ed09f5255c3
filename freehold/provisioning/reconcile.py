"""Bring one instance to what is wanted of it, and write down what was observed."""

from uuid import UUID

import structlog
from django.utils.translation import gettext as _

from freehold.kernel.actor import Via, platform_actor
from freehold.kernel.errors import FreeholdError
from freehold.provisioning.actions.observe import observe, observe_failure
from freehold.provisioning.contract import Wanted
from freehold.provisioning.queries import InstanceFacts, get_instance
from freehold.provisioning.registry import service_for
from freehold.tenants.row_security import scope

log = structlog.get_logger()


def reconcile(tenant_id: UUID, instance_id: UUID) -> bool:
    """Apply what is wanted, if it has not been observed yet; whether the instance is as wanted now.

    The service works outside any transaction of ours. A refusal or an engine that does not answer becomes
    the instance's last error, and the sweep tries again without end; whatever else goes wrong is written
    down too, and stands in the log with its cause. Nothing is raised for it: a failed job would keep its
    lock while it waits, and with it every later wish. Raises: NotFound.
    """
    with scope(tenant_id):
        instance = get_instance(instance_id)
    if not instance.is_adrift:
        return True
    try:
        reading = service_for(instance.kind).apply(_wanted(instance))
    except FreeholdError as error:
        _write_failure(instance, error.sentence or error.code)
        log.warning("instance_not_as_wanted", instance=str(instance_id), code=error.code)
        return False
    except Exception as error:
        _write_failure(
            instance, _("Something unexpected went wrong (%(kind)s).") % {"kind": type(error).__name__}
        )
        log.exception("instance_look_failed", instance=str(instance_id))
        return False
    with scope(tenant_id):
        observe(
            instance_id,
            reading,
            of_version=instance.wanted_version,
            actor=platform_actor(tenant_id, via=Via.JOB),
        )
    return reading.state == instance.wanted_state and reading.waits_until is None


def _wanted(instance: InstanceFacts) -> Wanted:
    return Wanted(
        tenant_id=instance.tenant_id,
        instance_id=instance.id,
        supplier_id=instance.supplier_id,
        state=instance.wanted_state,
        seats=instance.seats,
        options=instance.checked_options,
        version=instance.wanted_version,
    )


def _write_failure(instance: InstanceFacts, sentence: str) -> None:
    with scope(instance.tenant_id):
        observe_failure(instance.id, sentence, of_version=instance.wanted_version)
