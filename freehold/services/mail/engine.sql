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
    m.sending_frozen_at is not null as frozen
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

-- `user+detail@domain` without its detail.
create or replace function engine.plain(address text) returns text
language sql immutable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
    select case when address like '%+%@%' then regexp_replace(address, '\+[^@]*@', '@') else address end
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

-- The mailbox that an address or an internal name leads to, for delivery, doveadm and shared folders.
create or replace function engine.find_mailbox(name text)
returns table (username text, home text, quota_bytes bigint, tenant_id uuid)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    wanted text := lower(find_mailbox.name);
    found_id uuid;
begin
    -- An internal name is `handle@tenant_id`; whatever else stands behind the @ is a domain.
    if split_part(wanted, '@', 2) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
        select b.id into found_id from public.mail_mailbox b
        where b.handle = split_part(wanted, '@', 1) and b.tenant_id = split_part(wanted, '@', 2)::uuid;
    else
        select a.mailbox_id into found_id from public.mail_address a
        where a.address = engine.plain(wanted) and a.kind in ('mailbox', 'alias');
    end if;
    return query select m.username, m.home, m.quota_bytes, m.tenant_id from engine.mailbox m where m.id = found_id;
end
$$;

-- The platform's own Sieve script of each mailbox, read by Dovecot's dict in two steps: name to id, id to script.
create or replace view engine.sieve as
select username, 'platform'::text as script_name, md5(sieve) as script_id, sieve as script
from engine.mailbox where sieve <> '';

-- What is asked for every message is plpgsql, not SQL: it keeps its plan for as long as the engine is connected.

-- Postfix: who receives ---------------------------------------------------------------------------------------------

-- Where an address leads: nothing for a mailbox's own address (Postfix then finds the mailbox) and for what does not
-- exist. The catch-all comes last, so that it can shadow nothing. postmaster@ and abuse@ always lead somewhere
-- (RFC 5321, 4.5.1; RFC 2142): to the mailbox that the tenant chose, else to its administrators', else to its first.
create or replace function engine.expand(recipient text)
returns setof text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    wanted text := engine.plain(lower(recipient));
    local_part text := split_part(wanted, '@', 1);
    domain_name text := split_part(wanted, '@', 2);
    owner uuid;
    found_row record;
begin
    if local_part = '' or domain_name = '' then
        return;
    end if;
    select d.tenant_id into owner from engine.domain d where d.name = domain_name;
    if not found then
        return;
    end if;

    select a.kind, a.mailbox_id, a.group_id into found_row
    from public.mail_address a where a.address = wanted and a.tenant_id = owner;
    if found then
        if found_row.kind = 'alias' then
            return query select m.address from engine.mailbox m where m.id = found_row.mailbox_id and m.takes_mail;
        elsif found_row.kind = 'group' then
            return query
                select coalesce(m.address, replace(g.external, '@', '=') || '@forward.invalid')
                from public.mail_groupmember g
                left join engine.mailbox m on m.id = g.mailbox_id and m.tenant_id = g.tenant_id
                where g.group_id = found_row.group_id and g.tenant_id = owner
                  and (g.mailbox_id is null or m.takes_mail);
        end if;
        return;
    end if;

    if local_part in ('postmaster', 'abuse') then
        return query select engine.postmaster(owner);
        return;
    end if;

    return query
        select m.address from public.mail_address a
        join engine.mailbox m on m.id = a.mailbox_id and m.tenant_id = a.tenant_id and m.takes_mail
        where a.address = '@' || domain_name and a.tenant_id = owner and a.kind = 'catchall';
end
$$;

create or replace function engine.postmaster(tenant uuid)
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

-- Why the public port does not take mail for an address just now, or nothing: a group that only the tenant's own
-- people may write to, or, with `defer`, a suspended mailbox (FREEHOLD_SUSPENDED_MAIL; after three days it is accepted,
-- since senders give up after about five).
create or replace function engine.refuses(recipient text, defer boolean)
returns setof text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select case
        when g.internal_only then '550 5.7.1 Only people of this organisation may write to this group'
        else '450 4.2.1 This mailbox is suspended for now'
    end
    from public.mail_address a
    left join public.mail_mailgroup g on g.id = a.group_id and g.tenant_id = a.tenant_id
    left join public.provisioning_instance i on i.tenant_id = a.tenant_id and i.kind = 'mail'
    where a.address = engine.plain(lower(recipient))
      and (coalesce(g.internal_only, false)
           or (defer and i.wanted_state = 'suspended' and i.wanted_at > now() - interval '3 days'))
    limit 1
