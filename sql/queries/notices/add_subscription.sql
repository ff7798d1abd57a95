-- Returns no rows. Adds a subscription.
insert into notice.subscription (subscription_id, office, country, address, kinds, language, created_at, created_by)
values (@subscription_id, @office, @country, @address, @kinds, @language, @now, @created_by)
