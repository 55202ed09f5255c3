"""The log as its tenant reads it, and its verification."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from freehold.audit.models import Checkpoint, CheckpointMail, Entry, Leaf, SigningKey
from freehold.audit.permissions import READ_LOG
from freehold.audit.proofs import keys_of, signed
from freehold.audit.rules import tree
from freehold.audit.rules.note import Note, read_note
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require, told

# Codes of acts that the packages above declare, told apart where acts are counted.
ENTERED = "delegation.enter"
REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class LogLine:
    """One entry as pages and the API print it."""

    id: UUID
    at: datetime
    actor_name: str
    from_outside: bool  # the actor belongs to another tenant: a grant or a seller stands behind it
    grant_id: UUID | None
    via: str
    action: str
    told: str  # the act in words, after the name of who did it
    subject_kind: str
    subject_id: str
    facts: dict[str, object]
    sealed: bool

    @property
    def subject(self) -> str:
        """What the act was done to, as people know it; empty where the act says it all."""
        named = (self.facts.get(fact) for fact in ("address", "email", "domain", "number", "plan", "name"))
        return next((str(name) for name in named if name), "")

    @property
    def grant_holder(self) -> str:
        """For whom the actor works, where the act was done under a grant."""
        return str(self.facts.get("grant_holder", "")) if self.grant_id else ""

    @property
    def grant_reason(self) -> str:
        """Why that access was given."""
        return str(self.facts.get("grant_reason", "")) if self.grant_id else ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found: `faults` is empty when every entry is as it was recorded."""

    entries: int
    sealed: int
    root_hash: str
    faults: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether the log verifies."""
        return not self.faults


def log_lines(
    tenant_id: UUID,
    *,
    subject_id: str = "",
    action: str = "",
    grant_id: UUID | None = None,
    before: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> list[LogLine]:
    """The newest entries first; `before` is the (at, id) of the last one seen."""
    found = Entry.objects.filter(tenant_id=tenant_id)
    if subject_id:
        found = found.filter(subject_id=subject_id)
    if grant_id:
        found = found.filter(grant_id=grant_id)
    if action:
        found = found.filter(action__startswith=action)
    if before:
        at, entry_id = before
        found = found.filter(at__lte=at).exclude(at=at, id__gte=entry_id)
    rows = list(found.order_by("-at", "-id")[:limit])
    sealed = set(
        Leaf.objects.filter(tenant_id=tenant_id, entry_id__in=[r.id for r in rows]).values_list(
            "entry_id", flat=True
        )
    )
    return [
        LogLine(
            id=row.id,
            at=row.at,
            actor_name=row.actor_name,
            from_outside=row.actor_tenant_id != tenant_id,
            grant_id=row.grant_id,
            via=row.via,
            action=row.action,
            told=told(row.action),
            subject_kind=row.subject_kind,
            subject_id=row.subject_id,
            facts=row.facts,
            sealed=row.id in sealed,
        )
        for row in rows
    ]


def read_log(
    actor: Actor,
    *,
    subject_id: str = "",
    action: str = "",
    grant_id: UUID | None = None,
    before: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> list[LogLine]:
    """The log of the tenant that the actor acts in; `grant_id` asks for what was done under one grant.

    Raises: NotPermitted.
    """
    require(actor, READ_LOG)
    return log_lines(
        actor.tenant_id, subject_id=subject_id, action=action, grant_id=grant_id, before=before, limit=limit
    )


@dataclass(frozen=True, slots=True)
class Activity:
    """What was done under one grant: how often somebody came in, what they did, and what they were refused."""

    entered: int
    acts: int
    refused: int
    last_at: datetime


def activity_under(actor: Actor, grants: Collection[UUID]) -> dict[UUID, Activity]:
    """What was done under each of these grants in the tenant that the actor acts in. Raises: NotPermitted."""
    require(actor, READ_LOG)
    found = (
        Entry.objects.filter(tenant_id=actor.tenant_id, grant_id__in=grants)
        .values_list("grant_id")
        .annotate(
            entered=Count("id", filter=Q(action=ENTERED)),
            refused=Count("id", filter=Q(action=REFUSED)),
            acts=Count("id", filter=~Q(action__in=[ENTERED, REFUSED])),
            last_at=Max("at"),
        )
    )
    return {
        grant_id: Activity(entered=entered, acts=acts, refused=refused, last_at=last_at)
        for grant_id, entered, refused, acts, last_at in found
    }


def count_refusals(actor: Actor, *, code: str, since: datetime) -> int:
    """How often this very person was refused something for this reason, in their own tenant's log."""
    return Entry.objects.filter(
        tenant_id=actor.home_tenant_id,
        action=REFUSED,
        actor_person_id=actor.person_id,
        at__gt=since,
        facts__code=code,
    ).count()


