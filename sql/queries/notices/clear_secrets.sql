-- One row per secret that is stored unsealed, because it was made before secrets were sealed.
select secret_id, secret
from notice.secret
where secret is not null
