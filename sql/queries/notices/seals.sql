-- One row per sealing key that has sealed valid secrets, with their number, and one row for secrets that are stored unsealed.
select secret.sealed_by, count(*)::integer as secrets
from notice.secret
join notice.subscription using (subscription_id)
where (secret.ends_at is null or secret.ends_at > @now)
    and subscription.removed_at is null
group by secret.sealed_by
order by secret.sealed_by nulls first
