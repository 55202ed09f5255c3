"""The page that says what a tier above can see is what the policies say."""

from pathlib import Path

from conftest import Cast
from freehold.tenants.visibility import upper_tiers_page

PAGE = Path(__file__).resolve().parents[3] / "docs" / "upper-tiers.md"


def test_the_page_in_the_docs_is_made_from_the_policies_as_they_are(cast: Cast) -> None:
    assert upper_tiers_page() == PAGE.read_text(encoding="utf-8"), (
        "a table or wall has changed: run script/upper-tiers"
    )


def test_what_a_customer_holds_is_seen_by_nobody_above(cast: Cast) -> None:
    _, _, own = upper_tiers_page().partition("## One's own rows")

    for table in ("mail_mailbox", "domains_domain", "audit_entry", "provisioning_instance", "accounts_group"):
        assert table in own
