"""The wide file into a table with pandas: read, unpivot, look codes up, then COPY or to_sql. Connection by PG* variables."""
import csv
import io
import os
import sys

import pandas

how, path, municipalities, offences, table = sys.argv[1:6]
keys = ["bien_juridico", "tipo", "subtipo", "modalidad"]
wide = pandas.read_csv(path, encoding="cp1252", header=0, dtype={"code": str},
                       names=["anio", "clave_ent", "entidad", "code", "municipio", *keys, *range(1, 13)])
wide["source_row"] = range(1, len(wide) + 1)
wide = wide.merge(pandas.read_csv(municipalities, names=["geography", "code"], dtype={"code": str}), on="code", validate="m:1")
wide = wide.merge(pandas.read_csv(offences, names=["indicator", *keys]), on=keys, validate="m:1")
rows = wide.melt(id_vars=["indicator", "geography", "anio", "source_row"], value_vars=list(range(1, 13)), var_name="month", value_name="value").dropna(subset=["value"])
rows["period"] = (rows["anio"] - 1990) * 12 + rows["month"].astype(int)
for name in ["disaggregation", "source", "status", "load"]:
    rows[name] = 1
rows = rows[["indicator", "geography", "period", "disaggregation", "source", "value", "status", "load", "source_row"]]

if how == "copy":
    import psycopg2
    text = io.StringIO()
    rows.to_csv(text, header=False, index=False, quoting=csv.QUOTE_MINIMAL)
    text.seek(0)
    with psycopg2.connect("") as connection, connection.cursor() as cursor:
        cursor.copy_expert(f"copy {table} from stdin with (format csv)", text)
else:
    import sqlalchemy
    url = sqlalchemy.engine.URL.create("postgresql", os.environ["PGUSER"], os.environ["PGPASSWORD"], os.environ["PGHOST"], int(os.environ["PGPORT"]), os.environ["PGDATABASE"])
    rows.to_sql(table, sqlalchemy.create_engine(url), if_exists="append", index=False)
