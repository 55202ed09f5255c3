"""The pages of domains: what they show, to whom, and that nothing typed is lost."""

import re

import pytest

from conftest import Browser, Cast
from freehold.accounts.models import Person
from freehold.domains.actions.add_dns_key import add_dns_key
from freehold.domains.queries import domains_of, get_domain
from freehold.domains.states import DomainState
from freehold.domains.tests.conftest import DOMAIN, SECRET, World, claim, look_at, prove
from freehold.kernel.actor import Actor
from freehold.tenants.row_security import scope

PASSWORD = "a rather long horse"


def sign_in(client: Browser, actor: Actor) -> None:
    """Sign in through the page, as people do."""
    with scope(actor.home_tenant_id, person_id=actor.person_id):
        person = Person.objects.get(id=actor.person_id)
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
    assert client.post("/account/login/", {"login": person.email, "password": PASSWORD}).status_code == 302


@pytest.fixture
def customer(client: Browser, cast: Cast, world: World) -> Browser:
    """A browser in which Acme's administrator is signed in."""
    sign_in(client, cast.customer)
    return client


def test_the_empty_list_says_what_to_do(customer: Browser) -> None:
    page = customer.get("/domains/")

    assert page.status_code == 200
    assert "Add domain" in page.content.decode()


def test_a_domain_is_claimed_and_its_records_stand_on_its_page(cast: Cast, customer: Browser) -> None:
    answer = customer.post("/domains/new/", {"name": "Zahnärzte.example"})
    page = customer.get(answer["Location"]).content.decode()

    assert answer.status_code == 302
    assert "zahnärzte.example" in page
    assert "_freehold-challenge" in page
    assert "freehold-proof=" in page
    assert 'hx-trigger="every 2s"' in page
    assert "Alder IT does this for you" in page


@pytest.mark.parametrize(
    "typed", ["acme dental.example", "localhost", "192.0.2.1", "<script>alert(1)</script>"]
)
def test_a_malformed_name_stays_in_the_form_beside_its_error(customer: Browser, typed: str) -> None:
    answer = customer.post("/domains/new/", {"name": typed})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "<script>alert" not in page
    assert typed.replace("<", "&lt;").replace(">", "&gt;") in page


def test_a_proven_domain_stops_asking(cast: Cast, world: World, customer: Browser) -> None:
    domain_id = prove(cast.customer, world)
    page = customer.get(f"/domains/{domain_id}/").content.decode()

    assert "Proven" in page
    assert "every 2s" not in page
    assert "1 of 7 records are right." in page


def test_missing_records_of_a_proven_domain_say_what_follows_and_who_mends_it(
    cast: Cast, world: World, customer: Browser
) -> None:
    domain_id = prove(cast.customer, world)

    page = customer.get(f"/domains/{domain_id}/").content.decode()
    with scope(cast.customer.tenant_id):
        add_dns_key(
            DOMAIN, server="127.0.0.1", port=world.port, key_name="tests", algorithm="hmac-sha256", secret=SECRET,
            actor=cast.customer,
        )  # fmt: skip
    with_a_key = customer.get(f"/domains/{domain_id}/").content.decode()

    assert "6 records are not as they should be" in page
    assert "Mail to this domain does not arrive here. Alder IT puts this right for you." in page
    assert "Publish the records with one button" in with_a_key


def test_a_claimed_domain_is_asked_for_its_proof_alone(cast: Cast, world: World, customer: Browser) -> None:
    domain_id = claim(cast.customer)
    look_at(cast.customer, domain_id)

    page = customer.get(f"/domains/{domain_id}/").content.decode()

    assert "One record proves that this domain is yours" in page
    assert "not as they should be" not in page


def test_check_now_leads_back_to_the_page_that_looks(cast: Cast, world: World, customer: Browser) -> None:
    domain_id = prove(cast.customer, world)
    with scope(cast.customer.tenant_id):
        wanted = get_domain(cast.customer, domain_id)
    assert not wanted.is_being_checked

    answer = customer.post(f"/domains/{domain_id}/check/")
    assert (answer.status_code, answer["Location"]) == (302, f"/domains/{domain_id}/")


def test_the_zone_file_is_a_file(cast: Cast, customer: Browser) -> None:
    domain_id = claim(cast.customer)
    answer = customer.get(f"/domains/{domain_id}/zone/")

    assert answer["Content-Disposition"] == f'attachment; filename="{DOMAIN}.zone"'
    assert f"$ORIGIN {DOMAIN}." in answer.content.decode()


def test_publishing_is_offered_where_a_key_is_kept(cast: Cast, world: World, customer: Browser) -> None:
    domain_id = claim(cast.customer)
    assert "Publish records" not in customer.get(f"/domains/{domain_id}/").content.decode()

    with scope(cast.customer.tenant_id):
        add_dns_key(
            DOMAIN, server="127.0.0.1", port=world.port, key_name="tests", algorithm="hmac-sha256", secret=SECRET,
            actor=cast.customer,
        )  # fmt: skip
    assert "Publish records" in customer.get(f"/domains/{domain_id}/").content.decode()
    assert customer.post(f"/domains/{domain_id}/publish/").status_code == 302


def test_a_key_is_kept_shown_without_its_secret_and_forgotten(cast: Cast, customer: Browser) -> None:
    facts = {
        "name": DOMAIN, "server": "ns.example", "port": "53", "key_name": "k", "algorithm": "hmac-sha256", "secret": SECRET,
    }  # fmt: skip
    assert customer.post("/domains/keys/", {**facts, "secret": "short"}).status_code == 422
    assert customer.post("/domains/keys/", facts).status_code == 302
    page = customer.get("/domains/keys/").content.decode()

    assert "ns.example:53" in page
    assert SECRET not in page


def test_releasing_asks_for_the_name(cast: Cast, customer: Browser) -> None:
    domain_id = claim(cast.customer)

    assert customer.post(f"/domains/{domain_id}/release/", {"typed": "another.example"}).status_code == 422
    assert customer.post(f"/domains/{domain_id}/release/", {"typed": DOMAIN}).status_code == 302
    with scope(cast.customer.tenant_id):
        assert get_domain(cast.customer, domain_id).state is DomainState.RELEASED
        assert domains_of(cast.customer) == []
    assert customer.get(f"/domains/{domain_id}/").status_code == 200


def test_a_rival_gets_the_same_answer_as_for_nothing(cast: Cast, world: World, client: Browser) -> None:
    domain_id = claim(cast.customer)
    sign_in(client, cast.rival)

    for address in ("", "zone/", "release/"):
        assert client.get(f"/domains/{domain_id}/{address}").status_code == 404
    for address in ("check/", "publish/"):
        assert client.post(f"/domains/{domain_id}/{address}").status_code == 404


def test_the_list_is_narrowed_sorted_and_counted(cast: Cast, world: World, customer: Browser) -> None:
    prove(cast.customer, world)
    claim(cast.customer, "acme-teeth.example")

    def shown(query: str) -> list[str]:
        page = customer.get(f"/domains/{query}").content.decode()
        return re.findall(r'class="row-target"[^>]*>([^<]+)<', page)

    assert shown("") == ["acme-dental.example", "acme-teeth.example"]
    assert shown("?sort=-name") == ["acme-teeth.example", "acme-dental.example"]
    assert shown("?state=claimed") == ["acme-teeth.example"]
    assert shown("?state=proven&q=teeth") == []
    assert shown("?state=nonsense&sort=password&after=x") == ["acme-dental.example", "acme-teeth.example"]
    assert '<span class="count">2</span>' in customer.get("/domains/").content.decode()
