"""A certificate that a seller brings for its host name."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from conftest import Cast
from freehold.domains import front
from freehold.domains.actions.remove_host import remove_host
from freehold.domains.actions.supply_certificate import supply_certificate
from freehold.domains.hosts import get_host, served_hosts
from freehold.domains.rules.certificates import read_certificate
from freehold.domains.tests.conftest import World
from freehold.domains.tests.hosts import HOST, Pair, add, certificate, proven
from freehold.kernel import clock
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.tenants.queries import origin_for
from freehold.tenants.row_security import scope

GOOD = certificate(HOST)
OTHER = certificate("other.example")


def test_it_is_kept_with_its_key_sealed_and_links_lead_to_the_host(
    cast: Cast, world: World, settings: Settings
) -> None:
    settings.HTTPS, settings.ORIGIN = True, "https://app.neutral.example"
    host_id = proven(cast.partner, world)

    with scope(cast.partner.tenant_id):
        supply_certificate(host_id, chain=GOOD.chain, key=GOOD.key, actor=cast.partner)
        host = get_host(cast.partner, host_id)
        with connection.cursor() as cursor:
            cursor.execute("select certificate, sealed_key from domains_host where id = %s", [host_id])
            kept, sealed = cursor.fetchone()

    assert host.is_in_use
    assert kept == GOOD.chain
    assert "PRIVATE" not in sealed
    assert origin_for(cast.customer.tenant_id) == f"https://{HOST}"


@pytest.mark.parametrize(
    ("chain", "key", "field"),
    [
        ("", GOOD.key, "chain"),
        ("rubbish", GOOD.key, "chain"),
        (OTHER.chain, OTHER.key, "chain"),
        (certificate("*.example").chain, GOOD.key, "chain"),
        (certificate(HOST, days=3, began_days_ago=4).chain, GOOD.key, "chain"),
        (certificate(HOST, began_days_ago=-2).chain, GOOD.key, "chain"),
        (certificate(HOST, vouched=False).chain, GOOD.key, "chain"),
        (GOOD.chain * 6, GOOD.key, "chain"),
        (GOOD.chain, OTHER.key, "key"),
        (GOOD.chain, "", "key"),
        (GOOD.chain, GOOD.chain, "key"),
        (GOOD.chain, "x" * 70_000, "key"),
    ],
    ids=[
        "no chain", "rubbish", "another host", "a wildcard of all", "over", "not begun", "vouched for by itself", "too long",
        "another key", "no key", "no private key", "a long key",
    ],
)  # fmt: skip
def test_what_would_break_the_host_is_refused_beside_its_field(
    cast: Cast, chain: str, key: str, field: str
) -> None:
    host_id = add(cast.partner)

    with scope(cast.partner.tenant_id):
        with pytest.raises(Refused) as refusal:
            supply_certificate(host_id, chain=chain, key=key, actor=cast.partner)
        assert get_host(cast.partner, host_id).certificate_ends_at is None
    assert refusal.value.field == field


def test_a_star_stands_for_one_label() -> None:
    wide = certificate("*.alder-it.example")

    assert read_certificate(wide.chain, wide.key, host=HOST, now=clock.now()).ends_at > clock.now()
    with pytest.raises(Refused):
        read_certificate(wide.chain, wide.key, host="a.portal.alder-it.example", now=clock.now())


def test_nobody_supplies_for_another_nor_without_the_right(cast: Cast) -> None:
    host_id = add(cast.partner)

    with scope(cast.rival.tenant_id), pytest.raises(NotFound):
        supply_certificate(host_id, chain=GOOD.chain, key=GOOD.key, actor=cast.rival)
    technician = replace(cast.partner, roles=cast.member.roles)
    with scope(cast.partner.tenant_id), pytest.raises(NotPermitted):
        supply_certificate(host_id, chain=GOOD.chain, key=GOOD.key, actor=technician)


def test_the_front_gets_the_files_of_proven_hosts_and_loses_them_with_the_host(
    cast: Cast, world: World, settings: Settings, tmp_path: Path, as_role
) -> None:
    settings.HOST_CERTIFICATES = tmp_path / "certificates"
    host_id = proven(cast.partner, world)
    with scope(cast.partner.tenant_id):
        supply_certificate(host_id, chain=GOOD.chain, key=GOOD.key, actor=cast.partner)
    with as_role("freehold_worker"):
        front.write_certificates(served_hosts())
    folder = tmp_path / "certificates" / HOST

    assert (folder / "fullchain.pem").read_text() == GOOD.chain
    assert (folder / "privkey.pem").read_text() == GOOD.key
    assert (folder / "privkey.pem").stat().st_mode & 0o007 == 0

    renewed = certificate(HOST, days=60)
    with scope(cast.partner.tenant_id):
        supply_certificate(host_id, chain=renewed.chain, key=renewed.key, actor=cast.partner)
    with as_role("freehold_worker"):
        front.write_certificates(served_hosts())
    assert Pair((folder / "fullchain.pem").read_text(), (folder / "privkey.pem").read_text()) == renewed

    with scope(cast.partner.tenant_id):
        remove_host(host_id, actor=cast.partner)
    with as_role("freehold_worker"):
        front.write_certificates(served_hosts())
    assert not folder.exists()


def test_a_certificate_that_ends_soon_is_told_on_its_page(cast: Cast) -> None:
    host_id = add(cast.partner)
    short = certificate(HOST, days=10)
    with scope(cast.partner.tenant_id):
        supply_certificate(host_id, chain=short.chain, key=short.key, actor=cast.partner)
        host = get_host(cast.partner, host_id)

    assert host.has_certificate
    assert host.certificate_ends_soon
    with clock.as_of(clock.now() + timedelta(days=11)):
        assert not host.has_certificate
