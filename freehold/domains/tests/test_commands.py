"""The command line of domains."""

import json

import pytest
from typer.testing import CliRunner

from conftest import Cast
from freehold.domains.commands import app
from freehold.domains.queries import find_domain
from freehold.domains.tests.conftest import DOMAIN, World, look_at
from freehold.kernel.errors import NotFound, Refused
from freehold.tenants.row_security import scope

run = CliRunner().invoke


def test_a_domain_goes_its_way_by_commands(cast: Cast, world: World) -> None:
    tenant = str(cast.customer.tenant_id)
    claimed = run(app, ["domains", "claim", tenant, DOMAIN])
    assert claimed.exit_code == 0
    world.zone(DOMAIN, claimed.output)

    assert run(app, ["domains", "check", tenant, DOMAIN]).exit_code == 0
    with scope(cast.customer.tenant_id):
        domain = find_domain(cast.customer.tenant_id, DOMAIN)
    look_at(cast.customer, domain.id)
    (listed,) = json.loads(run(app, ["domains", "list", tenant, "--json"]).output)
    assert (listed["name"], listed["state"]) == (DOMAIN, "proven")
    records = json.loads(run(app, ["domains", "records", tenant, DOMAIN, "--json"]).output)
    assert records[0]["state"] == "right"
    assert f"$ORIGIN {DOMAIN}." in run(app, ["domains", "zone", tenant, DOMAIN]).output
    assert run(app, ["domains", "release", tenant, DOMAIN]).exit_code == 0


def test_refusals_are_the_actions_own(cast: Cast, world: World) -> None:
    tenant = str(cast.customer.tenant_id)

    with pytest.raises(Refused):
        run(app, ["domains", "claim", tenant, "localhost"], catch_exceptions=False)
    with pytest.raises(NotFound):
        run(app, ["domains", "zone", tenant, DOMAIN], catch_exceptions=False)
    run(app, ["domains", "claim", tenant, DOMAIN])
    with pytest.raises(Refused):
        run(app, ["domains", "publish", tenant, DOMAIN], catch_exceptions=False)
