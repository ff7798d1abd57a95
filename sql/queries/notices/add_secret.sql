-- Returns no rows. Adds a secret that signs the webhooks of a subscription from now on.
insert into notice.secret (secret_id, subscription_id, sealed, sealed_by, created_at)
values (@secret_id, @subscription_id, @sealed, @sealed_by, @now)
