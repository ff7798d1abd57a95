-- Returns no rows. Updates the indicators to the taxonomy. An indicator that is no longer in it is retired and not deleted, because figures
-- may refer to it.
with row as (
    select *
    from jsonb_to_recordset(@rows::jsonb) as row (
        code text, theme text, label jsonb, definition jsonb, unit text, "countingUnit" text, kind text, "isStock" boolean, formula text,
        "rateOf" text,
        decimals smallint, "higherIsWorse" boolean, "minValue" numeric, "maxValue" numeric, "iccsCodes" text[], crosswalks jsonb,
        dimensions text[])
),
retired as (
    update ref.indicator
    set retired = true
    where code not in (select code from row)
)
insert into ref.indicator (
    code, theme, label, definition, unit, counting_unit, kind, is_stock, formula, rate_of, decimals, higher_is_worse, min_value, max_value,
    iccs_codes, crosswalks, dimensions)
select code, theme, label, definition, unit, "countingUnit", kind, "isStock", formula, "rateOf", decimals, "higherIsWorse", "minValue",
    "maxValue", "iccsCodes", crosswalks, dimensions
from row
on conflict (code) do update
set theme = excluded.theme, label = excluded.label, definition = excluded.definition, unit = excluded.unit,
    counting_unit = excluded.counting_unit,
    kind = excluded.kind, is_stock = excluded.is_stock, formula = excluded.formula, rate_of = excluded.rate_of,
    decimals = excluded.decimals,
    higher_is_worse = excluded.higher_is_worse, min_value = excluded.min_value, max_value = excluded.max_value,
    iccs_codes = excluded.iccs_codes, crosswalks = excluded.crosswalks, dimensions = excluded.dimensions, retired = false
