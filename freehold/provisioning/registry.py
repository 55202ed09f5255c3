"""The services of this installation, filled at start by `config`."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from pydantic import ValidationError

from freehold.kernel.errors import NotFound, Refused
from freehold.provisioning.contract import Door, Meter, Options, Service

_services: dict[str, Service] = {}


def register(service: Service) -> None:
    """Make a service known under its kind; the last one of a kind counts."""
    _services[service.kind] = service


def service_for(kind: str) -> Service:
    """The service of a kind. Raises: NotFound("no_such_service")."""
    found = _services.get(kind)
    if found is None:
        raise NotFound("no_such_service", _("This installation has no service of that kind."))
    return found


def services() -> list[Service]:
    """All services by title."""
    return sorted(_services.values(), key=lambda service: service.title)


def meters_of(kind: str) -> Mapping[str, Meter]:
    """The meters of a kind of service by name; none of a kind that this installation has no service for."""
    found = _services.get(kind)
    return {meter.name: meter for meter in found.meters} if found else {}


def doors_of(kind: str) -> Sequence[Door]:
    """Where a kind of service is reached; none of a kind that this installation has no service for."""
    found = _services.get(kind)
    return found.doors if found else ()


def priced_meters(kind: str) -> Mapping[str, Meter]:
    """Those that a price can be put on."""
    return {name: meter for name, meter in meters_of(kind).items() if meter.is_priced}


def unpriced_meters() -> frozenset[str]:
    """The names of those, of all services, whose readings their customer alone sees."""
    return frozenset(meter.name for one in services() for meter in one.meters if not meter.is_priced)


def checked_options(kind: str, given: Mapping[str, object]) -> Options:
    """The options of a plan, complete with defaults. Raises: NotFound, Refused("bad_options")."""
    try:
        return service_for(kind).options.model_validate(given)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise Refused("bad_options", faults, field="options") from error
