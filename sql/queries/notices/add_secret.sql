-- Nothing: a secret that webhooks of a subscription are signed with from now on.
insert into notice.secret (secret_id, subscription_id, sealed, sealed_by, created_at)
values (@secret_id, @subscription_id, @sealed, @sealed_by, @now)
