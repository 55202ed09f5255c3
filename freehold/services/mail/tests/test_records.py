"""What mail asks of a domain's DNS."""

from django.conf import settings

from conftest import Cast
from freehold.domains.contract import RecordKind, RecordType
from freehold.domains.rules.verdicts import Answer, judge
from freehold.domains.rules.zone import zone_file
from freehold.domains.states import AnswerState, CheckState
from freehold.services.mail.queries.records import records_for
from freehold.services.mail.rules.records import mail_records
from freehold.tenants.row_security import scope

PORTS = {"imap": 143, "imaps": 993, "submission": 587, "submissions": 465, "sieve": 4190}


def test_every_record_of_mail_is_asked_for() -> None:
    records = mail_records(
        "acme.example", host="mail.test", ports=PORTS, keys=[("s2", "v=DKIM1; k=rsa; p=BBB"), ("s1", "p=AAA")]
    )

    assert {record.kind for record in records} == set(RecordKind) - {RecordKind.PROOF}
    assert [record.name for record in records if record.kind is RecordKind.DKIM] == [
        "s2._domainkey.acme.example",
        "s1._domainkey.acme.example",
    ]
    values = {record.name: record.value for record in records}
    assert values["_imaps._tcp.acme.example"] == "0 1 993 mail.test."
    assert values["acme.example"] == "v=spf1 include:mail.test ~all"
    assert all(record.why for record in records)
    assert "acme.example" not in zone_file("acme.example", records).partition("$ORIGIN acme.example.")[2]


def test_what_is_asked_for_is_right_once_it_stands_there() -> None:
    for record in mail_records("acme.example", host="mail.test", ports=PORTS, keys=[("s1", "p=AAA")]):
        assert judge(record, Answer(AnswerState.FOUND, (record.value,))).state is CheckState.RIGHT


def test_a_domain_without_keys_is_asked_for_the_rest(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        records = records_for("acme.example")

    assert RecordKind.DKIM not in {record.kind for record in records}
    (mx,) = [record for record in records if record.type is RecordType.MX]
    assert mx.value == f"10 {settings.NEUTRAL_DOMAIN}."
