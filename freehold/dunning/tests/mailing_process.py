"""A worker's process that mails a run and tells each step, so that a test kills it where it wants. Arguments: seller, run."""

import sys
from functools import partial

import django

django.setup()

from freehold.dunning import jobs  # noqa: E402 - only after Django is set up
from freehold.dunning.actions import mail_documents as mailing  # noqa: E402
from freehold.dunning.writing import write_document  # noqa: E402
from freehold.invoicing.addressees import Addressed, documents_of_run  # noqa: E402


def told(document: Addressed) -> object:
    print("writing", flush=True)
    return write_document(document)


mailing.write_document = told  # type: ignore[assignment]
jobs.documents_of_run = partial(documents_of_run, limit=3)  # type: ignore[assignment]
jobs.mail_run(*sys.argv[1:3])
print("finished", flush=True)
