-- The definer functions: all that answers before a scope is known, or across scopes, with ids alone.
-- Applied after the migrations, as often as one likes; owned by freehold_definer, which reads through
-- policies of its own and can neither sign in nor write (but for the columns granted below).

create schema if not exists definer authorization freehold_definer;
grant update (last_used_at) on accounts_apitoken to freehold_definer;
drop policy if exists definer_update on accounts_apitoken;
create policy definer_update on accounts_apitoken for update to freehold_definer using (true);

set role freehold_definer;
grant usage on schema definer to freehold_app, freehold_worker, freehold_identity, freehold_owner;
alter default privileges for role freehold_definer revoke execute on functions from public;

-- Who is this, and whose rows may they see? Sets the scope, and checks the grant anew on each request.
drop function if exists definer.enter_person(uuid, uuid);  -- what it answers with has grown
create or replace function definer.enter_person(person uuid, grant_wanted uuid)
returns table (
    tenant_id uuid, home_tenant_id uuid, person_id uuid, name text, email text, roles text[],
    language text, time_zone text, grant_id uuid, grant_ends_at timestamptz, acting_for text, holder_name text,
    second_factor_required boolean, grant_refused boolean, tenant_kind text, grant_reason text
)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    p accounts_person;
    t tenants_tenant;
    g delegation_grant;
begin
    select * into p from accounts_person where accounts_person.id = person and is_active and state = 'active';
    if not found then
        return;
    end if;
    select * into t from tenants_tenant where tenants_tenant.id = p.tenant_id and state = 'active';
    if not found then
        return;
    end if;
    second_factor_required := t.requires_second_factor;
    roles := p.roles || coalesce((
        select array_agg(distinct role)
        from accounts_groupmember m
        join accounts_group gr on gr.id = m.group_id and gr.tenant_id = m.tenant_id
        cross join unnest(gr.roles) as role
        where m.tenant_id = p.tenant_id and m.person_id = p.id
    ), '{}');
    grant_refused := false;
    if grant_wanted is not null then
        select * into g from delegation_grant
        where delegation_grant.id = grant_wanted and holder_id = p.tenant_id and ended_at is null
          and starts_at <= clock_timestamp() and (ends_at is null or ends_at > clock_timestamp())
          and (people = '{}' or p.id = any (people));
        if found and roles && array['administrator', 'technician'] then
            roles := g.roles;
            grant_id := g.id;
            grant_ends_at := g.ends_at;
            acting_for := g.tenant_name;
            holder_name := g.holder_name;
            grant_reason := g.reason;
            second_factor_required := second_factor_required or (
                select requires_second_factor from tenants_tenant where tenants_tenant.id = g.tenant_id
            );
        else
            g := null;
            grant_refused := true;
        end if;
    end if;
    -- A requirement that is met already is none.
    second_factor_required := second_factor_required and not exists (
        select from mfa_authenticator a where a.user_id = p.id and a.type in ('totp', 'webauthn')
    );
    tenant_id := coalesce(g.tenant_id, p.tenant_id);
    tenant_kind := (select kind from tenants_tenant where tenants_tenant.id = tenant_id);
    home_tenant_id := p.tenant_id;
    person_id := p.id;
    name := p.name;
    email := p.email;
    language := coalesce(nullif(p.language, ''), t.language);
    time_zone := coalesce(nullif(p.time_zone, ''), t.time_zone);
    perform set_config('freehold.tenant', tenant_id::text, true), set_config('freehold.person', p.id::text, true);
    return next;
end $$;

-- May this person sign in: are they active, in a tenant that is? Answers with the tenant, for the pages of sign-in.
create or replace function definer.tenant_to_sign_in_to(person uuid) returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select t.id from accounts_person p join tenants_tenant t on t.id = p.tenant_id
    where p.id = person and p.is_active and p.state = 'active' and t.state = 'active';
$$;
grant execute on function definer.tenant_to_sign_in_to(uuid) to freehold_app, freehold_identity;

-- Who in the tenant in scope has a second factor?
create or replace function definer.people_with_second_factor() returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select distinct a.user_id from mfa_authenticator a join accounts_person p on p.id = a.user_id
    where p.tenant_id = nullif(current_setting('freehold.tenant', true), '')::uuid and a.type in ('totp', 'webauthn');
$$;
grant execute on function definer.people_with_second_factor() to freehold_app, freehold_worker;

-- Which person and scopes stand behind a token? Notes its use, at most once a minute.
create or replace function definer.token_behind(digest_given text)
returns table (token_id uuid, person_id uuid, scopes text[])
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
    select t.id, t.person_id, t.scopes into token_id, person_id, scopes from accounts_apitoken t
    where t.digest = digest_given and t.revoked_at is null and t.expires_at > clock_timestamp();
    if not found then
        return;
    end if;
    update accounts_apitoken set last_used_at = now()
    where id = token_id and (last_used_at is null or last_used_at < now() - interval '1 minute');
    return next;
