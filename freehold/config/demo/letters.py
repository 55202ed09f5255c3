"""A few first messages by real submission, so that an inbox is not empty."""

import smtplib
import ssl
import time
from email.message import EmailMessage

from django.conf import settings

from freehold.host.demo import DemoPerson

PERMANENT = 500  # below, an answer of SMTP means: later. Source: RFC 5321, 4.2.1
PATIENCE_SECONDS = 120
SUBJECTS = (
    "Thursday at ten?",
    "The new brochure",
    "Your invoice question",
    "Lunch, perhaps",
    "Photos of the shop",
)
LETTER = """Hello {reader},

this is a first letter in the demo, sent through the platform's own mail servers. Answer it, and look at the
trace to see what became of it.

Best,
{writer}
"""


def write_letters(people: list[DemoPerson]) -> None:
    """Let everybody with a mailbox write to the next one. Raises: smtplib.SMTPException."""
    writers = [person for person in people if person.app_password]
    context = ssl.create_default_context(cafile=settings.ENGINE_CA or None)
    context.check_hostname = False
    for place, writer in enumerate(writers):
        reader = writers[(place + 1) % len(writers)]
        letter = EmailMessage()
        letter["From"] = f"{writer.name} <{writer.email}>"
        letter["To"] = f"{reader.name} <{reader.email}>"
        letter["Subject"] = SUBJECTS[place % len(SUBJECTS)]
        letter.set_content(LETTER.format(reader=reader.name.split()[0], writer=writer.name.split()[0]))
        _submit(letter, writer, context)


def _submit(letter: EmailMessage, writer: DemoPerson, context: ssl.SSLContext) -> None:
    """Try again while the engines ask for it, as a mail client does: a new signing key is known after seconds."""
    host, port = settings.SUBMISSION
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        with smtplib.SMTP(host, port, local_hostname="demo.test", timeout=30) as client:
            client.starttls(context=context)
            client.login(writer.email, str(writer.app_password))
            try:
                client.send_message(letter)
            except smtplib.SMTPResponseException as error:
                if error.smtp_code >= PERMANENT or time.monotonic() > deadline:
                    raise
            else:
                return
        time.sleep(0.2)
