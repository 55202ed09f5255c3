"""What the web does once, before it answers its first request."""

import sys

from django.db import OperationalError, connections

from freehold.kernel.errors import Refused
from freehold.tenants.runtime_role import check_runtime_role


def refuse_a_role_without_walls() -> None:
    """End the process with one sentence when its database role could look over the walls.

    A database that does not answer now is no reason to end: `/readyz` says so until it does.
    """
    try:
        check_runtime_role()
    except Refused as error:
        sys.exit(error.sentence)
    except OperationalError as error:
        print(f"The database does not answer yet: {error}", file=sys.stderr)
    finally:
        connections.close_all()
