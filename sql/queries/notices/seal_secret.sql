-- Returns no rows. Seals a secret that was stored unsealed.
update notice.secret
set secret = null, sealed = @sealed, sealed_by = @sealed_by
where secret_id = @secret_id
    and secret is not null
