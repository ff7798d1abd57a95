-- Returns no rows. Tells the database for whom this connection works and which offices they may see. The setting ends when the connection
-- returns to its pool.
select from (
    select set_config('observatory.actor', @actor, false), set_config('observatory.office', @office, false),
        set_config('observatory.country', @country, false), set_config('observatory.reach', @reach, false)
) as told
