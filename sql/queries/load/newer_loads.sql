-- Returns no rows. Creates the temporary table `newer_load`: the loads whose figures this submission cannot change, of any of its
-- providers. These are newer publications of its feed, and all loads of a feed that has precedence over it. If files are read again with a
-- corrected mapping, files that were sent later but published on the same day count as newer too.
create temporary table newer_load on commit drop as
with newer as materialized (
    select load.load_id, load.published_on, coalesce(other_load.stands = 'before', false) as is_before
    from dw.load
    join dw.load as this on this.load_id = @load_id
    left join other_load on other_load.load_id = load.load_id
    where load.vintage is not null
        and load.provider_ids && array(
            select staged.provider_id from ingest.staged_content as staged
            where staged.submission_number = @submission_number)
        -- The loads that this one replaces read the same file, whatever publication date they had.
        and load.load_id not in (select replaced_load.load_id from replaced_load)
        and case
            when other_load.load_id is null then load.published_on > this.published_on
                -- A file that is read again counts from its first load.
                or load.published_on = this.published_on
                    and coalesce(load.stands_as, load.load_id) > (select min(replaced_load.first_load) from replaced_load)
            else other_load.stands = 'before'
        end
)
select newer.load_id, newer.published_on, newer.is_before
from newer
-- Look at each load by itself, so that the content of all loads is not read.
cross join lateral (
    select load_content.load_id
    from dw.load_content
    where load_content.load_id = newer.load_id
        and load_content.provider_id = any (array(
            select staged.provider_id from ingest.staged_content as staged
            where staged.submission_number = @submission_number))
    limit 1
) as contained
