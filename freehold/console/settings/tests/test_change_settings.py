"""The log tells a change of settings."""

from conftest import Cast
from freehold.audit.queries import log_lines
from freehold.console.settings.actions.change_settings import change_settings
from freehold.tenants.row_security import scope


def test_the_log_says_what_it_was_before(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        change_settings("Acme Care", language="de", time_zone="Europe/Vienna", version=1, actor=cast.customer)
        newest = log_lines(cast.customer.tenant_id)[0]

    assert newest.action == "tenants.change_settings"
    assert newest.facts["before"]["name"] == "Acme Dental"
    assert newest.facts["after"]["name"] == "Acme Care"