end $$;

-- Is this sign-in address taken, by anybody?
create or replace function definer.sign_in_is_taken(address text) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (select 1 from accounts_person where email = lower(address));
$$;

-- Has anybody proven this domain?
create or replace function definer.domain_is_taken(domain text) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (select 1 from domains_domain where name = lower(domain) and state = 'proven');
$$;

-- May the tenant in scope begin with this domain? Not where somebody has proven it, nor where a seller other than itself and
-- its own has registered it: which of the two is not told. `owned` is the name below the public suffix.
create or replace function definer.domain_is_kept(domain text, owned text) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (select from domains_domain d where d.name = lower(domain) and d.state = 'proven')
        or exists (
            select from channel_registration r
            where r.name = lower(owned) and r.state = 'held' and r.ends_at > clock_timestamp()
              and r.tenant_id is distinct from nullif(current_setting('freehold.tenant', true), '')::uuid
              and not exists (
                select from tenants_edge e
                where e.buyer_id = nullif(current_setting('freehold.tenant', true), '')::uuid and e.ended_at is null
                  and e.seller_id = r.tenant_id
              )
        );
$$;
grant execute on function definer.domain_is_kept(text, text) to freehold_app, freehold_worker;

-- Who has proven a name or one below it? For the functions here alone; found from the name's end ('/' follows '.').
create or replace function definer.proven_within(owned text) returns table (tenant_id uuid, proven_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
    select d.tenant_id, d.proven_at from domains_domain d where d.state = 'proven' and d.name = owned
    union all
    select d.tenant_id, d.proven_at from domains_domain d
    where d.state = 'proven' and reverse(d.name) ~>=~ (reverse(owned) || '.') and reverse(d.name) ~<~ (reverse(owned) || '/');
$$;

-- May a prospect be registered by this domain? Not where it, or a name below it, is proven or registered: which is not told.
create or replace function definer.prospect_is_taken(owned text) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (select from channel_registration r where r.name = owned and r.state = 'held' and r.ends_at > clock_timestamp())
        or exists (select from definer.proven_within(owned));
$$;
grant execute on function definer.prospect_is_taken(text) to freehold_app, freehold_worker;

-- For the worker: who registered the prospect whose domain was proven, ids alone.
create or replace function definer.registration_of(owned text) returns table (tenant_id uuid, registration_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    select r.tenant_id, r.id from channel_registration r where r.name = owned and r.state = 'held';
$$;
grant execute on function definer.registration_of(text) to freehold_worker;

-- For the worker: registrations whose time is over, ids alone; and those whose domain is proven, with who proved it.
create or replace function definer.registrations_due(at timestamptz, most integer)
returns table (tenant_id uuid, registration_id uuid, proven_by uuid, proven_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
    select r.tenant_id, r.id, d.tenant_id, d.proven_at
    from channel_registration r
    left join lateral (
        select p.tenant_id, p.proven_at from definer.proven_within(r.name) p order by p.proven_at limit 1
    ) d on true
    where r.state = 'held' and (r.ends_at <= at or d.tenant_id is not null)
    order by r.ends_at limit most;
$$;
grant execute on function definer.registrations_due(timestamptz, integer) to freehold_worker;

-- For the worker: domains whose next look into DNS is due, or whose asked-for check was lost.
create or replace function definer.domains_due(at_most integer)
returns table (tenant_id uuid, domain_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    select d.tenant_id, d.id from domains_domain d
    where d.next_check_at <= clock_timestamp()
    order by d.next_check_at limit at_most;
$$;

-- Whom does this invitation invite?
create or replace function definer.invitation_behind(digest_given text)
returns table (invitation_id uuid, tenant_id uuid, person_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    select i.id, i.tenant_id, i.person_id from accounts_invitation i
    where i.digest = digest_given and i.used_at is null and i.expires_at > clock_timestamp();
$$;
grant execute on function definer.invitation_behind(text) to freehold_identity;

-- Whether a seller's own address may write: its domain is proven by the same seller, and a key of ours was seen there.
create or replace function definer.may_write_as(tenant uuid, sender text) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (
        select from domains_domain d join domains_dnscheck c on c.tenant_id = d.tenant_id and c.domain_id = d.id
        where d.tenant_id = tenant and d.name = split_part(sender, '@', 2) and d.state = 'proven'
            and c.kind = 'dkim' and c.state = 'right'
    );
$$;

-- The brand that a tenant's people see: the own one of a seller, else the nearest above. Its own sender
-- counts while it may write and the engines know of it. Made anew when its columns change.
drop function if exists definer.brand_of(uuid);
create or replace function definer.brand_of(tenant uuid)
returns table (
    tenant_id uuid, name text, accent text, has_logo boolean, support_name text, support_phone text, support_email text,
    help_url text, legal_url text, privacy_url text, sender text, invoice_logo text, invoice_accent text, invoice_foot text
)
language sql stable security definer set search_path = public, pg_temp as $$
    with recursive upwards as (
        select t.id, t.parent_id, 0 as distance from tenants_tenant t where t.id = tenant
        union all
        select t.id, t.parent_id, u.distance + 1 from tenants_tenant t join upwards u on t.id = u.parent_id
    )
    select b.tenant_id, b.name, b.accent, b.logo is not null, b.support_name, b.support_phone, b.support_email,
        b.help_url, b.legal_url, b.privacy_url,
        case when b.sender_listed = b.sender and definer.may_write_as(b.tenant_id, b.sender) then b.sender else '' end,
        b.invoice_logo, b.invoice_accent, b.invoice_foot
    from upwards u join tenants_brand b on b.tenant_id = u.id
    order by u.distance limit 1;
$$;

-- A seller's own words for a notice, which are read in the scope of whom the notice concerns.
create or replace function definer.wording_of(tenant uuid, wanted_template text, wanted_language text)
returns table (subject text, body text)
language sql stable security definer set search_path = public, pg_temp as $$
    select w.subject, w.body from notices_wording w
    where w.tenant_id = tenant and w.template = wanted_template and w.language = wanted_language;
$$;

-- For the worker: sellers' own addresses, whether the platform may write as them, and which the engines know of.
drop function if exists definer.brand_senders();
create or replace function definer.brand_senders()
returns table (tenant_id uuid, sender text, may_write boolean, listed text)
language sql stable security definer set search_path = public, pg_temp as $$
    select b.tenant_id, b.sender, b.sender <> '' and definer.may_write_as(b.tenant_id, b.sender), b.sender_listed
    from tenants_brand b where b.sender <> '' or b.sender_listed <> '' order by b.sender;
$$;

-- What the sellers above a tenant say of themselves, its own seller first and the operator last: the law has it known.
create or replace function definer.disclosures_for(tenant uuid)
returns table (
    name text, kind text, legal_name text, address text, country text, contact text, contract_url text, data_places text,
    third_country_access text, subprocessors text
)
language sql stable security definer set search_path = public, pg_temp as $$
    with recursive upwards as (
        select t.id, t.parent_id, t.kind, 0 as distance from tenants_tenant t where t.id = tenant
        union all
        select t.id, t.parent_id, t.kind, u.distance + 1 from tenants_tenant t join upwards u on t.id = u.parent_id
    )
    select b.name, u.kind, coalesce(d.legal_name, ''), coalesce(d.address, ''), coalesce(d.country, ''),
        coalesce(d.contact, ''), coalesce(d.contract_url, ''), coalesce(d.data_places, ''),
        coalesce(d.third_country_access, ''), coalesce(d.subprocessors, '')
    from upwards u join tenants_brand b on b.tenant_id = u.id left join tenants_disclosure d on d.tenant_id = u.id
    where u.distance > 0 order by u.distance;
$$;

-- A brand's logo, which its customers see before anyone is known.
create or replace function definer.logo_of(tenant uuid) returns table (logo bytea, logo_type text)
language sql stable security definer set search_path = public, pg_temp as $$
    select b.logo, b.logo_type from tenants_brand b where b.tenant_id = tenant and b.logo is not null;
$$;

-- The seller whose brand answers at a host name.
create or replace function definer.brand_at(host text) returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select h.tenant_id from domains_host h where h.name = lower(host) and h.state = 'proven';
$$;

-- The host name that links for a tenant's people lead to: the first proven one of the brand that they see, which leads
-- here and, where it is needed, has a certificate in force.
create or replace function definer.host_of(tenant uuid, needs_certificate boolean) returns text
language sql stable security definer set search_path = public, pg_temp as $$
    select h.name from domains_host h
    where h.tenant_id = (select b.tenant_id from definer.brand_of(tenant) b) and h.state = 'proven' and h.leads_here
        and (not needs_certificate or h.certificate_ends_at > now())
    order by h.proven_at, h.name limit 1;
$$;

-- For the worker: host names whose next look is due.
create or replace function definer.hosts_due(at_most integer)
returns table (tenant_id uuid, host_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    select h.tenant_id, h.id from domains_host h
    where h.next_check_at <= clock_timestamp()
    order by h.next_check_at limit at_most;
$$;

-- For the worker: what the web's front serves host names of brands with; the key is sealed.
create or replace function definer.served_hosts()
returns table (name text, certificate text, sealed_key text)
language sql stable security definer set search_path = public, pg_temp as $$
    select h.name, h.certificate, h.sealed_key from domains_host h
    where h.state = 'proven' and h.certificate_ends_at > now()
    order by h.name;
$$;

-- The operator of this instance.
create or replace function definer.operator() returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select id from tenants_tenant where kind = 'operator';
$$;

-- Who sells to this tenant now?
create or replace function definer.seller_of(tenant uuid) returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select seller_id from tenants_edge where buyer_id = tenant and ended_at is null;
$$;

-- For the worker: tenants whose log has entries that no leaf covers yet.
create or replace function definer.tenants_with_unsealed_entries() returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select distinct tenant_id from audit_unsealed;
$$;

-- For the worker: tenants whose checkpoint is to be mailed, ids alone.
create or replace function definer.checkpoint_mails_due(today date, most integer) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select tenant_id from audit_checkpointmail where next_on <= today order by next_on, tenant_id limit most;
$$;
grant execute on function definer.checkpoint_mails_due(date, integer) to freehold_worker;

-- For the worker: instances that are not as wanted and whose next try is due.
create or replace function definer.instances_adrift(most integer)
returns table (tenant_id uuid, instance_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    select i.tenant_id, i.id from provisioning_instance i
    where i.observed_version < i.wanted_version and i.next_try_at <= now()
    order by i.next_try_at limit most;
$$;
grant execute on function definer.instances_adrift(integer) to freehold_worker;
-- For the worker: tenants where replies or counts of the API may be forgotten.
create or replace function definer.tenants_with_old_replies(before timestamptz) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select r.tenant_id from delegation_keptreply r where r.created_at < before
    union select u.tenant_id from delegation_tokenuse u where u.minute < before;
$$;
grant execute on function definer.tenants_with_old_replies(timestamptz) to freehold_worker;

-- For the worker: grants whose time is over, that their tenant's first administrator has not been told of, or whose
-- yearly reminder is due; the rule decides.
create or replace function definer.grants_due(at timestamptz, most integer)
returns table (tenant_id uuid, grant_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    select g.tenant_id, g.id from delegation_grant g where g.ended_at is null and g.ends_at <= at
    union
    select g.tenant_id, g.id from delegation_grant g
    where g.ended_at is null and g.remind_on <= (at at time zone 'utc')::date
    union
    select g.tenant_id, g.id from delegation_grant g where g.ended_at is null and g.warn_at <= at
    union
    select g.tenant_id, g.id from delegation_grant g
    where g.ended_at is null and g.told_at is null and exists (
        select from accounts_person p
        where p.tenant_id = g.tenant_id and p.state = 'active' and 'administrator' = any (p.roles)
    )
    limit most;
$$;
grant execute on function definer.grants_due(timestamptz, integer) to freehold_worker;

-- For the worker: requests for access that nobody answered in their time, with the tenant that asked; ids alone.
create or replace function definer.requests_due(at timestamptz, most integer)
returns table (asker_id uuid, request_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    select r.asker_id, r.id from delegation_grantrequest r
    where r.state = 'open' and r.expires_at <= at order by r.expires_at limit most;
$$;
grant execute on function definer.requests_due(timestamptz, integer) to freehold_worker;

-- Which tenant does a pseudonym stand for that is on an order which the tenant in scope sells and which has not ended? For
-- actions that carry a request there; no page says it.
create or replace function definer.customer_behind(pseudonym_given text) returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select i.tenant_id from subscriptions_subscription s join provisioning_instance i on i.id = s.instance_id
    where s.seller_id = nullif(current_setting('freehold.tenant', true), '')::uuid
      and s.pseudonym = pseudonym_given and s.pseudonym <> '' and s.state <> 'ended'
    limit 1;
$$;
grant execute on function definer.customer_behind(text) to freehold_app, freehold_worker;

-- For the worker: tenants whose message trace reaches further back; one look into the index for each.
create or replace function definer.tenants_with_old_events(before timestamptz) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select t.id from tenants_tenant t
    where exists (select from mail_mailevent e where e.tenant_id = t.id and e.at < before);
$$;
grant execute on function definer.tenants_with_old_events(timestamptz) to freehold_worker;

-- Which kinds of service has the tenant in scope? For the frame of every page, those of sign-in among them.
create or replace function definer.kinds_in_use() returns table (kind text)
language sql stable security definer set search_path = public, pg_temp as $$
    select distinct i.kind from provisioning_instance i
    where i.tenant_id = nullif(current_setting('freehold.tenant', true), '')::uuid and i.wanted_state <> 'gone';
$$;
grant execute on function definer.kinds_in_use() to freehold_app, freehold_worker, freehold_identity;

-- In which tenant does an instance live? Those who sell it know the instance, and the tenant by a pseudonym.
create or replace function definer.home_of(instance uuid) returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select tenant_id from provisioning_instance where id = instance;
$$;
grant execute on function definer.home_of(uuid) to freehold_app, freehold_worker;

-- How is the service behind an order of the tenant in scope? States and a number, for its sellers too; no content.
drop function if exists definer.service_of(uuid);
create or replace function definer.service_of(subscription uuid)
returns table (
    wanted_state text, observed_state text, is_adrift boolean, is_failing boolean, seats_used integer,
    waits_until date
)
language sql stable security definer set search_path = public, pg_temp as $$
    select i.wanted_state, i.observed_state, i.observed_version < i.wanted_version, i.last_error <> '', i.seats_used,
        i.waits_until
    from subscriptions_subscription s join provisioning_instance i on i.id = s.instance_id
    where s.id = subscription and s.moved_at is null
      and nullif(current_setting('freehold.tenant', true), '')::uuid in (s.seller_id, s.buyer_id);
$$;
grant execute on function definer.service_of(uuid) to freehold_app, freehold_worker;

-- How are the services behind some orders of the tenant in scope, for comparing? Nothing of others' orders is told but whether
-- a service stands still for one that is not stopped any more.
drop function if exists definer.services_behind(uuid[], date);  -- what it answers with has grown
create or replace function definer.services_behind(subscriptions uuid[], day date)
returns table (
    subscription_id uuid, seats integer, wanted_state text, is_adrift boolean, wanted_at timestamptz, waits_until date,
    is_held boolean
)
language sql stable security definer set search_path = public, pg_temp as $$
    select s.id, i.seats, i.wanted_state, i.observed_version < i.wanted_version, i.wanted_at,
        i.waits_until, exists (
        select from unnest(i.holds) held (id)
        left join subscriptions_subscription h on h.id = held.id
        where h.id is null or (h.suspended_at is null and h.state <> 'ended' and (h.ends_on is null or h.ends_on > day))
    )
    from subscriptions_subscription s join provisioning_instance i on i.id = s.instance_id
    where s.id = any (subscriptions) and s.moved_at is null
      and nullif(current_setting('freehold.tenant', true), '')::uuid in (s.seller_id, s.buyer_id);
$$;
grant execute on function definer.services_behind(uuid[], date) to freehold_app, freehold_worker;

-- For the worker: the edges of the chains behind instances: ids, the UTC days that are served, and the customer's own order
-- that leads each chain; an instance has one chain for each seller that its customer went on with.
drop function if exists definer.edges_behind(uuid[]);  -- what it answers with has grown
create or replace function definer.edges_behind(instances uuid[])
returns table (
    instance_id uuid, subscription_id uuid, seller_id uuid, buyer_id uuid, served_from date, served_until date, chain_id uuid
)
language sql stable security definer set search_path = public, pg_temp as $$
    with recursive chain as (
        select s.instance_id, s.id, s.seller_id, s.buyer_id, s.started_at, s.ends_on, s.upstream_id, s.id as chain_id
        from subscriptions_subscription s where s.instance_id = any (instances) and s.pseudonym = ''
        union all
        select s.instance_id, s.id, s.seller_id, s.buyer_id, s.started_at, s.ends_on, s.upstream_id, c.chain_id
        from chain c join subscriptions_subscription s on s.id = c.upstream_id
    )
    select c.instance_id, c.id, c.seller_id, c.buyer_id, (c.started_at at time zone 'utc')::date, c.ends_on, c.chain_id
    from chain c;
$$;
grant execute on function definer.edges_behind(uuid[]) to freehold_worker;

-- For the worker: instances that were there on a UTC day and have no reading of it yet.
create or replace function definer.instances_to_read(day date, kinds text[], after uuid, most integer)
returns table (tenant_id uuid, instance_id uuid, kind text)
language sql stable security definer set search_path = public, pg_temp as $$
    select i.tenant_id, i.id, i.kind from provisioning_instance i
    where i.id > after and i.kind = any (kinds) and i.observed_state <> 'gone'
      and i.created_at < (day + 1)::timestamp at time zone 'utc'
      and not exists (
        select from metering_reading r
        where r.tenant_id = i.tenant_id and r.instance_id = i.id and r.day = instances_to_read.day
      )
    order by i.id limit most;
$$;
grant execute on function definer.instances_to_read(date, text[], uuid, integer) to freehold_worker;

-- For the worker: sellers who reported usage of days before a day that stands on no edge yet.
create or replace function definer.sellers_with_events(before date) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select distinct p.tenant_id from metering_pendingusage p where p.day < before;
$$;
grant execute on function definer.sellers_with_events(date) to freehold_worker;

-- For the worker: subscriptions of which the day may ask something; the rule decides. Sellers and ids alone.
create or replace function definer.subscriptions_due(day date, after uuid, most integer)
returns table (seller_id uuid, subscription_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    select s.seller_id, s.id from subscriptions_subscription s
    where s.erased_at is null and s.state <> 'active' and (s.state <> 'suspended' or s.ends_on is not null)
      and s.id > after
      and (
        (s.state = 'trial' and s.trial_ends_on <= day)
        or (s.pseudonym = '' and s.state in ('cancelling', 'suspended') and s.ends_on <= day)
        or (s.pseudonym = '' and s.state = 'ended' and s.erase_after <= day + 14)
      )
    order by s.id limit most;
$$;
grant execute on function definer.subscriptions_due(date, uuid, integer) to freehold_worker;

-- For the worker: sellers whose run of invoices is due, ids alone: the hour has come in their zone and nothing ran on that
-- day yet, or a run stopped in the middle.
create or replace function definer.sellers_due(at timestamptz, hour integer, after uuid, most integer)
returns table (seller_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    select t.id from tenants_tenant t
    where t.id > after and t.kind <> 'customer'
      and exists (select 1 from invoicing_sellerprofile p where p.tenant_id = t.id)
      and (
        exists (select 1 from invoicing_run r where r.tenant_id = t.id and r.finished_at is null)
        or (
          extract(hour from at at time zone t.time_zone) >= hour
          and not exists (
            select 1 from invoicing_run r
            where r.tenant_id = t.id and r.cut_off >= (at at time zone t.time_zone)::date
          )
        )
      )
    order by t.id limit most;
$$;
grant execute on function definer.sellers_due(timestamptz, integer, uuid, integer) to freehold_worker;

-- For the worker: finished runs whose documents nobody has seen to, ids alone; a lost job may be why.
create or replace function definer.runs_to_mail(since timestamptz, most integer)
returns table (seller_id uuid, run_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    select r.tenant_id, r.id from invoicing_run r
    where r.finished_at >= since
      and not exists (select from dunning_mailedrun m where m.tenant_id = r.tenant_id and m.run_id = r.id)
    order by r.finished_at limit most;
$$;
grant execute on function definer.runs_to_mail(timestamptz, integer) to freehold_worker;

-- For the worker: the same for documents that no run has made.
create or replace function definer.documents_to_mail(since timestamptz, most integer)
returns table (seller_id uuid, invoice_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    select i.seller_id, i.id from invoicing_invoice i
    where i.run_id is null and i.created_at >= since
      and not exists (select from dunning_letter l where l.tenant_id = i.seller_id and l.invoice_id = i.id)
      and not exists (select from dunning_practice p where p.tenant_id = i.seller_id and not p.mails_documents)
    order by i.created_at limit most;
$$;
grant execute on function definer.documents_to_mail(timestamptz, integer) to freehold_worker;

-- For the worker: sellers who remind in steps and in whose zone it is day, ids alone.
create or replace function definer.sellers_who_remind(at timestamptz, first_hour integer, last_hour integer, after uuid, most integer)
returns table (seller_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    select t.id from tenants_tenant t
    where t.id > after and exists (select from dunning_step s where s.tenant_id = t.id)
      and extract(hour from at at time zone t.time_zone) between first_hour and last_hour
    order by t.id limit most;
$$;
grant execute on function definer.sellers_who_remind(timestamptz, integer, integer, uuid, integer) to freehold_worker;

-- For the worker: sellers and buyers between whom an order stands still for debt.
create or replace function definer.debts_held() returns table (seller_id uuid, buyer_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    select distinct s.tenant_id, s.debtor_id from dunning_suspension s where s.lifted_at is null;
$$;
grant execute on function definer.debts_held() to freehold_worker;

-- For the worker: everybody who sells, ids alone.
create or replace function definer.sellers(after uuid, most integer) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select t.id from tenants_tenant t where t.id > after and t.kind <> 'customer' order by t.id limit most;
$$;
grant execute on function definer.sellers(uuid, integer) to freehold_worker;

-- What does the seller of the tenant in scope offer it today? Takes no argument, so that nobody asks for another.
drop function if exists definer.plans_offered();  -- what it answers with has grown
create or replace function definer.plans_offered()
returns table (
    plan_id uuid, offering_name text, kind text, name text, description text, options jsonb, trial_days smallint,
    terms jsonb, service_level jsonb
)
language sql stable security definer set search_path = public, pg_temp as $$
    with recursive edge as (
        select e.seller_id, e.buyer_id, e.currency from tenants_edge e
        where e.buyer_id = nullif(current_setting('freehold.tenant', true), '')::uuid and e.ended_at is null
    ),
    -- Each plan with those that it resells, up to the operator's: one that is retired takes all below it out of sale.
    resold as (
        select p.id as plan_id, p.source_plan_id, p.retired_at from catalog_plan p join edge e on e.seller_id = p.tenant_id
        union all
        select r.plan_id, p.source_plan_id, p.retired_at from resold r join catalog_plan p on p.id = r.source_plan_id
    ),
    price_list as (
        select l.tenant_id, l.id from catalog_pricelist l
        join edge e on e.seller_id = l.tenant_id and e.currency = l.currency
        where l.valid_from <= (now() at time zone 'utc')::date
        order by l.valid_from desc, l.version desc limit 1
    )
    select p.id, o.name, o.kind, p.name, p.description, p.options, p.trial_days,
        coalesce((
            select jsonb_agg(pr.terms || jsonb_build_object('discount_percent', coalesce((
                select max(d.percent)::text from catalog_discount d
                where d.tenant_id = pr.tenant_id and (d.given_to_id is null or d.given_to_id = e.buyer_id)
                  and (d.plan_id is null or d.plan_id = pr.plan_id) and d.interval in ('', pr.interval)
                  and d.valid_from <= (now() at time zone 'utc')::date
                  and (d.valid_until is null or d.valid_until > (now() at time zone 'utc')::date)
            ), '0')))
            from catalog_price pr where pr.tenant_id = p.tenant_id and pr.price_list_id = l.id and pr.plan_id = p.id
              and not exists (select from resold r where r.plan_id = p.id and r.retired_at is not null)
        ), '[]'::jsonb), p.service_level
    from edge e
    join catalog_plan p on p.tenant_id = e.seller_id and p.retired_at is null
    join catalog_offering o on o.tenant_id = p.tenant_id and o.id = p.offering_id
    left join price_list l on l.tenant_id = p.tenant_id
    order by p.name, p.id;
$$;
grant execute on function definer.plans_offered() to freehold_app, freehold_worker;

-- Whose code is this, while it is good? A customer asks before it may see the row: the seller, and which plans it is for.
create or replace function definer.customer_code(code_given text)
returns table (code_id uuid, seller_id uuid, plan_ids uuid[])
language sql stable security definer set search_path = public, pg_temp as $$
    select c.id, c.tenant_id, c.plan_ids from channel_customercode c join tenants_tenant t on t.id = c.tenant_id
    where c.code = code_given and c.withdrawn_at is null and c.expires_at > clock_timestamp()
      and not (c.is_for_one and c.used_at is not null) and t.state = 'active' and not exists (
        select from tenants_edge e where e.buyer_id = t.id and e.ended_at is null and e.stopped_at is not null
      );
$$;
grant execute on function definer.customer_code(text) to freehold_app, freehold_worker;

-- For the worker: customers whose day of moving has come, and their transfers, ids alone.
create or replace function definer.transfers_due(day date, after uuid, most integer)
returns table (buyer_id uuid, transfer_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    select t.buyer_id, t.id from channel_transfer t
    where t.state = 'asked' and t.moves_on <= day and t.id > after order by t.id limit most;
$$;
grant execute on function definer.transfers_due(date, uuid, integer) to freehold_worker;

-- For the worker: declarations that a partner is gone, or back, of which its customers are to be told still, ids alone.
create or replace function definer.declarations_untold() returns table (partner_id uuid, declaration_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    select d.buyer_id, d.id from channel_declaration d where d.told_at is null order by d.id;
$$;
grant execute on function definer.declarations_untold() to freehold_worker;

-- For the worker: handovers of customers that are agreed on and not done, ids alone.
create or replace function definer.handovers_agreed(after uuid, most integer)
returns table (seller_id uuid, handover_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    select h.former_seller_id, h.id from channel_handover h where h.state = 'agreed' and h.id > after order by h.id limit most;
$$;
grant execute on function definer.handovers_agreed(uuid, integer) to freehold_worker;

-- For the worker: moves that all three have agreed to take back, within seven days, ids alone.
create or replace function definer.undos_due(day date) returns table (buyer_id uuid, transfer_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    select t.buyer_id, t.id from channel_transfer t
    where t.state = 'moved' and t.moved_on > day - 7 and t.failure = '' and (
        select count(*) from channel_undoconsent c
        where c.transfer_id = t.id and c.tenant_id in (t.buyer_id, t.seller_id, t.former_seller_id)
    ) = 3;
$$;
grant execute on function definer.undos_due(date) to freehold_worker;

-- Which invitation to sell does this digest open, while it is good?
create or replace function definer.partner_invitation_behind(digest_given text)
returns table (invitation_id uuid, tenant_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    select i.id, i.tenant_id from channel_partnerinvitation i join tenants_tenant t on t.id = i.tenant_id
    where i.digest = digest_given and i.accepted_at is null and i.withdrawn_at is null
      and i.expires_at > clock_timestamp() and t.state = 'active';
$$;
grant execute on function definer.partner_invitation_behind(text) to freehold_app, freehold_worker;

-- Whose application waits for this proof of its mail address?
create or replace function definer.partner_application_behind(digest_given text)
returns table (application_id uuid, tenant_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    select a.id, a.tenant_id from channel_partnerapplication a
    where a.digest = digest_given and a.state = 'unproven' and a.proven_until > clock_timestamp();
$$;
grant execute on function definer.partner_application_behind(text) to freehold_app, freehold_worker;

-- For the worker: sellers to whom somebody applied and never proved the address, ids alone.
create or replace function definer.sellers_with_old_applications(at timestamptz) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select distinct a.tenant_id from channel_partnerapplication a where a.state = 'unproven' and a.proven_until < at;
$$;
grant execute on function definer.sellers_with_old_applications(timestamptz) to freehold_worker;

-- For the worker: whom a notice of an incident concerns, after a tenant: those chosen, and the partners that sell to them. The
-- notice itself says whom, so that nobody asks for others; ids and kinds alone.
create or replace function definer.incident_targets(notice uuid, after uuid, most integer)
returns table (tenant_id uuid, kind text)
language sql stable security definer set search_path = public, pg_temp as $$
    with recursive incident as (select * from channel_incidentnotice n where n.id = notice),
    below as (
        select t.id, t.kind from tenants_tenant t join incident i on i.reach = 'partners' and t.id = any (i.partner_ids)
        union
        select t.id, t.kind from tenants_tenant t join below b on t.parent_id = b.id
    ),
    known as (
        select distinct p.tenant_id as id from subscriptions_subscription s
        join incident i on i.reach = 'pseudonyms' and s.seller_id = i.tenant_id and s.pseudonym = any (i.pseudonyms)
        join provisioning_instance p on p.id = s.instance_id
    ),
    target as (
        select t.id, t.kind from tenants_tenant t join incident i on i.reach = 'all' where t.kind <> 'operator'
        union
        select b.id, b.kind from below b
        union
        select k.id, 'customer' from known k
        union
        select t.id, t.kind from known k join tenants_edge e on e.buyer_id = k.id and e.ended_at is null
        join tenants_tenant t on t.id = e.seller_id and t.kind = 'partner'
    )
    select t.id, t.kind from target t where t.id > after order by t.id limit most;
$$;
grant execute on function definer.incident_targets(uuid, uuid, integer) to freehold_worker;

-- For the worker: notices of incidents that are being sent, ids alone.
create or replace function definer.incidents_to_send() returns table (tenant_id uuid, notice_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    select n.tenant_id, n.id from channel_incidentnotice n where n.state = 'sending' order by n.id;
$$;
grant execute on function definer.incidents_to_send() to freehold_worker;

-- For the worker: notices that have waited for minutes, letters for an hour; a lost job may be why.
create or replace function definer.waiting_notices(most integer) returns table (tenant_id uuid, notice_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    select n.tenant_id, n.id from notices_notice n
    where n.state = 'waiting' and n.created_at < now() - case n.sender when '' then interval '2 minutes' else interval '1 hour' end
      and (n.tried_at is null or n.tried_at < now() - interval '2 minutes')
    order by n.sender <> '', n.created_at limit most;
$$;
grant execute on function definer.waiting_notices(integer) to freehold_worker;

-- For the worker's figures: totals over everybody, without a name or an id. Sealing is looked at for the last hour;
-- ids begin with the time (RFC 9562, 5.7), so that this reads the end of one index.
create or replace function definer.platform_figures()
returns table (figure text, about text, value double precision)
language sql stable security definer set search_path = public, pg_temp as $$
    with unsealed as (
        select e.at from audit_entry e
        where e.id >= (lpad(to_hex(floor(extract(epoch from now() - interval '1 hour') * 1000)::bigint), 12, '0')
                || repeat('0', 20))::uuid
          and not exists (select from audit_leaf l where l.tenant_id = e.tenant_id and l.entry_id = e.id)
    ),
    instance as (
        select i.kind, i.observed_version < i.wanted_version and i.waits_until is null as adrift,
            i.last_error <> '' as failing, i.waits_until < current_date as late
        from provisioning_instance i where i.observed_version < i.wanted_version or i.last_error <> ''
    )
    select 'instances_adrift', 'Instances that are not as wanted.', count(*) from instance where adrift
    union all
    select 'instances_late', 'Instances that people promised for a day before today.', count(*) from instance where late
    union all
    select 'instances_failing', 'Instances whose last try failed.', count(*) from instance where failing
    union all
    select 'log_unsealed_entries', 'Entries of the last hour that no leaf covers.', count(*) from unsealed
    union all
    select 'log_oldest_unsealed_seconds', 'How long the oldest of them has waited.',
        coalesce(extract(epoch from now() - min(at)), 0) from unsealed
    union all
    select 'notices_waiting', 'Notices that wait to be sent.', count(*)
    from notices_notice where state = 'waiting'
    union all
    select 'database_bytes', 'Size of the database.', pg_database_size(current_database())
    union all
    select 'database_connections', 'Connections to the database.', count(*)
    from pg_stat_activity where datname = current_database();
$$;
grant execute on function definer.platform_figures() to freehold_worker;

grant execute on function
    definer.enter_person(uuid, uuid), definer.token_behind(text), definer.sign_in_is_taken(text),
    definer.invitation_behind(text), definer.brand_of(uuid), definer.logo_of(uuid), definer.brand_at(text), definer.host_of(uuid, boolean), definer.wording_of(uuid, text, text),
    definer.disclosures_for(uuid), definer.operator(),
    definer.seller_of(uuid), definer.domain_is_taken(text)
to freehold_app, freehold_worker;
grant execute on function definer.sign_in_is_taken(text), definer.brand_of(uuid), definer.brand_at(text), definer.host_of(uuid, boolean), definer.operator()
to freehold_identity;
grant execute on function definer.tenants_with_unsealed_entries(), definer.domains_due(integer), definer.hosts_due(integer),
    definer.served_hosts(), definer.brand_senders()
to freehold_worker;

reset role;
