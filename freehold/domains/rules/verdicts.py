"""Whether what stands in DNS is what a service needs, and what a person should publish if it is not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from freehold.domains.contract import Record, RecordKind
from freehold.domains.states import Advice, AnswerState, CheckState

SPF_LOOKUPS = 10
SPF_ASKING = ("include", "a", "mx", "ptr", "exists", "redirect")
DMARC_POLICIES = frozenset({"none", "quarantine", "reject"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What DNS said: TXT values are joined text, host names are lower case and end in a dot."""

    state: AnswerState
    values: tuple[str, ...] = ()
    reason: str = ""  # why no server could be asked


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state of one record; `publish` is the value that should stand there, merged with what others need."""

    state: CheckState
    advice: Advice
    publish: str


def judge(record: Record, answer: Answer) -> Verdict:
    """Compare what was found with what is wanted, by what the record is for."""
    if answer.state is AnswerState.UNREACHABLE:
        return Verdict(CheckState.UNREACHABLE, Advice.TRY_LATER, record.value)
    compare = COMPARE.get(record.kind, _same)
    relevant = compare.concerns(answer.values) if isinstance(compare, VersionedText) else answer.values
    if not relevant:
        return Verdict(CheckState.MISSING, Advice.PUBLISH, record.value)
    return compare(record.value, relevant)


def merged_spf(wanted: str, found: Sequence[str]) -> str:
    """One SPF record that allows what all of these allow: our mechanisms first, then theirs, in order.

    Of several closing words the mildest stays, so that nobody's mail is lost by the merge. Source: RFC 7208, 4.6.
    """
    mechanisms: list[str] = []
    modifiers: list[str] = []
    endings: list[str] = []
    for text in (*found, wanted):
        for term in text.split()[1:]:
            bare = term.lower()
            if bare.lstrip("+-~?") == "all":
                if text is not wanted or not endings:
                    endings.append(bare)
            elif "=" in bare and ":" not in bare.partition("=")[0]:
                modifiers.append(term)
            else:
                mechanisms.append(term)
    ours = wanted.split()[1:]
    mechanisms.sort(key=lambda term: term not in ours)
    redirected = any(term.lower().startswith("redirect=") for term in modifiers)
    if redirected and not any(_ends(text) for text in found):
        endings = []  # `all` would hide the redirection: RFC 7208, 6.1
    ending = [max(endings, key=_mildness)] if endings else []
    return " ".join(dict.fromkeys(["v=spf1", *mechanisms, *ending, *modifiers]))


def tags(text: str) -> dict[str, str]:
    """A tag list as DKIM and DMARC have it, white space taken out of the values. Source: RFC 6376, 3.2."""
    found: dict[str, str] = {}
    for part in text.split(";"):
        name, equals, value = part.partition("=")
        if equals:
            found.setdefault(name.strip().lower(), "".join(value.split()))
    return found


def _right(value: str, advice: Advice = Advice.NONE) -> Verdict:
    return Verdict(CheckState.RIGHT, advice, value)


def _wrong(value: str, advice: Advice = Advice.REPLACE) -> Verdict:
    return Verdict(CheckState.WRONG, advice, value)


def _same(wanted: str, found: Sequence[str]) -> Verdict:
    same = wanted.lower() in {value.lower() for value in found}
    return _right(wanted) if same else _wrong(wanted)


def _proof(wanted: str, found: Sequence[str]) -> Verdict:
    return _right(wanted) if wanted in found else _wrong(wanted, Advice.PUBLISH)


def _mx(wanted: str, found: Sequence[str]) -> Verdict:
    """Our host among them is right; the preference is the owner's business, and others beside it are worth a word."""
    ours = wanted.rsplit(maxsplit=1)[-1].lower()
    hosts = [value.split()[-1].lower() for value in found]
    if hosts == ["."]:
        return _wrong(wanted, Advice.NULL_MX)
    if ours not in hosts:
        return _wrong(wanted)
    return _right(wanted, Advice.NONE if set(hosts) == {ours} else Advice.OTHER_MX)


def _srv(wanted: str, found: Sequence[str]) -> Verdict:
    """Port and host count; priority and weight are the owner's. Source: RFC 2782."""
    target = wanted.split()[2:]
    if len(target) != 2:  # not an SRV record after all
        return _same(wanted, found)
    return _right(wanted) if target in [value.split()[2:] for value in found] else _wrong(wanted)


def _spf(wanted: str, found: Sequence[str]) -> Verdict:
    if len(found) > 1:
        return _wrong(merged_spf(wanted, found), Advice.ONE_SPF)
    terms = found[0].lower().split()[1:]
    ours = [term for term in wanted.lower().split()[1:] if term.lstrip("+-~?") != "all"]
    before_all = terms[
        : next((i for i, term in enumerate(terms) if term.lstrip("+-~?") == "all"), len(terms))
    ]
    if not all(term in before_all or f"+{term}" in before_all for term in ours):
        return _wrong(merged_spf(wanted, found), Advice.MERGE_SPF)
    asking = sum(_asks(term) for term in terms)
    return _right(found[0], Advice.SPF_TOO_LONG if asking > SPF_LOOKUPS else Advice.NONE)


def _dkim(wanted: str, found: Sequence[str]) -> Verdict:
    key, seen = tags(wanted), [tags(value) for value in found]
    if any(one.get("p") == key.get("p") and one.get("k", "rsa") == key.get("k", "rsa") for one in seen):
        return _right(wanted)
    revoked = any(one.get("p") == "" for one in seen)
    return _wrong(wanted, Advice.REVOKED_KEY if revoked else Advice.REPLACE)


def _dmarc(wanted: str, found: Sequence[str]) -> Verdict:
    """Any valid policy is the owner's to choose. Source: RFC 7489, 6.3 and 6.6.3."""
    if len(found) > 1:
        return _wrong(wanted, Advice.ONE_DMARC)
    policy = tags(found[0]).get("p", "").lower()
    return _right(found[0]) if policy in DMARC_POLICIES else _wrong(wanted)


class VersionedText:
    """A comparison among the TXT values that begin with a version; others at the same name do not matter."""

    def __init__(self, compare: Callable[[str, Sequence[str]], Verdict], version: str) -> None:
        self.compare = compare
        self.version = version

    def concerns(self, values: Sequence[str]) -> tuple[str, ...]:
        """The values of this kind."""
        return tuple(value for value in values if self._is_ours(value))

    def __call__(self, wanted: str, found: Sequence[str]) -> Verdict:
        return self.compare(wanted, found)

    def _is_ours(self, value: str) -> bool:
        text = value.strip().lower()
        return text == self.version or text.startswith((f"{self.version} ", f"{self.version};"))


COMPARE: dict[RecordKind, Callable[[str, Sequence[str]], Verdict]] = {
    RecordKind.PROOF: _proof,
    RecordKind.MX: _mx,
    RecordKind.SPF: VersionedText(_spf, "v=spf1"),
    RecordKind.DKIM: _dkim,
    RecordKind.DMARC: VersionedText(_dmarc, "v=dmarc1"),
    RecordKind.SRV: _srv,
    RecordKind.AUTODISCOVER: _srv,
}


def _asks(term: str) -> bool:
    name = term.lstrip("+-~?").replace("=", ":").partition(":")[0].partition("/")[0]
    return name in SPF_ASKING


def _ends(text: str) -> bool:
    return any(term.lower().lstrip("+-~?") == "all" for term in text.split())


def _mildness(ending: str) -> int:
    return {"-all": 0, "~all": 1, "?all": 2}.get(ending, 0)
