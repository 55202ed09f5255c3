-- Schema `engine`: all that Dovecot and Postfix see of the platform. Applied after migrations, any number of times.
--
-- Views and functions belong to freehold_definer, which reads through policies of its own; the engines sign in as
-- freehold_engine, which has rights on this schema alone. An engine names a mailbox `handle@tenant_id`: that name
-- never changes, whatever becomes of addresses. What the engines count (failed sign-ins, sent mail) stands in tables
-- here that may be lost without harm.

create schema if not exists engine authorization freehold_definer;

-- The definer writes three columns of the platform's tables, and nothing else.
grant update (last_used_at) on accounts_apppassword to freehold_definer;
drop policy if exists engine_last_use on accounts_apppassword;
create policy engine_last_use on accounts_apppassword for update to freehold_definer using (true) with check (true);
grant update (sending_frozen_at, sending_frozen_because) on mail_mailbox to freehold_definer;
drop policy if exists engine_freeze on mail_mailbox;
create policy engine_freeze on mail_mailbox for update to freehold_definer using (true) with check (true);

set role freehold_definer;

grant usage on schema engine to freehold_engine, freehold_app, freehold_worker;

create unlogged table if not exists engine.sign_in_failure (
    login text not null,
    remote text not null,
    failures integer not null,
    since timestamptz not null,
    primary key (login, remote)
);
create unlogged table if not exists engine.sent (
    mailbox_id uuid not null,
    tenant_id uuid not null,
    hour timestamptz not null,
    recipients integer not null,
    primary key (mailbox_id, hour)
);
create index if not exists sent_of_tenant on engine.sent (tenant_id, hour);
create table if not exists engine.secret (only_one boolean primary key default true check (only_one), value bytea not null);
insert into engine.secret (value)
values (sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text || gen_random_uuid()::text, 'utf8')))
on conflict do nothing;

-- Mailboxes ---------------------------------------------------------------------------------------------------------

-- Every mailbox whose store exists. `may_sign_in` is what suspension takes away; the rest stays until erasure.
create or replace view engine.mailbox as
select
    m.id,
    m.tenant_id,
    m.person_id,
    m.handle || '@' || m.tenant_id as username,
    m.tenant_id || '/' || m.handle as home,
    m.address,
    m.quota_bytes,
    m.sieve,
    m.state = 'active' as takes_mail,
    i.wanted_state = 'active' and m.state = 'active' as may_sign_in,
    i.wanted_state = 'suspended' as suspended,
    m.sending_frozen_at is not null as frozen,
    i.suspended_at
from mail_mailbox m
join provisioning_instance i on i.tenant_id = m.tenant_id and i.id = m.instance_id
where i.wanted_state <> 'gone';

-- The domains that take mail here: proven, of a tenant with hosted mail.
create or replace view engine.domain as
select d.name, d.tenant_id
from domains_domain d
where d.state = 'proven' and exists (
    select from provisioning_instance i
    where i.tenant_id = d.tenant_id and i.kind = 'mail' and i.wanted_state <> 'gone'
);

-- Whether a tenant has hosted mail.
create or replace function engine.has_mail(tenant uuid) returns boolean
language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
    select exists (
        select from public.provisioning_instance i
        where i.tenant_id = tenant and i.kind = 'mail' and i.wanted_state <> 'gone'
    )
$$;

-- Whether mail for a domain is taken here: its name, or nothing. plpgsql, like all that is asked for every message:
-- it keeps its plan for as long as the engine is connected.
create or replace function engine.takes_mail(domain text)
returns setof text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query select d.name from engine.domain d where d.name = lower(domain);
end
$$;

-- `user+detail@domain` without its detail. It reads nothing and sets nothing, so that it is inlined where it is called.
create or replace function engine.plain(address text) returns text
language sql immutable parallel safe as $$
    select case when address like '%+%@%' then pg_catalog.regexp_replace(address, '\+[^@]*@', '@') else address end
$$;

