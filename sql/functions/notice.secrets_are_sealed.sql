-- Whether every secret of a webhook that is still used is encrypted.
create or replace function notice.secrets_are_sealed() returns boolean
language sql
stable
security definer
set search_path = pg_catalog
as $$
    select exists (
        select
        from notice.secret
        join notice.subscription using (subscription_id)
        where secret.sealed is not null
            and (secret.ends_at is null or secret.ends_at > clock_timestamp())
            and subscription.removed_at is null)
$$;
