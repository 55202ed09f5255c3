"""Mail programs that know an address alone, at the host names that DNS leads them to."""

import http.client
from urllib.parse import urlsplit

import pytest

from tests.platform.conftest import Instance

pytestmark = pytest.mark.engines

QUESTION = (
    '<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006">'
    "<Request><EMailAddress>bea@bright-bakery.example</EMailAddress></Request></Autodiscover>"
)


def ask(instance: Instance, method: str, host: str, path: str, body: str = "") -> tuple[int, str]:
    """What the web answers at a host name: as a reverse proxy asks it, which keeps the name."""
    connection = http.client.HTTPConnection(urlsplit(instance.paper["web"]).netloc, timeout=60)
    try:
        connection.request(method, path, body, {"Host": host, "Content-Type": "text/xml"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_thunderbird_and_outlook_find_the_servers_of_a_customers_domain(instance: Instance) -> None:
    neutral, imaps = instance.layout.neutral_domain, instance.paper["imaps"]["port"]

    thunderbird = ask(instance, "GET", "autoconfig.bright-bakery.example", "/mail/config-v1.1.xml")
    outlook = ask(instance, "POST", neutral, "/autodiscover/autodiscover.xml", QUESTION)

    assert thunderbird[0] == outlook[0] == 200
    assert f"<hostname>{neutral}</hostname><port>{imaps}</port>" in thunderbird[1]
    assert f"<Server>{neutral}</Server><Port>{imaps}</Port>" in outlook[1]


@pytest.mark.parametrize(
    ("host", "path"),
    [
        ("autoconfig.bright-bakery.example", "/account/login/"),
        ("bright-bakery.example", "/"),
        ("autoconfig.nobodys.example", "/mail/config-v1.1.xml"),
    ],
)
def test_no_page_answers_at_a_name_that_is_not_ours(instance: Instance, host: str, path: str) -> None:
    assert ask(instance, "GET", host, path)[0] == 421