-- Whether a local part is one of the two that always exist.
create or replace function engine.is_postmaster(local_part text) returns boolean
language sql immutable parallel safe as $$
    select pg_catalog.split_part(pg_catalog.lower(local_part), '+', 1) in ('postmaster', 'abuse')
$$;

-- The tenant in an internal name, `handle@tenant_id`, or null when what stands behind the @ is no id. Four hyphens in
-- their places and digits otherwise: a regular expression says the same at several times the price.
create or replace function engine.tenant_in(username text) returns uuid
language sql immutable parallel safe as $$
    select case when pg_catalog.split_part(username, '@', 2) operator(pg_catalog.~~) '________-____-____-____-____________'
            and pg_catalog.translate(pg_catalog.split_part(username, '@', 2), '0123456789abcdef', '') operator(pg_catalog.=) '----'
        then pg_catalog.split_part(username, '@', 2)::pg_catalog.uuid end
$$;

-- Dovecot: sign-in and users ----------------------------------------------------------------------------------------

-- One row when `digest` (SHA-256 in hex, made by Dovecot, so that no password comes here) is an app password of
-- somebody who may use the mailbox that `login` names; none otherwise. Ten failures of a login from one address
-- within 15 minutes close that pair, and two hundred failures close the address; other addresses stay open.
-- A successful pair starts again at nothing. Loopback is never closed as an address: our own inbox comes from it.
create or replace function engine.sign_in(login text, digest text, remote text)
returns table (username text, password text, home text, quota_bytes bigint, tenant_id uuid)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    wanted text := lower(sign_in.login);
    origin text := left(coalesce(sign_in.remote, ''), 64);
    recent timestamptz := now() - interval '15 minutes';
    key record;
begin
    if length(wanted) > 320 or exists (
        select from engine.sign_in_failure f
        where f.remote = origin and f.login = wanted and f.since > recent and f.failures >= 10
    ) or (origin not in ('', '127.0.0.1', '::1') and (
        select coalesce(sum(f.failures), 0) from engine.sign_in_failure f where f.remote = origin and f.since > recent
    ) >= 200) then
        return;
    end if;

    select a.id, a.last_used_at, m.username, m.home, m.quota_bytes, m.tenant_id, a.digest into key
    from public.accounts_apppassword a
    join public.accounts_person p on p.tenant_id = a.tenant_id and p.id = a.person_id and p.is_active
    join public.mail_address n on n.address = wanted and n.tenant_id = a.tenant_id and n.kind in ('mailbox', 'alias')
    join engine.mailbox m on m.id = n.mailbox_id and m.tenant_id = n.tenant_id and m.may_sign_in
    where a.digest = sign_in.digest
      and a.revoked_at is null
      and (a.expires_at is null or a.expires_at > now())
      and (m.person_id = a.person_id or exists (
          select from public.mail_mailboxaccess x
          join engine.mailbox g on g.id = x.grantee_id and g.tenant_id = x.tenant_id
          where x.mailbox_id = m.id and x.tenant_id = m.tenant_id and x.full_access
            and g.person_id = a.person_id and g.may_sign_in
      ));
    if not found then
        insert into engine.sign_in_failure as f (login, remote, failures, since) values (wanted, origin, 1, now())
        on conflict (login, remote) do update set
            failures = case when f.since > recent then f.failures + 1 else 1 end,
            since = case when f.since > recent then f.since else now() end;
        if random() < 0.01 then
            delete from engine.sign_in_failure f where f.since <= recent;
        end if;
        return;
    end if;

    delete from engine.sign_in_failure f where f.login = wanted and f.remote = origin;
    update public.accounts_apppassword a set last_used_at = now()
    where a.id = key.id and (a.last_used_at is null or a.last_used_at < now() - interval '1 minute');
    return query select key.username, '{SHA256.HEX}' || key.digest, key.home, key.quota_bytes, key.tenant_id;
end
$$;

