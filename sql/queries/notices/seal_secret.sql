-- Nothing: a secret that lay in the clear is sealed.
update notice.secret
set secret = null, sealed = @sealed, sealed_by = @sealed_by
where secret_id = @secret_id
    and secret is not null