def verify_own_log(actor: Actor, *, kept: Note | None = None) -> Verdict:
    """The verification of the log of the tenant that the actor acts in. Raises: NotPermitted."""
    require(actor, READ_LOG)
    return verify_log(actor.tenant_id, kept=kept)


def verify_log(tenant_id: UUID, *, kept: Note | None = None) -> Verdict:
    """Recompute every leaf from its entry, the tree from the leaves, and check each checkpoint's signature.

    `kept` is an earlier checkpoint that somebody held elsewhere: the log must still begin with what it signed.
    Reads the log in order with a flat memory.
    """
    faults: list[str] = []
    if kept and kept.log != str(tenant_id):
        faults.append(_("The checkpoint that was kept is of another log."))
    elif kept and not kept.is_signed_by(keys_of(tenant_id)):
        faults.append(
            _(
                "The checkpoint that was kept is not signed by a key of this platform: it or the key was changed."
            )
        )
    checkpoints = {c.tree_size: c for c in Checkpoint.objects.filter(tenant_id=tenant_id)}
    frontier: list[bytes] = []
    size = 0
    for entry, leaf in _in_order(tenant_id):
        if leaf.leaf_index != size:
            faults.append(_("Entry %(number)s is missing.") % {"number": size})
            break
        if entry is None or tree.leaf_hash(bytes(entry.salt), entry.content()) != bytes(leaf.leaf_hash):
            faults.append(_("Entry %(id)s is not as it was recorded.") % {"id": leaf.entry_id})
        frontier, size = tree.append(frontier, size, [bytes(leaf.leaf_hash)])
        if kept and size == kept.size and tree.root(frontier) != kept.root_hash:
            faults.append(
                _("The first %(size)s entries are not those of the checkpoint that was kept.")
                % {"size": size}
            )
        if size in checkpoints:
            faults += _faults_of(checkpoints[size], tree.root(frontier))
    newest = max(checkpoints, default=0)
    if kept and kept.size > size:
        faults.append(
            _("The checkpoint that was kept has %(count)s more entries than the log.")
            % {"count": kept.size - size}
        )
    if newest > size:
        faults.append(_("%(count)s sealed entries are missing at the end.") % {"count": newest - size})
    return Verdict(
        entries=Entry.objects.filter(tenant_id=tenant_id).count(),
        sealed=size,
        root_hash=tree.root(frontier).hex(),
        faults=tuple(faults),
    )


def _in_order(tenant_id: UUID) -> Iterator[tuple[Entry | None, Leaf]]:
    after = -1
    while batch := list(
        Leaf.objects.filter(tenant_id=tenant_id, leaf_index__gt=after).order_by("leaf_index")[:1000]
    ):
        entries = Entry.objects.filter(tenant_id=tenant_id).in_bulk([leaf.entry_id for leaf in batch])
        for leaf in batch:
            yield entries.get(leaf.entry_id), leaf
        after = batch[-1].leaf_index


def _faults_of(checkpoint: Checkpoint, root_hash: bytes) -> list[str]:
    if bytes(checkpoint.root_hash) != root_hash:
        return [
            _("The first %(size)s entries are not those of their checkpoint.")
            % {"size": checkpoint.tree_size}
        ]
    key = SigningKey.objects.filter(id=checkpoint.key_id).first()
    if key is None:
        return [_("The key of checkpoint %(size)s is gone.") % {"size": checkpoint.tree_size}]
    made = signed(checkpoint, bytes(key.public_key))
    if not read_note(made.note).is_signed_by([made.key]):
        return [_("The signature of checkpoint %(size)s does not hold.") % {"size": checkpoint.tree_size}]
    return []


def has_checkpoint_mail(tenant_id: UUID) -> bool:
    """Whether the tenant in scope wants its checkpoint by mail."""
    return CheckpointMail.objects.filter(tenant_id=tenant_id).exists()


def checkpoint_mails_due(today: date, *, limit: int) -> list[UUID]:
    """For the worker's sweep: tenants whose checkpoint is to be mailed."""
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.checkpoint_mails_due(%s, %s)", [today, limit])
        return [row[0] for row in cursor.fetchall()]


def tenants_with_unsealed_entries() -> list[UUID]:
    """For the worker's sweep: ids alone."""
    with connection.cursor() as cursor:
        cursor.execute("select * from definer.tenants_with_unsealed_entries()")
        return [row[0] for row in cursor.fetchall()]