-- The mailbox that an address or an internal name leads to, for delivery, doveadm and shared folders. `script_id` tells
-- a mailbox whose script is the standard one from one with a script of its own.
drop function if exists engine.find_mailbox(text);
create or replace function engine.find_mailbox(name text)
returns table (username text, home text, quota_bytes bigint, tenant_id uuid, script_id text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    wanted text := lower(find_mailbox.name);
    found_id uuid;
begin
    -- An internal name is `handle@tenant_id`; whatever else stands behind the @ is a domain.
    if engine.tenant_in(wanted) is not null then
        select b.id into found_id from public.mail_mailbox b
        where b.handle = split_part(wanted, '@', 1) and b.tenant_id = engine.tenant_in(wanted);
    else
        select a.mailbox_id into found_id from public.mail_address a
        where a.address = engine.plain(wanted) and a.kind in ('mailbox', 'alias');
    end if;
    return query
        select m.username, m.home, m.quota_bytes, m.tenant_id, md5(m.sieve) from engine.mailbox m where m.id = found_id;
end
$$;

-- The platform's own Sieve script of each mailbox, read by Dovecot's dict in two steps: name to id, id to script.
create or replace view engine.sieve as
select username, 'platform'::text as script_name, md5(sieve) as script_id, sieve as script
from engine.mailbox where sieve <> '';

-- Postfix: who receives ---------------------------------------------------------------------------------------------

-- Where an address leads: nothing for a mailbox's own address (Postfix then finds the mailbox) and for what does not
-- exist. The catch-all comes last, so that it can shadow nothing. postmaster@ and abuse@ always exist (RFC 5321, 4.5.1;
-- RFC 2142), without being made.
create or replace function engine.expand(recipient text)
returns setof text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    wanted text := engine.plain(lower(recipient));
    local_part text;
    domain_name text;
    owner uuid;
    found_row record;
begin
    -- Most addresses are a mailbox's own. A domain is proven once, so that with a mailbox of its tenant there is nothing
    -- more to ask.
    select a.kind, a.mailbox_id, a.group_id, a.tenant_id into found_row
    from public.mail_address a
    join public.domains_domain d on d.name = a.domain and d.tenant_id = a.tenant_id and d.state = 'proven'
    where a.address = wanted;
    if found then
        owner := found_row.tenant_id;
        if found_row.kind = 'alias' then
            return query select m.address from engine.mailbox m where m.id = found_row.mailbox_id and m.takes_mail;
        elsif found_row.kind = 'group' and engine.has_mail(owner) then
            return query
                select coalesce(m.address, replace(g.external, '@', '=') || '@forward.invalid')
                from public.mail_groupmember g
                left join engine.mailbox m on m.id = g.mailbox_id and m.tenant_id = g.tenant_id
                where g.group_id = found_row.group_id and g.tenant_id = owner
                  and (g.mailbox_id is null or m.takes_mail);
        end if;
        return;
    end if;

    local_part := split_part(wanted, '@', 1);
    domain_name := split_part(wanted, '@', 2);
    select d.tenant_id into owner from engine.domain d where d.name = domain_name;
    if not found or local_part = '' then
        return;
    end if;
    if engine.is_postmaster(local_part) then
        return query select engine.postmaster(owner);
        return;
    end if;

    return query
        select m.address from public.mail_address a
        join engine.mailbox m on m.id = a.mailbox_id and m.tenant_id = a.tenant_id and m.takes_mail
        where a.address = '@' || domain_name and a.tenant_id = owner and a.kind = 'catchall';
end
$$;

-- Who reads postmaster@ and abuse@ of a tenant. While nobody there has a mailbox or another address, those of its own
-- seller do, who set it up; nobody further up, since they know no customers of their sellers.
create or replace function engine.postmaster(tenant uuid)
returns setof text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query select engine.postmaster_within(tenant);
    if not found then
        return query
            select engine.postmaster_within(e.seller_id) from public.tenants_edge e
            where e.buyer_id = tenant and e.ended_at is null;
    end if;
end
$$;

-- The addresses elsewhere at which a tenant's administrators read mail: where their invitations go. An address that
-- would be here, and is not, is none.
create or replace function engine.contacts(tenant uuid)
returns setof text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select distinct a.address from public.accounts_person p
    cross join lateral (select lower(coalesce(nullif(p.contact_email, ''), p.email)) as address) a
    where p.tenant_id = tenant and p.is_active and 'administrator' = any (p.roles)
      and (not exists (select from engine.domain d where d.name = split_part(a.address, '@', 2))
           or exists (select from public.mail_address n where n.address = a.address))
$$;

-- The readers within one tenant: the mailbox that it chose, else its administrators', else its first; without any,
-- its administrators at their addresses elsewhere.
create or replace function engine.postmaster_within(tenant uuid)
returns setof text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    with chosen as (
        select m.address from public.mail_mailsettings s
        join engine.mailbox m on m.id = s.postmaster_id and m.tenant_id = s.tenant_id and m.takes_mail
        where s.tenant_id = tenant
    ), administrators as (
        select m.address from engine.mailbox m
        join public.accounts_person p on p.id = m.person_id and p.tenant_id = m.tenant_id and p.is_active
        where m.tenant_id = tenant and m.takes_mail and 'administrator' = any (p.roles)
    ), first as (
        select m.address from engine.mailbox m where m.tenant_id = tenant and m.takes_mail order by m.id limit 1
    )
    select address from chosen
    union all select address from administrators where not exists (select from chosen)
    union all select address from first
    where not exists (select from chosen) and not exists (select from administrators)
    union all select 'postmaster=' || tenant || '@forward.invalid'
    where not exists (select from first) and exists (select from engine.contacts(tenant))
$$;

-- Who reads postmaster@ and abuse@ of the neutral domain: the operator.
create or replace function engine.host_postmaster(local_part text)
returns setof text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select engine.postmaster_within(t.id) from public.tenants_tenant t
    where t.kind = 'operator' and engine.is_postmaster(local_part)
$$;

-- One row when Postfix may deliver to this very address.
create or replace function engine.delivers(recipient text)
returns setof text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
        select m.address
        from public.mail_address a
        join engine.mailbox m on m.id = a.mailbox_id and m.tenant_id = a.tenant_id and m.takes_mail
        join engine.domain d on d.name = a.domain and d.tenant_id = a.tenant_id
        where a.address = lower(recipient) and a.kind = 'mailbox';
end
$$;

-- Why mail for a recipient is not taken at its RCPT, or nothing when it is: one question instead of Postfix's own
-- three. No such address; a group that only the tenant's own people may write to, asked from `outside`; or, with
-- `defer`, a suspended mailbox (FREEHOLD_SUSPENDED_MAIL; after three days it is accepted, since senders give up after
-- about five). `own` is the neutral domain, where rewritten senders get their bounces. postmaster@ and abuse@ are never
-- unknown: while nobody reads them, they are asked to come later.
drop function if exists engine.refuses(text, text, boolean, boolean);
create or replace function engine.refuses(recipient text, own text, defer boolean, outside boolean)
returns setof text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    wanted text := engine.plain(lower(recipient));
    local_part text;
    domain_name text;
    unknown text := '550 5.1.1 There is no such address here';
    target record;
begin
    -- Most recipients are a mailbox that takes mail.
    if exists (
        select from public.mail_address a
        join public.domains_domain d on d.name = a.domain and d.tenant_id = a.tenant_id and d.state = 'proven'
        join public.mail_mailbox m on m.id = a.mailbox_id and m.tenant_id = a.tenant_id and m.state = 'active'
        join public.provisioning_instance i on i.id = m.instance_id and i.tenant_id = m.tenant_id
        where a.address = wanted and a.domain <> lower(own)
          and (i.wanted_state = 'active' or i.wanted_state = 'suspended' and not defer)
    ) then
        return;
    end if;
    local_part := split_part(wanted, '@', 1);
    domain_name := split_part(wanted, '@', 2);
    if engine.is_postmaster(local_part) then
        unknown := '450 4.2.1 Nobody reads this address yet: try again later';
    end if;
    if domain_name = lower(own) then
        if not exists (select from engine.srs_reverse(recipient))
            and not exists (select from engine.host_postmaster(local_part)) then
            return next unknown;
        end if;
        return;
    end if;
    select a.tenant_id, coalesce(m.takes_mail, false) as takes_mail, coalesce(m.suspended, false) as suspended,
        m.suspended_at, a.group_id, coalesce(g.internal_only, false) as internal_only
    into target
    from public.mail_address a
    join engine.domain d on d.name = a.domain and d.tenant_id = a.tenant_id
    left join engine.mailbox m on m.id = a.mailbox_id and m.tenant_id = a.tenant_id
    left join public.mail_mailgroup g on g.id = a.group_id and g.tenant_id = a.tenant_id
    where a.address = wanted;
    if not found then
        -- Another system's address, postmaster@ and abuse@, a catch-all, or none.
        if exists (select from engine.takes_mail(domain_name)) and not exists (select from engine.expand(wanted)) then
            return next unknown;
        end if;
    elsif target.group_id is not null then
        if outside and target.internal_only then
            return next '550 5.7.1 Only people of this organisation may write to this group';
        elsif not exists (select from engine.expand(wanted)) then
            return next unknown;
        end if;
    elsif not target.takes_mail then
        return next unknown;
    elsif defer and target.suspended and target.suspended_at > now() - interval '3 days' then
        return next '450 4.2.1 This mailbox is suspended for now';
    end if;
end
$$;

-- The targets behind an address of the forwarding transport: `user=example.org@forward.invalid` for group members
-- elsewhere, where only targets that stand in a group are given back, and `postmaster=TENANT@forward.invalid`.
create or replace function engine.forward_target(recipient text)
returns setof text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    tenant text := substring(lower(recipient) from '^postmaster=([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@forward\.invalid$');
begin
    if tenant is not null then
        return query select engine.contacts(tenant::uuid);
        return;
    end if;
    return query
        select distinct g.external from public.mail_groupmember g
        where recipient like '%@forward.invalid'
          and replace(g.external, '@', '=') || '@forward.invalid' = lower(recipient);
end
$$;

-- Why the loopback port refuses a forwarding address: its member has left the group. Else it would go in circles.
create or replace function engine.forward_refuses(recipient text)
returns setof text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select '550 5.1.1 No longer a member'
    where lower(recipient) like '%@forward.invalid' and not exists (select from engine.forward_target(recipient))
$$;

-- Postfix: who sends ------------------------------------------------------------------------------------------------

-- The sign-in names that may send as an address: the mailbox behind it, and those given send-as there. Nobody owns
-- a group's or a catch-all's address but the mailboxes given it.
create or replace function engine.senders(sender text)
returns setof text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    box record;
begin
    select m.id, m.tenant_id, m.handle,
        exists (select from public.mail_mailboxaccess x where x.mailbox_id = m.id and x.send_as) as is_shared
    into box
    from public.mail_address a
    join public.domains_domain d on d.name = a.domain and d.tenant_id = a.tenant_id and d.state = 'proven'
    join public.mail_mailbox m on m.id = a.mailbox_id and m.tenant_id = a.tenant_id
    join public.provisioning_instance i
        on i.id = m.instance_id and i.tenant_id = m.tenant_id and i.wanted_state <> 'gone'
    where a.address = lower(sender) and a.kind in ('mailbox', 'alias');
    if not found then
        return;
    end if;
    return next box.handle || '@' || box.tenant_id;
    if box.is_shared then
        return query
            select m.username from public.mail_mailboxaccess x
            join engine.mailbox m on m.id = x.grantee_id and m.tenant_id = x.tenant_id
            where x.mailbox_id = box.id and x.tenant_id = box.tenant_id and x.send_as;
    end if;
end
$$;

-- Count one recipient of a signed-in sender, and say no when the person or the tenant has sent too much within an
-- hour or is frozen. Whoever passes the person's limit is frozen until an administrator looks.
create or replace function engine.may_send(login text)
returns setof text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    box record;
    person_sent integer;
    tenant_sent integer;
    this_hour timestamptz := date_trunc('hour', now());
    wanted_handle text := split_part(lower(may_send.login), '@', 1);
    wanted_tenant uuid := engine.tenant_in(lower(may_send.login));
begin
    -- Most have sent within this hour already, and may: one statement for them.
    update engine.sent c set recipients = c.recipients + 1
    from public.mail_mailbox b
    join public.provisioning_instance i on i.id = b.instance_id and i.tenant_id = b.tenant_id
    left join public.mail_mailsettings s on s.tenant_id = b.tenant_id
    where b.handle = wanted_handle and b.tenant_id = wanted_tenant
      and b.state = 'active' and i.wanted_state = 'active' and b.sending_frozen_at is null
      and c.mailbox_id = b.id and c.hour = this_hour
    returning b.id, b.tenant_id, coalesce(s.hourly_per_person, 300) as person_limit,
        coalesce(s.hourly_per_tenant, 3000) as tenant_limit, c.recipients as sent
    into box;
    if found then
        person_sent := box.sent;
    else
        select b.id, b.tenant_id, b.sending_frozen_at is not null as frozen,
            coalesce(s.hourly_per_person, 300) as person_limit, coalesce(s.hourly_per_tenant, 3000) as tenant_limit
        into box
        from public.mail_mailbox b
        join public.provisioning_instance i on i.id = b.instance_id and i.tenant_id = b.tenant_id
        left join public.mail_mailsettings s on s.tenant_id = b.tenant_id
        where b.handle = wanted_handle and b.tenant_id = wanted_tenant
          and b.state = 'active' and i.wanted_state = 'active';
        if not found then
            return next '550 5.7.1 This mailbox may not send';
            return;
        end if;
        if box.frozen then
            return next '550 5.7.1 Sending from this mailbox is on hold: ask your administrator';
            return;
        end if;
        insert into engine.sent as c (mailbox_id, tenant_id, hour, recipients)
        values (box.id, box.tenant_id, this_hour, 1)
        on conflict (mailbox_id, hour) do update set recipients = c.recipients + 1
        returning c.recipients into person_sent;
        if random() < 0.01 then
            delete from engine.sent c where c.hour < now() - interval '2 days';
        end if;
    end if;
    if person_sent > box.person_limit then
        update public.mail_mailbox b set
            sending_frozen_at = now(),
            sending_frozen_because = 'more than ' || box.person_limit || ' recipients within an hour'
        where b.id = box.id and b.sending_frozen_at is null;
        return next '550 5.7.1 Too many recipients: sending from this mailbox is on hold, ask your administrator';
        return;
    end if;
    if person_sent % 20 = 0 or box.tenant_limit < 100 then
        select coalesce(sum(s.recipients), 0) into tenant_sent from engine.sent s
        where s.tenant_id = box.tenant_id and s.hour = this_hour;
        if tenant_sent > box.tenant_limit then
            return next '450 4.7.1 Your organisation has sent too much within this hour: try again later';
            return;
        end if;
    end if;
end
$$;

-- What is asked for every message, as one question: `refuses:ADDRESS` and so on. Postfix keeps a connection for each of
-- its tables, and one that all these share stays warm. It runs as who asks and may do no more than they.
create or replace function engine.ask(question text, own text, defer boolean)
returns setof text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    kind text := split_part(question, ':', 1);
    about text := substr(question, length(kind) + 2);
begin
    if kind = 'refuses' then
        return query select engine.refuses(about, own, false, false);
    elsif kind = 'refuses-outside' then
        return query select engine.refuses(about, own, defer, true);
    elsif kind = 'senders' then
        return query select engine.senders(about);
    elsif kind = 'may-send' then
        return query select engine.may_send(about);
    elsif kind = 'expand' then
        return query select engine.expand(about);
    elsif kind = 'domain' then
        return query select engine.takes_mail(about);
    else
        raise exception 'engine.ask knows no question %', kind;
    end if;
end
$$;

-- Begin this mailbox's count anew, when an administrator lets it send again.
create or replace function engine.forget_sent(mailbox uuid) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
    delete from engine.sent s using public.mail_mailbox m
    where s.mailbox_id = mailbox and m.id = mailbox
      and m.tenant_id = nullif(current_setting('freehold.tenant', true), '')::uuid
$$;

-- Forwarding: the sender rewriting scheme ---------------------------------------------------------------------------
-- A forwarded message leaves with a sender of our own domain, so that SPF holds, and a bounce to it finds its way
-- back. Nobody else can make such an address: it bears a keyed hash. Source: the SRS draft, "SRS0" and "SRS1".

-- HMAC-SHA256, cut to 48 bits. Source: RFC 2104.
create or replace function engine.srs_hash(message text) returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    secret bytea := (select s.value from engine.secret s);
    inner_pad bytea := decode(repeat('36', 64), 'hex');
    outer_pad bytea := decode(repeat('5c', 64), 'hex');
begin
    for place in 0..31 loop
        inner_pad := set_byte(inner_pad, place, get_byte(secret, place) # 54);
        outer_pad := set_byte(outer_pad, place, get_byte(secret, place) # 92);
    end loop;
    return left(encode(sha256(outer_pad || sha256(inner_pad || convert_to(lower(message), 'utf8'))), 'hex'), 12);
end
$$;
revoke execute on function engine.srs_hash(text) from public;

create or replace function engine.srs_day(at timestamptz) returns text
language sql immutable security definer set search_path = pg_catalog, pg_temp as $$
    select substr('abcdefghijklmnopqrstuvwxyz234567', day / 32 + 1, 1)
        || substr('abcdefghijklmnopqrstuvwxyz234567', day % 32 + 1, 1)
    from (select (floor(extract(epoch from at) / 86400)::bigint % 1024)::integer as day) today
$$;

create or replace function engine.srs_forward(sender text, own text)
returns setof text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    local_part text := regexp_replace(sender, '@[^@]*$', '');
    domain_name text := lower(substring(sender from '@([^@]*)$'));
    day text := engine.srs_day(now());
    rest text;
    first_hop text;
begin
    if coalesce(domain_name, '') = '' or local_part = '' or domain_name = lower(own)
        or exists (select from engine.domain d where d.name = domain_name) then
        return;
    end if;
    if local_part ~* '^srs0[=+-]' then
        rest := substr(local_part, 6);
        return next 'SRS1=' || engine.srs_hash(domain_name || rest) || '=' || domain_name || '==' || rest || '@' || own;
    elsif local_part ~* '^srs1[=+-][^=]+=[^=]+==.' then
        first_hop := split_part(substr(local_part, 6), '=', 2);
        rest := substr(local_part, position('==' in local_part) + 2);
        return next 'SRS1=' || engine.srs_hash(first_hop || rest) || '=' || first_hop || '==' || rest || '@' || own;
    else
        return next 'SRS0=' || engine.srs_hash(day || domain_name || local_part) || '=' || day || '=' || domain_name || '='
            || local_part || '@' || own;
    end if;
end
$$;

create or replace function engine.srs_reverse(recipient text)
returns setof text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    local_part text := regexp_replace(recipient, '@[^@]*$', '');
    parts text[];
begin
    parts := regexp_match(local_part, '^srs0[=+-]([^=]+)=([^=]{2})=([^=]+)=(.+)$', 'i');
    if parts is not null then
        if lower(parts[1]) = engine.srs_hash(parts[2] || parts[3] || parts[4]) and exists (
            select from generate_series(0, 21) ago
            where engine.srs_day(now() - ago * interval '1 day') = lower(parts[2])
        ) then
            return next parts[4] || '@' || parts[3];
        end if;
        return;
    end if;
    parts := regexp_match(local_part, '^srs1[=+-]([^=]+)=([^=]+)==(.+)$', 'i');
    if parts is not null and lower(parts[1]) = engine.srs_hash(parts[2] || parts[3]) then
        return next 'SRS0=' || parts[3] || '@' || parts[2];
    end if;
end
$$;

-- The message trace -------------------------------------------------------------------------------------------------

-- The tenant to whose trace an address belongs, or nothing.
create or replace function engine.tenant_of(address text)
returns uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select d.tenant_id from engine.domain d where d.name = lower(split_part(address, '@', 2))
$$;

-- Mailboxes frozen by the limits whose people have not been told yet, for the worker.
create or replace function engine.frozen_untold()
returns table (tenant_id uuid, mailbox_id uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select m.tenant_id, m.id from public.mail_mailbox m
    where m.sending_frozen_at is not null and m.sending_frozen_told_at is null
$$;

-- Every domain's active signing key, sealed, for the host that writes them to disk; and the domains' tenants.
create or replace function engine.signing_keys()
returns table (tenant_id uuid, domain text, selector text, sealed_key text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select d.tenant_id, d.name, k.selector, k.sealed_key
    from engine.domain d
    left join public.mail_dkimkey k on k.domain = d.name and k.tenant_id = d.tenant_id and k.active
$$;

-- Of whom the engines have not been told yet, when the job that tells them was lost: mailboxes whose access changed,
-- and people whose password for a device was revoked after it had been used.
create or replace function engine.access_to_apply()
returns table (tenant_id uuid, mailbox_id uuid, person_id uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select m.tenant_id, m.id, null::uuid from public.mail_mailbox m where m.access_wanted_at is not null
    union
    select a.tenant_id, null::uuid, a.person_id from public.accounts_apppassword a
    join public.mail_mailbox m on m.tenant_id = a.tenant_id and m.person_id = a.person_id
    where a.revoked_at > now() - interval '1 day' and a.last_used_at is not null
      and a.revoked_at > coalesce(m.access_applied_at, '-infinity')
$$;

-- Signing keys that no mail bears any more: replaced a week ago, which is longer than mail waits in a queue, or of a
-- domain that its tenant has let go.
create or replace function engine.keys_past_use()
returns table (tenant_id uuid, key_id uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select k.tenant_id, k.id from public.mail_dkimkey k
    where k.retired_at is null and (
        not exists (
            select from public.domains_domain d
            where d.tenant_id = k.tenant_id and d.name = k.domain and d.state <> 'released'
        )
        or not k.active and exists (
            select from public.mail_dkimkey n
            where n.tenant_id = k.tenant_id and n.domain = k.domain and n.active
              and n.created_at < now() - interval '7 days'
        )
    )
$$;

-- Functions are executable by all unless taken away: the engines and the worker alone may call these.
revoke execute on all functions in schema engine from public;
grant select on engine.mailbox, engine.domain, engine.sieve to freehold_engine;
grant execute on function
    engine.sign_in(text, text, text), engine.find_mailbox(text), engine.takes_mail(text), engine.expand(text), engine.delivers(text),
    engine.refuses(text, text, boolean, boolean), engine.forward_target(text), engine.forward_refuses(text), engine.senders(text), engine.may_send(text), engine.ask(text, text, boolean), engine.host_postmaster(text),
    engine.srs_forward(text, text), engine.srs_reverse(text)
to freehold_engine;
grant execute on function engine.tenant_of(text), engine.frozen_untold(), engine.signing_keys(), engine.keys_past_use(),
    engine.access_to_apply()
to freehold_worker;
grant execute on function engine.forget_sent(uuid) to freehold_app, freehold_worker;

reset role;
