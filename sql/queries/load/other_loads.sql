-- Returns no rows. Creates the temporary table `other_load`: loads that gave figures of the submission's providers for another feed or as a
-- sample, and which side has precedence. `before` means the other load, `behind` means this submission, `apart` means that nobody has
-- declared it.
create temporary table other_load on commit drop as
select load.load_id, mapping_version.mapping as feed,
    case
        when load.is_sample <> @is_sample::boolean then case when @is_sample::boolean then 'before' else 'behind' end
        when mapping_version.mapping = any (@yields_to::text[]) then 'before'
        when mapping_version.mapping = any (@stands_before::text[]) then 'behind'
        else 'apart'
    end as stands,
    load.is_sample and not @is_sample::boolean as is_sample,
    @is_sample::boolean and not load.is_sample as is_real
from dw.load
join ingest.mapping_version using (mapping_version_id)
where load.vintage is not null
    and load.provider_ids && array(
        select staged.provider_id from ingest.staged_content as staged
        where staged.submission_number = @submission_number)
    and (mapping_version.mapping <> @feed::text and mapping_version.mapping <> all (@continues::text[])
        or load.is_sample <> @is_sample::boolean)
