-- Nothing: tells the database for whom this connection works, and how far they may go; forgotten when it goes back to its pool.
select from (
    select set_config('observatory.actor', @actor, false), set_config('observatory.office', @office, false), set_config('observatory.country', @country, false),
        set_config('observatory.reach', @reach, false)
) as told
