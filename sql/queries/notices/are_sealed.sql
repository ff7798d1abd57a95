-- One row: whether any valid secret of any office is sealed.
select notice.secrets_are_sealed()
