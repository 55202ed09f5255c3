"""What web and worker tell in figures, to whom, and that nobody is named in them."""

import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.test import Client
from prometheus_client import CollectorRegistry
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from pytest_django import Settings

from conftest import Cast
from freehold.host import database, platform_metrics
from freehold.host.metrics import answer_to
from freehold.host.platform_metrics import Platform, answer_probes
from freehold.provisioning.actions.want import want_instance
from freehold.tenants.row_security import scope

TOKEN = "a-token-of-the-test"
BEARER = f"Bearer {TOKEN}"


@pytest.fixture(autouse=True)
def token(settings: Settings, tmp_path: Path) -> None:
    """A token that opens the figures, and a host without running parts."""
    settings.METRICS_TOKEN = TOKEN
    settings.ENGINE_ROOT = tmp_path


def figures(text: str) -> dict[tuple[str, ...], float]:
    """Each sample by its name and the words of its labels."""
    return {
        (sample.name, *(str(word) for _, word in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.fixture
def platform(
    as_role: Callable[[str], AbstractContextManager[None]], monkeypatch: pytest.MonkeyPatch
) -> Callable[[], dict[tuple[str, ...], float]]:
    """What the worker tells of the platform, asked in the test's own transaction."""
    monkeypatch.setattr(platform_metrics.connection, "close", lambda: None)
    registry = CollectorRegistry(auto_describe=False)

    def ask() -> dict[tuple[str, ...], float]:
        with as_role("freehold_worker"):
            registry.register(collector := Platform())
            status, _, body = answer_to(BEARER, registry)
            registry.unregister(collector)
        assert status == 200
        return figures(body.decode())

    return ask


def test_the_web_counts_its_requests_and_tells_whoever_has_the_token(client: Client) -> None:
    client.get("/account/login/")
    client.get("/api/v1/me")

    answer = client.get("/metrics", headers={"Authorization": BEARER})

    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/openmetrics-text")
    found = figures(answer.content.decode())
    assert found["freehold_web_request_seconds_count", "page", "GET", "2xx"] >= 1
    assert found["freehold_web_request_seconds_count", "api", "GET", "4xx"] >= 1
    assert found["process_resident_memory_bytes",] > 0


@pytest.mark.parametrize("shown", ["", "Bearer wrong", TOKEN, "Bearer ä"])
def test_without_the_token_nothing_is_told(client: Client, shown: str) -> None:
    answer = client.get("/metrics", headers={"Authorization": shown})

    assert answer.status_code == 401
    assert b"freehold_web" not in answer.content


def test_where_no_token_is_set_there_are_no_figures(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = ""

    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_the_platforms_figures_follow_what_happens_and_name_nobody(
    cast: Cast, platform: Callable[[], dict[tuple[str, ...], float]]
) -> None:
    before = platform()
    with scope(cast.customer.tenant_id):
        want_instance(cast.customer.tenant_id, kind="mail", title="Secret Title", seats=1, options={})

    after = platform()

    assert after["freehold_database_up",] == 1
    assert after["freehold_instances_adrift",] == before["freehold_instances_adrift",] + 1
    assert after["freehold_jobs", "todo"] > before["freehold_jobs", "todo"]
    assert after["freehold_jobs_oldest_due_seconds", "provisioning.look_at_instance"] >= 0
    assert after["freehold_log_unsealed_entries",] >= 1
    assert after["freehold_database_bytes",] > 1_000_000
    words = " ".join(word for sample in after for word in sample[1:])
    for name in ("Acme", "Secret", str(cast.customer.tenant_id), cast.customer.name):
        assert name not in words


@pytest.fixture
def probes() -> Iterator[str]:
    """A worker's address for probes; its database connection is another thread's, which sees no test's."""
    port = database.free_port()
    end = answer_probes(("127.0.0.1", port))
    yield f"http://127.0.0.1:{port}"
    end()


def test_a_worker_lives_and_answers_for_itself_without_a_database(
    probes: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform_metrics, "can_read_the_queue", lambda: False)

    with urllib.request.urlopen(f"{probes}/healthz") as answer:
        assert answer.status == 200
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(f"{probes}/readyz")
    assert refusal.value.code == 503
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(f"{probes}/metrics")
    assert refusal.value.code == 401
