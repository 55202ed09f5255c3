"""Whoever writes an allocation, one transaction at a time moves a seller's money: the trigger takes the lock of the actions."""

from django.db import migrations

HOLDS = """
create or replace function invoicing_allocation_holds() returns trigger language plpgsql as $$
declare given numeric; taken numeric; open numeric;
begin
    -- What another transaction has not committed yet would not be seen below.
    perform pg_advisory_xact_lock(hashtextextended('receivables:' || new.seller_id, 0));
    select coalesce(sum(amount), 0) into given from invoicing_allocation
    where payment_id = new.payment_id or credit_note_id = new.credit_note_id;
    select amount into taken from invoicing_payment where id = new.payment_id and amount > 0;
    if taken is null then
        select gross into taken from invoicing_invoice where id = new.credit_note_id and kind = 'credit_note';
    end if;
    if taken is null or given < 0 or given > taken then
        raise exception 'more than a payment or credit note has' using errcode = 'check_violation';
    end if;
    select coalesce(sum(amount), 0) into given from invoicing_allocation
    where invoice_id = new.invoice_id or refund_id = new.refund_id;
    select gross into open from invoicing_invoice where id = new.invoice_id and kind = 'invoice';
    if open is null then
        select -amount into open from invoicing_payment where id = new.refund_id and amount < 0;
    end if;
    if open is null or given < 0 or given > open then
        raise exception 'more than an invoice or refund needs' using errcode = 'check_violation';
    end if;
    return null;
end $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("invoicing", "0008_service_credits"),
    ]

    operations = [migrations.RunSQL(HOLDS)]
