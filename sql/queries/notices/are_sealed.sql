-- Whether any secret that is good was sealed, whoever's it is. One row.
select notice.secrets_are_sealed()
