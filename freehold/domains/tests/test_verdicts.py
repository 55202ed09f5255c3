"""What was found against what is wanted, kind by kind."""

import dns.zone
import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.domains.contract import Record, RecordKind, RecordType
from freehold.domains.rules.verdicts import Answer, judge, merged_spf
from freehold.domains.rules.zone import relative, zone_file
from freehold.domains.states import Advice, AnswerState, CheckState

DOMAIN = "acme.example"
MX = Record(RecordKind.MX, DOMAIN, RecordType.MX, "10 mail.test.")
SPF = Record(RecordKind.SPF, DOMAIN, RecordType.TXT, "v=spf1 include:mail.test ~all")
DKIM = Record(RecordKind.DKIM, f"s1._domainkey.{DOMAIN}", RecordType.TXT, "v=DKIM1; k=rsa; p=MIIB")
DMARC = Record(RecordKind.DMARC, f"_dmarc.{DOMAIN}", RecordType.TXT, "v=DMARC1; p=quarantine")
SRV = Record(RecordKind.SRV, f"_imaps._tcp.{DOMAIN}", RecordType.SRV, "0 1 993 mail.test.")
ALIAS = Record(RecordKind.AUTOCONFIG, f"autoconfig.{DOMAIN}", RecordType.CNAME, "mail.test.")
PROOF = Record(RecordKind.PROOF, f"_freehold-challenge.{DOMAIN}", RecordType.TXT, "freehold-proof=abc")


def found(*values: str) -> Answer:
    return Answer(AnswerState.FOUND, values)


@pytest.mark.parametrize(
    ("record", "values", "state", "advice"),
    [
        (MX, ["10 mail.test."], CheckState.RIGHT, Advice.NONE),
        (MX, ["5 MAIL.test."], CheckState.RIGHT, Advice.NONE),
        (MX, ["10 mail.test.", "20 backup.example."], CheckState.RIGHT, Advice.OTHER_MX),
        (MX, ["10 elsewhere.example."], CheckState.WRONG, Advice.REPLACE),
        (MX, ["0 ."], CheckState.WRONG, Advice.NULL_MX),
        (MX, [], CheckState.MISSING, Advice.PUBLISH),
        (SPF, ["v=spf1 include:mail.test -all", "google-site-verification=x"], CheckState.RIGHT, Advice.NONE),
        (SPF, ["V=SPF1 +Include:mail.test mx ?all"], CheckState.RIGHT, Advice.NONE),
        (SPF, ["v=spf1 -include:mail.test ~all"], CheckState.WRONG, Advice.MERGE_SPF),
        (SPF, ["v=spf1 -all include:mail.test"], CheckState.WRONG, Advice.MERGE_SPF),
        (SPF, ["v=spf1 -all"], CheckState.WRONG, Advice.MERGE_SPF),
        (SPF, ["v=spf1 mx -all", "v=spf1 include:mail.test ~all"], CheckState.WRONG, Advice.ONE_SPF),
        (SPF, ["v=spf10 -all", "something else"], CheckState.MISSING, Advice.PUBLISH),
        (
            SPF,
            ["v=spf1 include:mail.test " + " ".join(f"include:{n}.example" for n in range(10)) + " ~all"],
            CheckState.RIGHT,
            Advice.SPF_TOO_LONG,
        ),
        (DKIM, ["v=DKIM1;k=rsa;p=MI IB"], CheckState.RIGHT, Advice.NONE),
        (DKIM, ["p=MIIB"], CheckState.RIGHT, Advice.NONE),
        (DKIM, ["v=DKIM1; k=ed25519; p=MIIB"], CheckState.WRONG, Advice.REPLACE),
        (DKIM, ["v=DKIM1; p="], CheckState.WRONG, Advice.REVOKED_KEY),
        (DMARC, ["v=DMARC1; p=none"], CheckState.RIGHT, Advice.NONE),
        (DMARC, ["v=DMARC1;p=Reject;rua=mailto:x@y.example"], CheckState.RIGHT, Advice.NONE),
        (DMARC, ["v=DMARC1; p=block"], CheckState.WRONG, Advice.REPLACE),
        (DMARC, ["v=DMARC1; p=none", "v=DMARC1; p=reject"], CheckState.WRONG, Advice.ONE_DMARC),
        (SRV, ["10 5 993 mail.test."], CheckState.RIGHT, Advice.NONE),
        (SRV, ["0 1 143 mail.test."], CheckState.WRONG, Advice.REPLACE),
        (ALIAS, ["Mail.Test."], CheckState.RIGHT, Advice.NONE),
        (ALIAS, ["elsewhere.example."], CheckState.WRONG, Advice.REPLACE),
        (PROOF, ["x", "freehold-proof=abc"], CheckState.RIGHT, Advice.NONE),
        (PROOF, ["freehold-proof=ABC"], CheckState.WRONG, Advice.PUBLISH),
    ],
)
def test_a_record_is_judged_by_what_it_is_for(
    record: Record, values: list[str], state: CheckState, advice: Advice
) -> None:
    verdict = judge(record, found(*values))

    assert (verdict.state, verdict.advice) == (state, advice)


