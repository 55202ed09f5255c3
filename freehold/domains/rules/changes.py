"""What an update must change so that a record becomes right, and what it leaves alone."""

from dataclasses import dataclass
from enum import StrEnum

from freehold.domains.contract import Record, RecordKind, RecordType
from freehold.domains.rules.verdicts import COMPARE, Answer, Verdict, VersionedText
from freehold.domains.states import Advice, CheckState

BESIDE_OTHERS = frozenset({RecordKind.PROOF})


class Step(StrEnum):
    """One step of an update. Source: RFC 2136, 2.5."""

    ADD = "add"
    DELETE = "delete"  # this one value
    CLEAR = "clear"  # all values of this name and type


@dataclass(frozen=True, slots=True)
class Change:
    """A step on one name and type; `value` as in `Record`, empty for a clearing."""

    step: Step
    name: str
    type: RecordType
    value: str = ""
    ttl_seconds: int = 0


def changes_for(record: Record, answer: Answer, verdict: Verdict) -> tuple[Change, ...]:
    """The steps that make one record right; none where it is right, unknown, or the owner's to decide.

    Mail that goes to other servers today is never redirected by an update: whoever moves a domain changes its MX by
    hand, on a day of their own choice.
    """
    if verdict.state in {CheckState.RIGHT, CheckState.UNREACHABLE}:
        return ()
    if (
        record.kind is RecordKind.MX
        and verdict.state is CheckState.WRONG
        and verdict.advice is not Advice.NULL_MX
    ):
        return ()
    add = Change(Step.ADD, record.name, record.type, verdict.publish, record.ttl_seconds)
    if verdict.state is CheckState.MISSING or record.kind in BESIDE_OTHERS:
        return (add,)
    compare = COMPARE.get(record.kind)
    if isinstance(compare, VersionedText):
        gone = compare.concerns(answer.values)
        return (*(Change(Step.DELETE, record.name, record.type, value) for value in gone), add)
    return (Change(Step.CLEAR, record.name, record.type), add)
