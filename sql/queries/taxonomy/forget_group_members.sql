-- Nothing: empties the membership lists, which are written anew in the same transaction.
delete from ref.area_group_member
