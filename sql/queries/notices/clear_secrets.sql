-- One row per secret that lies in the clear, made before secrets were sealed.
select secret_id, secret
from notice.secret
where secret is not null
