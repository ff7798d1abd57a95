-- Whether the one a connection works for may send, or agree to, figures of a provider. False for one that is not known.
create or replace function access.speaks_for(of_provider smallint) returns boolean
    language sql stable
    return coalesce(current_setting('observatory.reach', true) = 'all', false) or exists (
        select
        from ref.provider
        left join ref.area on area.area_id = provider.country_id
        where provider.provider_id = of_provider
            and access.reaches(provider.code, area.code));
