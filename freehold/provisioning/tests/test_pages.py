"""The page of a service says why it is not as wanted, and refreshes until it is."""

import shutil
from collections.abc import Callable

from django.test import Client

from conftest import Cast
from freehold.kernel.actor import Actor
from freehold.provisioning.reconcile import reconcile
from freehold.provisioning.tests.notebook import NotebookService
from freehold.provisioning.tests.test_want import made

SignedIn = Callable[[Actor], Client]


def test_a_failure_is_shown_with_its_reason_and_heals_on_the_page(
    cast: Cast, notebooks: NotebookService, signed_in: SignedIn
) -> None:
    instance_id = made(cast)
    browser = signed_in(cast.customer)
    shutil.rmtree(notebooks.engine)
    reconcile(cast.customer.tenant_id, instance_id)

    failing = browser.get(f"/services/{instance_id}/").content.decode()
    asked = browser.post(f"/services/{instance_id}/try-again/")
    notebooks.engine.mkdir()
    reconcile(cast.customer.tenant_id, instance_id)
    healed = browser.get(f"/services/{instance_id}/observed/").content.decode()

    assert "The notebooks&#x27; disk does not answer." in failing
    assert 'hx-trigger="every 2s"' in failing
    assert asked.status_code == 302
    assert "It is running." in healed
    assert "hx-trigger" not in healed


def test_only_its_own_tenant_sees_a_service(
    cast: Cast, notebooks: NotebookService, signed_in: SignedIn
) -> None:
    instance_id = made(cast)

    for outsider in (cast.partner, cast.operator, cast.rival):
        browser = signed_in(outsider)
        assert browser.get(f"/services/{instance_id}/").status_code == 404
        assert browser.post(f"/services/{instance_id}/try-again/").status_code == 404
        assert "Notes" not in browser.get("/services/").content.decode()
    assert "Notes" in signed_in(cast.under_grant()).get("/services/").content.decode()
    assert signed_in(cast.member).get("/services/").status_code == 403
