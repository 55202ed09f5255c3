"""A worker's process that bills a run and tells each step, so that a test kills it where it wants. Arguments: seller, run."""

import sys

import django

django.setup()

from freehold.invoicing import writing  # noqa: E402 - only after Django is set up
from freehold.invoicing.actions import bill_chunk  # noqa: E402
from freehold.invoicing.jobs import bill_run  # noqa: E402


def told(step: str) -> None:
    print(step, flush=True)


def write_documents(*args: object, **kwargs: object) -> None:
    told("claimed")
    writing.write_documents(*args, **kwargs)  # type: ignore[arg-type]
    told("written")


bill_chunk.write_documents = write_documents  # type: ignore[assignment]
bill_run(*sys.argv[1:3])
told("finished")
