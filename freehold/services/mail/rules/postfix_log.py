"""What Postfix's log says of messages. Source: Postfix's own log lines, release 3.7 to 3.10."""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from freehold.services.mail.states import Delivery

LINE = re.compile(
    r"postfix/(?P<service>[\w/-]+)\[\d+\]: (?P<queue_id>NOQUEUE|[0-9A-Za-z]{6,30}): (?P<rest>.*)$"
)
CLIENT = re.compile(r"^client=(?P<client>\S+?)(?:, sasl_method=\S+, sasl_username=(?P<login>\S+))?(?:, .*)?$")
MESSAGE_ID = re.compile(r"^message-id=(?P<message_id>.*)$")
FROM = re.compile(r"^from=<(?P<sender>[^>]*)>, size=(?P<size>\d+)")
VERDICT = re.compile(r"header X-Spam-Verdict: (?P<verdict>[a-z]+);")
TO = re.compile(
    r"^to=<(?P<to>[^>]*)>, (?:orig_to=<(?P<first>[^>]*)>, )?.*?dsn=(?P<dsn>[\d.]+), "
    r"status=(?P<status>\w+) \((?P<reply>.*)\)$"
)
REJECT = re.compile(
    r"^(?:milter-)?reject: \S+ from (?P<client>\S+?): (?P<reply>.*); from=<(?P<sender>[^>]*)>"
    r"(?: to=<(?P<recipient>[^>]*)>)?"
)
STATUS = {"sent": Delivery.DELIVERED, "deferred": Delivery.DEFERRED, "bounced": Delivery.BOUNCED}
INNER = "@forward.invalid"  # where groups and postmaster@ reach outside: a hop of our own, never anybody's address
CODE = re.compile(r"\b[245]\d\d[ -][245]\.\d{1,3}\.\d{1,3}\b")
# All that a sender in another tenant learns: an engine's own words would name a catch-all's or a group's members.
TO_OTHERS = {
    Delivery.DELIVERED: "Delivered.",
    Delivery.DEFERRED: "It cannot be delivered yet and is tried again.",
    Delivery.BOUNCED: "It could not be delivered.",
}
LONGEST_REPLY = 500
STAMP = 15  # letters: `Nov 25 03:54:40`
SLACK = timedelta(days=1)  # by which a clock may have been set back since a line was written
LONGEST_ADDRESS = 320


@dataclass(frozen=True, slots=True)
class Message:
    """What is known of a queued message so far."""

    client: str = ""
    login: str = ""
    message_id: str = ""
    sender: str = ""
    size_bytes: int = 0
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one recipient of a message. `queue_id` is empty for what was refused before it had one.

    `sent_on` is a second hop, which a group or postmaster@ of the recipient's own made: no matter of the sender's.
    """

    queue_id: str
    message: Message
    recipient: str
    delivery: Delivery
    reply: str
    sent_on: bool = False

    @property
    def reply_to_others(self) -> str:
        """The answer as a sender in another tenant may read it: the codes, which bounces bear too, and our own words.

        What was refused at once keeps its words: the sender's program has been told the same.
        """
        if self.delivery is Delivery.REJECTED:
            return self.reply
        code = CODE.search(self.reply)
        return f"{code[0]} {TO_OTHERS[self.delivery]}" if code else TO_OTHERS[self.delivery]


def written_at(line: str, *, now: datetime) -> datetime:
    """When a line was written: it bears the time in the host's zone, which `now` is in, to the second and without a year.

    `now` for a line that bears none. Source: Postfix's postlogd(8).
    """
    for year in (now.year + 1, now.year, now.year - 1):
        try:
            found = datetime.strptime(f"{year} {line[:STAMP]}", "%Y %b %d %H:%M:%S").replace(
                tzinfo=now.tzinfo
            )
        except ValueError:
            continue  # no time, or the 29th of February in another year
        if found <= now + SLACK:
            return found
    return now


@dataclass(slots=True)
class Reader:
    """Reads lines one by one and remembers the messages that are on their way."""

    messages: dict[str, Message] = field(default_factory=dict)

    def read(self, line: str) -> Outcome | None:
        """What a line tells of a recipient, or nothing."""
        found = LINE.search(line)
        if not found:
            return None
        queue_id, rest = found["queue_id"], found["rest"]
        if queue_id == "NOQUEUE" or rest.startswith("milter-reject:"):
            return self._rejected(queue_id, rest)
        known = self.messages.get(queue_id, Message())
        if rest == "removed":
            self.messages.pop(queue_id, None)
        elif client := CLIENT.match(rest):
            self.messages[queue_id] = replace(known, client=client["client"], login=client["login"] or "")
        elif message_id := MESSAGE_ID.match(rest):
            self.messages[queue_id] = replace(known, message_id=message_id["message_id"][:500])
        elif sender := FROM.match(rest):
            self.messages[queue_id] = replace(known, sender=sender["sender"], size_bytes=int(sender["size"]))
        elif verdict := VERDICT.search(rest):
            self.messages[queue_id] = replace(known, verdict=verdict["verdict"])
        elif (to := TO.match(rest)) and to["status"] in STATUS:
            first = (to["first"] or to["to"]).lower()
            sent_on = first.endswith(INNER)
            recipient = (to["to"].lower() if sent_on else first)[:LONGEST_ADDRESS]
            reply = to["reply"][:LONGEST_REPLY]
            return Outcome(queue_id, known, recipient, STATUS[to["status"]], reply, sent_on)
        return None

    def _rejected(self, queue_id: str, rest: str) -> Outcome | None:
        found = REJECT.match(rest)
        if not found or not found["recipient"]:
            return None
        known = self.messages.pop(queue_id, Message())
        message = replace(known, client=found["client"], sender=found["sender"])
        return Outcome(
            "",
            message,
            found["recipient"].lower()[:LONGEST_ADDRESS],
            Delivery.REJECTED,
            found["reply"][:LONGEST_REPLY],
        )
