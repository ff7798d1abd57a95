-- (a) Rows that are ready, into a table without an index.
\copy bare from '{ready}' with (format csv)