$$;

-- The target behind an address of the forwarding transport: `user=example.org@forward.invalid`, for group members
-- elsewhere. Only targets that stand in a group are given back.
create or replace function engine.forward_target(recipient text)
returns setof text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select distinct g.external from public.mail_groupmember g
    where recipient like '%@forward.invalid'
      and replace(g.external, '@', '=') || '@forward.invalid' = lower(recipient)
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
begin
    return query with target as (
        select a.mailbox_id, a.tenant_id from public.mail_address a
        join engine.domain d on d.name = a.domain and d.tenant_id = a.tenant_id
        where a.address = lower(sender) and a.kind in ('mailbox', 'alias')
    )
    select m.username from target t join engine.mailbox m on m.id = t.mailbox_id and m.tenant_id = t.tenant_id
    union
    select m.username from target t
    join public.mail_mailboxaccess x on x.mailbox_id = t.mailbox_id and x.tenant_id = t.tenant_id and x.send_as
    join engine.mailbox m on m.id = x.grantee_id and m.tenant_id = x.tenant_id;
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
    person_limit integer;
    tenant_limit integer;
    person_sent integer;
    tenant_sent integer;
begin
    select m.id, m.tenant_id, m.frozen, m.may_sign_in into box
    from engine.mailbox m
    join public.mail_mailbox b on b.id = m.id
    where b.handle = split_part(lower(may_send.login), '@', 1)
      and b.tenant_id::text = split_part(lower(may_send.login), '@', 2);
    if not found or not box.may_sign_in then
        return next '550 5.7.1 This mailbox may not send';
        return;
    end if;
    if box.frozen then
        return next '550 5.7.1 Sending from this mailbox is on hold: ask your administrator';
        return;
    end if;
    select s.hourly_per_person, s.hourly_per_tenant into person_limit, tenant_limit
    from public.mail_mailsettings s where s.tenant_id = box.tenant_id;
    person_limit := coalesce(person_limit, 300);
    tenant_limit := coalesce(tenant_limit, 3000);

    insert into engine.sent as s (mailbox_id, tenant_id, hour, recipients)
    values (box.id, box.tenant_id, date_trunc('hour', now()), 1)
    on conflict (mailbox_id, hour) do update set recipients = s.recipients + 1
    returning s.recipients into person_sent;
    if person_sent > person_limit then
        update public.mail_mailbox b set
            sending_frozen_at = now(),
            sending_frozen_because = 'more than ' || person_limit || ' recipients within an hour'
        where b.id = box.id and b.sending_frozen_at is null;
        return next '550 5.7.1 Too many recipients: sending from this mailbox is on hold, ask your administrator';
        return;
    end if;
    if person_sent % 20 = 0 or tenant_limit < 100 then
        select coalesce(sum(s.recipients), 0) into tenant_sent from engine.sent s
        where s.tenant_id = box.tenant_id and s.hour = date_trunc('hour', now());
        if tenant_sent > tenant_limit then
            return next '450 4.7.1 Your organisation has sent too much within this hour: try again later';
            return;
        end if;
    end if;
    if random() < 0.001 then
        delete from engine.sent s where s.hour < now() - interval '2 days';
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

-- Functions are executable by all unless taken away: the engines and the worker alone may call these.
revoke execute on all functions in schema engine from public;
grant select on engine.mailbox, engine.domain, engine.sieve to freehold_engine;
grant execute on function
    engine.sign_in(text, text, text), engine.find_mailbox(text), engine.expand(text), engine.delivers(text),
    engine.refuses(text, boolean), engine.forward_target(text), engine.forward_refuses(text), engine.senders(text), engine.may_send(text),
    engine.srs_forward(text, text), engine.srs_reverse(text)
to freehold_engine;
grant execute on function engine.tenant_of(text), engine.frozen_untold(), engine.signing_keys() to freehold_worker;
grant execute on function engine.forget_sent(uuid) to freehold_app, freehold_worker;

reset role;
