"""The platform's own Sieve script of one mailbox, made from its settings. Source: RFC 5228 and its extensions.

It runs before the script that a person may keep by ManageSieve, which stays the person's own.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

from freehold.services.mail.states import RuleAction, RuleField, RuleMatch

REQUIRED = ("envelope", "fileinto", "copy", "imap4flags", "mailbox", "vacation", "date", "relational")
VERDICT = "X-Spam-Verdict"  # the filter's header; what a sender wrote there is taken off
HEADERS = {RuleField.FROM: '["from", "sender"]', RuleField.TO: '["to", "cc"]', RuleField.SUBJECT: '"subject"'}
ADDRESS_TESTS = frozenset({RuleField.FROM, RuleField.TO})


@dataclass(frozen=True, slots=True)
class SimpleRule:
    """One rule of a person."""

    field: RuleField
    match: RuleMatch
    value: str
    action: RuleAction
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Out of office."""

    subject: str
    text: str
    from_at: datetime | None = None
    until_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SieveFacts:
    """All that a script is made from. `addresses` are the mailbox's own, its first one foremost."""

    addresses: tuple[str, ...]
    display_name: str = ""
    allowed: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()
    rules: tuple[SimpleRule, ...] = ()
    forward_to: tuple[str, ...] = ()
    keep_copy: bool = True
    answer: Answer | None = field(default=None)


def standard_script() -> str:
    """The script of a mailbox without settings of its own."""
    return script(SieveFacts(addresses=()))


def script(facts: SieveFacts) -> str:
    """The script. Junk goes aside first, so that it is neither forwarded nor answered."""
    needed = ", ".join(f'"{extension}"' for extension in REQUIRED)
    parts = [f"require [{needed}];"]
    if facts.blocked:
        parts.append(f'if {_senders(facts.blocked)} {{ fileinto :create "Junk"; stop; }}')
    junk = f'header :matches "{VERDICT}" ["junk;*", "forged;*"]'
    if facts.allowed:
        # An allowed sender counts only when the message is proven to be theirs.
        proven = f'allof (header :matches "{VERDICT}" "junk; proven;*", {_senders(facts.allowed)})'
        parts.append(f'if allof ({junk}, not {proven}) {{ fileinto :create "Junk"; stop; }}')
    else:
        parts.append(f'if {junk} {{ fileinto :create "Junk"; stop; }}')
    if facts.answer:
        parts.append(_answer(facts.answer, facts))
    parts += [f"redirect :copy {quoted(target)};" for target in facts.forward_to]
    if facts.forward_to and not facts.keep_copy:
        parts.append("discard; stop;")
    else:
        parts += [_rule(rule) for rule in facts.rules]
    return "\n".join(parts) + "\n"


def quoted(text: str) -> str:
    """A Sieve string that means exactly `text`. Source: RFC 5228, 2.4.2."""
    plain = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", " ", text.replace("\r\n", "\n"))
    escaped = plain.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\r\n")
    return f'"{escaped}"'


def _senders(senders: tuple[str, ...]) -> str:
    whole = [quoted(sender) for sender in senders if not sender.startswith("@")]
    domains = [quoted(sender[1:]) for sender in senders if sender.startswith("@")]
    tests = []
    if whole:
        tests.append(f'address :all :is ["from", "sender"] [{", ".join(whole)}]')
        tests.append(f'envelope :all :is "from" [{", ".join(whole)}]')
    if domains:
        tests.append(f'address :domain :is ["from", "sender"] [{", ".join(domains)}]')
        tests.append(f'envelope :domain :is "from" [{", ".join(domains)}]')
    return f"anyof ({', '.join(tests)})"


def _answer(answer: Answer, facts: SieveFacts) -> str:
    own = ", ".join(quoted(address) for address in facts.addresses)
    name = re.sub(r'["\\<>\x00-\x1f\x7f]', " ", facts.display_name).strip()
    sender = f'"{name}" <{facts.addresses[0]}>' if name else facts.addresses[0]
    said = (
        f"vacation :days 7 :subject {quoted(answer.subject.replace(chr(10), ' '))} :from {quoted(sender)} "
        f":addresses [{own}] {quoted(answer.text)};"
    )
    bounds = []
    if answer.from_at:
        bounds.append(f'currentdate :zone "+0000" :value "ge" "iso8601" {quoted(_instant(answer.from_at))}')
    if answer.until_at:
        bounds.append(f'currentdate :zone "+0000" :value "lt" "iso8601" {quoted(_instant(answer.until_at))}')
    return f"if allof ({', '.join(bounds)}) {{ {said} }}" if bounds else said


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")


def _rule(rule: SimpleRule) -> str:
    test = "address :all" if rule.field in ADDRESS_TESTS else "header"
    condition = f"{test} :{rule.match} {HEADERS[rule.field]} {quoted(rule.value)}"
    match rule.action:
        case RuleAction.FILE:
            act = f"fileinto :create {quoted(rule.argument)}; stop;"
        case RuleAction.MARK_READ:
            act = r'addflag "\\Seen";'
        case RuleAction.FLAG:
            act = r'addflag "\\Flagged";'
        case RuleAction.DELETE:
            act = 'fileinto :create "Trash"; stop;'
        case RuleAction.FORWARD:
            act = f"redirect :copy {quoted(rule.argument)};"
    return f"if {condition} {{ {act} }}"
