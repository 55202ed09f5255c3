"""Entries, the leaves they became, and signed checkpoints. The runtime roles may add and read, never change."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from freehold.kernel import clock, ids
from freehold.kernel.tenant_row import TenantRow


class Entry(TenantRow):
    """One act on a tenant: who did what to which thing, on what grounds."""

    at = models.DateTimeField(default=clock.now)
    actor_person_id = models.UUIDField(null=True)
    actor_name = models.TextField()
    actor_tenant_id = models.UUIDField()
    grant_id = models.UUIDField(null=True)
    via = models.TextField()
    action = models.TextField()
    subject_kind = models.TextField(default="", blank=True)
    subject_id = models.TextField(default="", blank=True)
    facts = models.JSONField(default=dict)
    salt = models.BinaryField()
    leaf_hash = models.BinaryField()

    class Meta:
        indexes = [
            models.Index(name="audit_entry_by_time", fields=["tenant_id", "-at", "-id"]),
            models.Index(
                name="audit_entry_by_subject", fields=["tenant_id", "subject_kind", "subject_id", "-at"]
            ),
            models.Index(
                name="audit_entry_under_grant",
                fields=["tenant_id", "grant_id", "-at"],
                condition=models.Q(grant_id__isnull=False),
            ),
            models.Index(
                name="audit_entry_refused",
                fields=["tenant_id", "actor_person_id", "-at"],
                condition=models.Q(action="refused"),
            ),
        ]

    def content(self) -> dict[str, object]:
        """What the leaf's hash covers: everything that the entry says."""
        return {
            "id": str(self.id),
            "tenant": str(self.tenant_id),
            "at": self.at.isoformat(),
            "person": str(self.actor_person_id or ""),
            "name": self.actor_name,
            "home": str(self.actor_tenant_id),
            "grant": str(self.grant_id or ""),
            "via": str(self.via),
            "action": self.action,
            "kind": self.subject_kind,
            "subject": self.subject_id,
            "facts": self.facts,
        }


class Leaf(TenantRow):
    """The place of an entry in its tenant's tree: numbered from 0 without a gap."""

    leaf_index = models.PositiveBigIntegerField()
    entry_id = models.UUIDField()
    leaf_hash = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="audit_leaf_in_order", fields=["tenant_id", "leaf_index"]),
            models.UniqueConstraint(name="audit_leaf_once", fields=["tenant_id", "entry_id"]),
        ]


class Unsealed(TenantRow):
    """An entry that no leaf covers yet, by the entry's id. A trigger adds it with its entry; sealing takes it away."""

    class Meta:
        indexes = [models.Index(name="audit_unsealed_of_tenant", fields=["tenant_id", "id"])]


class Node(TenantRow):
    """The root of a complete subtree of 256, 65,536 and so on leaves, so that a proof reads few rows."""

    level = models.PositiveSmallIntegerField()  # it covers 2 ** level leaves
    node_index = models.PositiveBigIntegerField()  # among those of its level
    node_hash = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="audit_node_in_order", fields=["tenant_id", "level", "node_index"])
        ]


class Checkpoint(TenantRow):
    """A signed statement of the tree's size and root; `frontier` lets the next sealing go on from here."""

    tree_size = models.PositiveBigIntegerField()
    root_hash = models.BinaryField()
    frontier = ArrayField(models.BinaryField(), default=list)
    signature = models.BinaryField()
    key_id = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="audit_checkpoint_by_size", fields=["tenant_id", "tree_size"])
        ]


class CheckpointMail(TenantRow):
    """A tenant that wants its newest checkpoint by mail on the first of each month. No row: it does not."""

    next_on = models.DateField()  # UTC day

    class Meta:
        constraints = [models.UniqueConstraint(name="audit_checkpointmail_one", fields=["tenant_id"])]
        indexes = [models.Index(name="audit_checkpointmail_due", fields=["next_on"])]


class SigningKey(models.Model):
    """The instance's key for checkpoints (Ed25519, RFC 8032): the private half is sealed."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    public_key = models.BinaryField()
    private_key_sealed = models.TextField()
    created_at = models.DateTimeField(default=clock.now, editable=False)
