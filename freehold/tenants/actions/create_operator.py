"""Make the root of the tree, once, from the host."""

from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from freehold.kernel import ids
from freehold.kernel.errors import Conflict, Refused
from freehold.tenants.models import Brand, Tenant
from freehold.tenants.row_security import enter
from freehold.tenants.rules import is_name
from freehold.tenants.states import TenantKind


@transaction.atomic
def create_operator(name: str, *, support_email: str = "") -> UUID:
    """Make the operator of this instance, with a brand of its name: for a command on the host alone.

    Raises: Refused("not_a_name"), Conflict("operator_exists").
    """
    if not is_name(name):
        raise Refused("not_a_name", _("Give the operator a name of one line."), field="name")
    with connection.cursor() as cursor:
        cursor.execute("select definer.operator()")
        if cursor.fetchone() != (None,):
            raise Conflict("operator_exists", _("This instance has its operator already."))
    tenant_id = ids.new_id()
    with enter(tenant_id, because="the operator comes into being"):
        Tenant.objects.create(id=tenant_id, kind=TenantKind.OPERATOR, name=name)
        Brand.objects.create(tenant_id=tenant_id, name=name, support_name=name, support_email=support_email)
    return tenant_id