def test_an_unreachable_server_says_nothing_about_the_record() -> None:
    verdict = judge(MX, Answer(AnswerState.UNREACHABLE))

    assert (verdict.state, verdict.advice) == (CheckState.UNREACHABLE, Advice.TRY_LATER)


@pytest.mark.parametrize(
    ("there", "merged"),
    [
        (["v=spf1 include:_spf.google.com ~all"], "v=spf1 include:mail.test include:_spf.google.com ~all"),
        (["v=spf1 mx -all"], "v=spf1 include:mail.test mx -all"),
        (["v=spf1 mx -all", "v=spf1 a ?all"], "v=spf1 include:mail.test mx a ?all"),
        (["v=spf1 redirect=other.example"], "v=spf1 include:mail.test redirect=other.example"),
        (["v=spf1"], "v=spf1 include:mail.test ~all"),
        ([], "v=spf1 include:mail.test ~all"),
    ],
)
def test_spf_records_merge_into_one(there: list[str], merged: str) -> None:
    assert merged_spf(SPF.value, there) == merged


TERMS = st.sampled_from(
    [
        "mx",
        "a",
        "ip4:192.0.2.1",
        "include:x.example",
        "-include:y.example",
        "redirect=z.example",
        "exp=e.example",
    ]
)
SPFS = st.lists(TERMS, max_size=6).flatmap(
    lambda terms: st.sampled_from(["", "-all", "~all", "?all"]).map(
        lambda ending: " ".join(filter(None, ["v=spf1", *terms, ending]))
    )
)


@given(st.lists(SPFS, max_size=3))
def test_what_we_tell_people_to_publish_is_right_once_published(there: list[str]) -> None:
    verdict = judge(SPF, found(*there) if there else Answer(AnswerState.NOTHING))

    assert judge(SPF, found(verdict.publish)).state is CheckState.RIGHT


@given(
    st.sampled_from([MX, SPF, DKIM, DMARC, SRV, ALIAS, PROOF]),
    st.lists(st.text(min_size=1, max_size=80).filter(str.strip), max_size=4),
)
def test_any_answer_gets_a_verdict(record: Record, values: list[str]) -> None:
    assert judge(record, found(*values)).publish


@given(st.text(max_size=700), st.text(max_size=60))
def test_a_zone_file_holds_every_value_unharmed(text: str, why: str) -> None:
    records = [Record(RecordKind.DKIM, f"s1._domainkey.{DOMAIN}", RecordType.TXT, text, why=why), MX, ALIAS]

    zone = dns.zone.from_text(zone_file(DOMAIN, records), relativize=False, check_origin=False)

    (txt,) = zone.find_rdataset(f"s1._domainkey.{DOMAIN}.", "TXT")
    assert b"".join(txt.strings) == text.encode()
    assert zone.find_rdataset(f"autoconfig.{DOMAIN}.", "CNAME")[0].to_text() == "mail.test."
    assert len(zone.nodes) == 3


def test_names_are_given_as_dns_providers_want_them() -> None:
    assert relative(DOMAIN, DOMAIN) == "@"
    assert relative(f"_dmarc.{DOMAIN}", DOMAIN) == "_dmarc"
    assert relative(f"evil{DOMAIN}", DOMAIN) == f"evil{DOMAIN}."
