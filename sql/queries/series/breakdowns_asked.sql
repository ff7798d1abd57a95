-- One row per breakdown of the requested categories.
select breakdown_id
from pub.breakdown
where (@sex::text[] is null or sex = any (@sex))
    and (@age::text[] is null or age = any (@age))
    and (@mechanism::text[] is null or mechanism = any (@mechanism))
    and (@relationship::text[] is null or relationship = any (@relationship))
    and (@motive::text[] is null or motive = any (@motive))
    and (@place::text[] is null or place = any (@place))
    and (@urban::text[] is null or area = any (@urban))
    and (@citizenship::text[] is null or citizenship = any (@citizenship))
    and (@exploitation::text[] is null or exploitation = any (@exploitation))
    and (@drug::text[] is null or drug = any (@drug))
    and (@offence::text[] is null or offence = any (@offence))
