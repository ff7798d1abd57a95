using System.Text;
using Npgsql;

namespace Observatory.Tests.Warehouse;

/// <summary>Writes out what a database holds besides rows, one line a thing, in an order that is always the same.</summary>
internal static class CatalogueDump
{
    private const string Ours = "('access', 'audit', 'dw', 'ingest', 'notice', 'pub', 'ref')";

    private static readonly (string Title, string Sql)[] Parts =
    [
        (
            "schemas",
            $"select nspname || coalesce(' : ' || obj_description(oid, 'pg_namespace'), '') from pg_namespace where nspname in {Ours}"
        ),
        (
            "columns",
            $"""
            select n.nspname || '.' || c.relname || ' ' || case c.relkind when 'v' then 'view' else 'table' end || ' '
                || lpad(a.attnum::text, 2, '0') || ' ' || a.attname
                || ' ' || format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end
                || case a.attidentity when '' then '' else ' identity' end || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
            from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
            left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
            where n.nspname in {Ours} and c.relkind in ('r', 'p', 'v') and a.attnum > 0 and not a.attisdropped
            """
        ),
        (
            "constraints",
            $"""
            select n.nspname || '.' || c.relname || ' ' || k.conname || ' ' || pg_get_constraintdef(k.oid)
            from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
            where n.nspname in {Ours}
            """
        ),
        ("indexes", $"select indexdef from pg_indexes where schemaname in {Ours}"),
        ("views", $"select schemaname || '.' || viewname || E'\\n' || definition from pg_views where schemaname in {Ours}"),
        (
            "functions",
            $"""
            select pg_get_functiondef(p.oid) from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname in {Ours}
            """
        ),
        (
            "grants",
            $"""
            select n.nspname || ' ' || a.grantee::regrole || ' ' || string_agg(lower(a.privilege_type), ', ' order by a.privilege_type)
            from pg_namespace n cross join aclexplode(n.nspacl) a
            where n.nspname in {Ours} and a.grantee::regrole::text like 'observatory\_%er' group by n.nspname, a.grantee
            union all
            select n.nspname || '.' || c.relname || ' ' || a.grantee::regrole || ' '
                || string_agg(lower(a.privilege_type), ', ' order by a.privilege_type)
            from pg_class c join pg_namespace n on n.oid = c.relnamespace cross join aclexplode(c.relacl) a
            where n.nspname in {Ours} and a.grantee <> 0 and a.grantee::regrole::text like 'observatory\_%er'
            group by n.nspname, c.relname, a.grantee
            """
        ),
    ];

    public static async Task<string> OfAsync(NpgsqlDataSource source)
    {
        var dump = new StringBuilder();
        foreach (var (title, sql) in Parts)
        {
            dump.Append("# ").Append(title).Append('\n');
            await using var command = source.CreateCommand($"select line from ({sql}) as listed (line) order by line collate \"C\"");
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                dump.Append(reader.GetString(0).TrimEnd().Replace("\r", "", StringComparison.Ordinal)).Append('\n');
            dump.Append('\n');
        }
        return dump.ToString().TrimEnd() + "\n";
    }
}
