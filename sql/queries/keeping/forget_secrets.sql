-- Returns no rows. Deletes one batch of secrets that no longer sign anything.
delete from notice.secret
where secret_id in (
    select secret.secret_id
    from notice.secret
    join notice.subscription using (subscription_id)
    where secret.ends_at < @now
        or subscription.removed_at < @now
    limit @take)
