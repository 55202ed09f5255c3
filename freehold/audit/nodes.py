"""The stored nodes of a tenant's tree, and the hashes of subtrees that are made of them."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db import connection

from freehold.audit.models import Leaf, Node
from freehold.audit.rules.proof import Subtree, fold, joined, stored


def nodes_between(tenant_id: UUID, level: int, first: int, last: int) -> list[bytes]:
    """The nodes `[first, last)` of a level that is kept; of level 0 the leaves."""
    if level == 0:
        leaves = Leaf.objects.filter(tenant_id=tenant_id, leaf_index__gte=first, leaf_index__lt=last)
        return [bytes(leaf) for leaf in leaves.order_by("leaf_index").values_list("leaf_hash", flat=True)]
    nodes = Node.objects.filter(tenant_id=tenant_id, level=level, node_index__gte=first, node_index__lt=last)
    return [bytes(node) for node in nodes.order_by("node_index").values_list("node_hash", flat=True)]


def hashes_of(tenant_id: UUID, ranges: Collection[Collection[Subtree]]) -> list[bytes]:
    """The hash over each range, in two queries whatever the size of the log."""
    wanted = {subtree: stored(subtree) for subtrees in ranges for subtree in subtrees}
    found = _stored_nodes(tenant_id, [place for place in wanted.values() if place[0] == 0], LEAVES)
    found |= _stored_nodes(tenant_id, [place for place in wanted.values() if place[0] > 0], NODES)
    return [fold([joined(_row(found, wanted[subtree])) for subtree in subtrees]) for subtrees in ranges]


def _row(found: Mapping[tuple[int, int], bytes], place: tuple[int, int, int]) -> list[bytes]:
    level, first, count = place
    return [found[level, index] for index in range(first, first + count)]


# Lateral and limited, so that each range is read by the index whatever the planner believes of the table.
LEAVES = """
select w.level, l.leaf_index, l.leaf_hash
from unnest(%s::int[], %s::bigint[], %s::bigint[]) as w (level, first, count)
cross join lateral (
    select leaf_index, leaf_hash from audit_leaf
    where tenant_id = %s and leaf_index >= w.first and leaf_index < w.first + w.count
    order by leaf_index limit w.count
) l
"""
NODES = """
select w.level, n.node_index, n.node_hash
from unnest(%s::int[], %s::bigint[], %s::bigint[]) as w (level, first, count)
cross join lateral (
    select node_index, node_hash from audit_node
    where tenant_id = %s and level = w.level and node_index >= w.first and node_index < w.first + w.count
    order by node_index limit w.count
) n
"""


def _stored_nodes(
    tenant_id: UUID, places: Collection[tuple[int, int, int]], query: str
) -> dict[tuple[int, int], bytes]:
    if not places:
        return {}
    levels, firsts, counts = (list(column) for column in zip(*places, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(query, [levels, firsts, counts, tenant_id])
        return {(level, index): bytes(node) for level, index, node in cursor.fetchall()}
