"""Letters of a seller on a running platform: they arrive, signed, with the document attached."""

from email import message_from_bytes, policy
from email.message import EmailMessage

from tests.platform.clients import Device, wait_for
from tests.platform.conftest import Instance


def letters(device: Device, box: str) -> list[EmailMessage]:
    """What lies in a mailbox that this device may read."""
    with device.imap() as client:
        client.select(box, readonly=True)
        found = [
            client.fetch(number, "(BODY.PEEK[])")[1][0] for number in client.search(None, "ALL")[1][0].split()
        ]
    return [message_from_bytes(one[1], EmailMessage, policy=policy.default) for one in found]


def test_a_customer_that_does_not_pay_is_reminded_under_its_sellers_name_with_the_invoice_attached(
    instance: Instance,
) -> None:
    overdue = instance.program("bert@birch-systems.example").ask("GET", "/overdue-invoices").body["items"]
    files = {f"{one['number']}.pdf" for one in overdue if one["last_on"]}  # type: ignore[index]
    dora = instance.device("dora@dune-design.example")

    def reminders() -> list[EmailMessage]:
        found = [one for one in letters(dora, "shared/hello") if "eminder: invoice" in str(one["Subject"])]
        return (
            found
            if {file.get_filename() for one in found for file in one.iter_attachments()} == files
            else []
        )

    found = wait_for(reminders, what="the reminders")

    assert files
    for letter in found:
        assert letter["From"] == "Birch Systems <no-reply@mail.test>"
        assert letter["Reply-To"] == "Birch Systems GmbH <billing@birch-systems.example>"
        assert letter["DKIM-Signature"]
        (file,) = letter.iter_attachments()
        assert b"factur-x.xml" in file.get_content()
