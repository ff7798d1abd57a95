-- Nothing: empties the list of preferred sources, which is written anew in the same transaction.
delete from ref.preferred_source
