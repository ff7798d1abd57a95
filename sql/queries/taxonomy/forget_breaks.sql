-- Nothing: empties the list of declared breaks, which is written anew in the same transaction.
delete from ref.series_break
