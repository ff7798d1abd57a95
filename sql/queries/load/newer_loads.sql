-- Returns no rows. A temporary table of the loads that say what this one cannot change, of any provider that the submission has figures of: those of a newer
-- publication of its feed, and all of a feed that has precedence over it. Where files are read again by a corrected mapping, what was sent after them and
-- published on the same day is newer, too.
create temporary table newer_load on commit drop as
with newer as materialized (
    select load.load_id, load.published_on, coalesce(other_load.stands = 'before', false) as is_before
    from dw.load
    join dw.load as this on this.load_id = @load_id
    left join other_load on other_load.load_id = load.load_id
    where load.vintage is not null
        and load.provider_ids && array(select staged.provider_id from ingest.staged_content as staged where staged.submission_number = @submission_number)
        -- What it replaces was this same file, whichever day that was thought to be of.
        and load.load_id not in (select replaced_load.load_id from replaced_load)
        and case
            when other_load.load_id is null then load.published_on > this.published_on
                -- Read again it stands where it was first loaded.
                or load.published_on = this.published_on and coalesce(load.stands_as, load.load_id) > (select min(replaced_load.first_load) from replaced_load)
            else other_load.stands = 'before'
        end
)
select newer.load_id, newer.published_on, newer.is_before
from newer
-- Asked of each load by itself: what all loads contained is not read.
cross join lateral (
    select load_content.load_id
    from dw.load_content
    where load_content.load_id = newer.load_id
        and load_content.provider_id = any (array(select staged.provider_id from ingest.staged_content as staged where staged.submission_number = @submission_number))
    limit 1
) as contained
