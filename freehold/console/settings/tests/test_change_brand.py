"""The log tells a change of brand."""

from conftest import Cast
from freehold.audit.queries import log_lines
from freehold.console.settings.actions.change_brand import change_brand
from freehold.tenants.actions.change_brand import BrandWanted
from freehold.tenants.row_security import scope


def test_the_log_says_the_new_name(cast: Cast) -> None:
    wanted = BrandWanted(name="Alder", accent="#aa3322", support_name="", support_phone="", support_email="")
    with scope(cast.partner.tenant_id):
        change_brand(wanted, actor=cast.partner)
        newest = log_lines(cast.partner.tenant_id)[0]

    assert (newest.action, newest.facts["name"]) == ("tenants.change_brand", "Alder")
