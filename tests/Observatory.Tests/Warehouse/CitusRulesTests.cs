using System.Text.RegularExpressions;
using Npgsql;
using Observatory.Tests.Support;
using Observatory.Warehouse.Database;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary>
/// Whether the star can be spread over servers by country: schema and queries beside the rules that Citus sets, without Citus. What is held
/// here is its documentation ("SQL support and workarounds") and what was tried: Citus 13.2 on PostgreSQL 15, a coordinator and two
/// workers.
/// </summary>
public sealed partial class CitusRulesTests : IAsyncLifetime
{
    /// <summary>
    /// Queries that go over all countries on purpose, and why that holds: Citus asks every server and puts the answers together.
    /// </summary>
    private static readonly IReadOnlyDictionary<string, string> OverAllCountries = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["queries/catalogue/indicators.sql"] = "counts countries for each indicator: one small aggregate on each server",
        ["queries/load/additions.sql"] = "goes through what one load contained, by its number, and looks each figure up by its country",
        ["queries/load/changes.sql"] = "finds what one load changed by its number; old and new are then joined by country",
        ["queries/load/newer_loads.sql"] =
            "lists the loads of a provider by number, whatever countries they speak of; a cell asks each of them by country",
        ["queries/load/find_late.sql"] =
            "lists the content of newer loads by their numbers, as newer_loads does; each figure in it is then met by its country",
        ["queries/load/star_partitions.sql"] =
            "lists what samples contained by the numbers of their loads, as newer_loads does: a demo has a few",
        ["queries/load/withdraw_samples.sql"] =
            "goes through what samples contained by the numbers of their loads, and looks each figure up by its country",
        ["queries/load/withdraw_replaced.sql"] =
            "goes through what files contained that are read again, by the numbers of their loads, and looks each figure up by its country",
        ["queries/load/is_compared.sql"] =
            "asks for the loads of a provider by number, whatever countries they speak of, as newer_loads does",
        ["queries/submissions/preview_state.sql"] =
            "asks for the loads of a provider by number, whatever countries they speak of, as newer_loads does",
        ["queries/rollups/no_rise_in_time.sql"] = "an empty table in the form of the star: where false",
        ["queries/rollups/present_standing.sql"] = "a view for the time of a load: what reads it asks by country",
        ["queries/rollups/delta_of_all.sql"] = "a view of every figure, for sums made from nothing: each server is asked for its own once",
        ["queries/rollups/forget.sql"] = "deletes every sum on every server, before all are made from nothing",
        ["queries/rollups/is_missing.sql"] = "asks the servers for one row, when the program is migrated",
        ["queries/rollups/touched_by_staged.sql"] = "a view of what a first load attached: nothing is attached to a star that is spread",
        ["queries/notices/last_reported.sql"] =
            "which periods the loads of feeds spoke of, whatever countries: a few distinct lists of each server, once an hour",
        ["queries/lineage/cells.sql"] = "one plain join of one distributed table with reference tables, with filters that are pushed down",
    };

    private static readonly IReadOnlyDictionary<string, string> Placement = Placed()
        .Matches(SqlText.Of(CitusScript.Name))
        .ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value, StringComparer.Ordinal);

    private TestWarehouse _warehouse = null!;
    private string _before = "";

    public async Task InitializeAsync()
    {
        _warehouse = await TestWarehouse.CreateAsync();
        // A provider whose figures lie in partitions of partitions, for the script to meet.
        await LoadCounts.ExecuteAsync(
            _warehouse,
            $"""
            select dw.fact_place(1::smallint, 0::smallint), dw.fact_place(1::smallint, 1::smallint), dw.fact_place(2::smallint, 0::smallint)
            """
        );
        await LoadCounts.ExecuteAsync(
            _warehouse,
            $"""
            insert into dw.fact_observation (area_id, period_id, breakdown_id, attribute_set_id, source_row, cells, country_id,
                indicator_id, provider_id, area_level, source_column, source_sheet, value, load_from, is_withdrawn)
            select area_id, 1202000, 1, 1, 1, 1, country_id, 1, 1, level, 1, 1, area_id, 1, false from ref.area where level in (0, 1)
            """
        );
        _before = await FiguresAsync();
        await CitusScript.RunAsync(_warehouse);
    }

    public async Task DisposeAsync() => await _warehouse.DisposeAsync();

    [Fact]
    public async Task Without_Citus_the_script_says_so_and_changes_nothing()
    {
        await using var database = await TestCluster.CreateAsync();
        var fault = await Assert.ThrowsAsync<PostgresException>(() =>
            TestCluster.ExecuteAsync(database.ConnectionString, SqlText.Of(CitusScript.Name))
        );
        Assert.StartsWith("Citus is not installed", fault.MessageText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_table_has_its_place_and_every_place_its_table()
    {
        var tables = await ListAsync(
            """
            select namespace.nspname || '.' || class.relname
            from pg_class as class
            join pg_namespace as namespace on namespace.oid = class.relnamespace
            where namespace.nspname in ('ref', 'dw', 'ingest') and class.relkind in ('r', 'p') and not class.relispartition
                and class.relname !~ '^staged_\d+$'
            """
        );
        Assert.Equal(Placement.Keys.Order(StringComparer.Ordinal), tables.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_unique_key_of_a_distributed_table_has_the_country() =>
        Assert.Empty(
            await ListAsync(
                $"""
                select class.relname || ' ' || index.indexrelid::regclass
                from pg_index as index
                join pg_class as class on class.oid = index.indrelid
                where ({Distributed()}) and (index.indisunique or index.indisexclusion)
                    and not exists (
                        select from pg_attribute
                        where attrelid = class.oid and attname = 'country_id' and attnotnull
                            and attnum = any (index.indkey[:index.indnkeyatts - 1]))
                """
            )
        );

    [Fact]
    public async Task Every_distributed_table_has_the_country() =>
        Assert.Equal(
            Placement.Values.Count(p => p == "distributed"),
            (
                await ListAsync(
                    "select class.relname from pg_class as class join pg_attribute as attribute on attribute.attrelid = class.oid "
                        + $"and attribute.attname = 'country_id' where ({Distributed()}) and not class.relispartition"
                )
            ).Count
        );

    [Fact]
    public async Task Foreign_keys_lead_from_distributed_tables_to_reference_tables_and_stay_inside_otherwise()
    {
        var keys = await ListAsync(
            """
            select from_space.nspname || '.' || from_class.relname || ' ' || to_space.nspname || '.' || to_class.relname
            from pg_constraint as constrained
            join pg_class as from_class on from_class.oid = constrained.conrelid
            join pg_namespace as from_space on from_space.oid = from_class.relnamespace
            join pg_class as to_class on to_class.oid = constrained.confrelid
            join pg_namespace as to_space on to_space.oid = to_class.relnamespace
            where constrained.contype = 'f' and not from_class.relispartition
            """
        );
        var ways = keys.Select(k => k.Split(' '))
            .Where(k => Placement.ContainsKey(k[0]))
            .Select(k => $"{Placement[k[0]]} to {Placement[k[1]]}");
        Assert.Equal(
            ["distributed to reference", "local to local", "reference to reference"],
            ways.Distinct().Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task No_distributed_table_has_triggers_or_rules() =>
        Assert.Empty(
            await ListAsync(
                $"""
                select class.relname from pg_class as class where ({Distributed()})
                    and (exists (select from pg_trigger where tgrelid = class.oid and not tgisinternal)
                        or exists (select from pg_rewrite where ev_class = class.oid))
                """
            )
        );

    [Fact]
    public async Task No_distributed_table_has_partitions_of_partitions() =>
        Assert.Empty(
            await ListAsync(
                "select relname from pg_class where relkind = 'p' and relispartition and relnamespace in ('dw'::regnamespace, "
                    + "'ref'::regnamespace)"
            )
        );

    [Fact]
    public async Task No_table_that_Citus_takes_over_has_an_identity_smaller_than_bigint()
    {
        var identities = await ListAsync(
            """
            select namespace.nspname || '.' || class.relname
            from pg_attribute as attribute
            join pg_class as class on class.oid = attribute.attrelid
            join pg_namespace as namespace on namespace.oid = class.relnamespace
            where attribute.attidentity <> '' and attribute.atttypid <> 'bigint'::regtype
            """
        );
        Assert.All(identities.Where(Placement.ContainsKey), t => Assert.Equal("local", Placement[t]));
    }

    [Fact]
    public async Task The_script_keeps_every_figure() => Assert.Equal(_before, await FiguresAsync());

    [Fact]
    public async Task After_it_a_place_is_the_partition_of_a_provider() =>
        Assert.Equal(
            ["dw.fact_observation_p1", "dw.fact_observation_p7"],
            await ListAsync(
                "select dw.fact_place(1::smallint, 3::smallint)::text union select dw.fact_place(7::smallint, 3::smallint)::text order by 1"
            )
        );

    [Fact]
    public async Task After_it_numbers_go_on_where_they_were() =>
        Assert.Equal(
            ["true"],
            await ListAsync(
                "with new as (insert into ref.taxonomy_version (checksum) values ('another') returning taxonomy_version_id) select "
                    + "(new.taxonomy_version_id > max(old.taxonomy_version_id))::text from new, ref.taxonomy_version as old group by "
                    + "new.taxonomy_version_id"
            )
        );

    [Fact]
    public async Task Every_query_can_be_sent_to_the_server_of_a_country_or_pushed_down_to_all()
    {
        var distributed = await RelationsAsync();
        var wrong = SqlText
            .Names.Where(n => n.StartsWith("queries/", StringComparison.Ordinal) && !OverAllCountries.ContainsKey(n))
            .SelectMany(n => DistributedQuery.Complaints(SqlText.Of(n), distributed).Select(c => $"{n}: {c}"));
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_query_that_goes_over_all_countries_exists() => Assert.Empty(OverAllCountries.Keys.Except(SqlText.Names));

    [Theory]
    [InlineData("select * from dw.fact where fact.country_id = @country", null)]
    [InlineData("select * from dw.fact where country_id = any (@countries)", null)]
    [InlineData("select * from dw.fact as f join dw.scope as s on s.country_id = f.country_id", null)]
    [InlineData(
        "select * from dw.fact join dw.scope using (load_id, country_id) where dw.fact.x = 1",
        "dw.fact as fact: nothing is asked of its country_id"
    )]
    [InlineData("select * from ref.area", null)]
    [InlineData("select '-- from dw.fact' from ref.area -- join dw.fact", null)]
    [InlineData("select * from /* ref.a */ dw.fact", "dw.fact as fact: nothing is asked of its country_id")]
    [InlineData("select * from dw.fact f where g.country_id = @country", "dw.fact as f: nothing is asked of its country_id")]
    [InlineData("select * from dw.fact f where f.country_id = null", "dw.fact as f: nothing is asked of its country_id")]
    [InlineData("select * from dw.fact f, dw.scope where f.country_id = 1", "dw.scope as scope: nothing is asked of its country_id")]
    [InlineData("select * from dw.fact f where f.note = 'f.country_id = 1'", "dw.fact as f: nothing is asked of its country_id")]
    [InlineData("insert into dw.fact (area_id, country_id) select 1, 2", null)]
    [InlineData("insert into dw.fact as held (area_id, country_id) select 1, 2 on conflict do nothing", null)]
    [InlineData("insert into dw.fact as held (area_id) select 1", "dw.fact as held: nothing is asked of its country_id")]
    [InlineData("insert into dw.fact (area_id) select 1", "dw.fact as fact: nothing is asked of its country_id")]
    [InlineData(
        "update dw.fact as f set value = 1, country_id = 3 from x where f.country_id = x.country_id",
        "dw.fact: its country_id is changed"
    )]
    [InlineData(
        "update dw.fact as f set at = clock_timestamp() where f.country_id = 1",
        "dw.fact: it is changed by a function that is volatile"
    )]
    [InlineData("update dw.fact as f set value = x.value from x where f.country_id = x.country_id", null)]
    [InlineData("with recursive r as (select 1) select * from dw.fact where country_id = 1", "a recursive query")]
    [InlineData("merge into dw.fact (country_id) using x on true", "merge")]
    public void The_rules_find_what_Citus_refuses(string sql, string? complaint) =>
        Assert.Equal(
            complaint,
            DistributedQuery.Complaints(sql, new HashSet<string> { "dw.fact", "dw.scope" }) is [var first, ..] ? first : null
        );

    /// <summary>Distributed tables, and the views that stand on any of them.</summary>
    private async Task<IReadOnlySet<string>> RelationsAsync() =>
        (
            await ListAsync(
                $"""
                with recursive relation as (
                    select class.oid from pg_class as class where ({Distributed()})
                    union
                    select pg_rewrite.ev_class
                    from relation
                    join pg_depend on pg_depend.refobjid = relation.oid and pg_depend.refclassid = 'pg_class'::regclass
                        and pg_depend.classid = 'pg_rewrite'::regclass
                    join pg_rewrite on pg_rewrite.oid = pg_depend.objid
                )
                select namespace.nspname || '.' || class.relname
                from relation
                join pg_class as class using (oid)
                join pg_namespace as namespace on namespace.oid = class.relnamespace
                """
            )
        ).ToHashSet(StringComparer.Ordinal);

    /// <summary>A condition on <c>class</c>: a distributed table or a partition of one.</summary>
    private static string Distributed()
    {
        var names = string.Join(", ", Placement.Where(p => p.Value == "distributed").Select(p => $"'{p.Key}'::regclass"));
        return $"class.relkind in ('r', 'p') and (class.oid in ({names}) or (class.relispartition and pg_partition_root(class.oid) in "
            + $"({names})))";
    }

    private async Task<string> FiguresAsync() =>
        Assert.Single(
            await ListAsync(
                "select count(*) || ' ' || sum(value) || ' ' || md5(string_agg(fact::text, '' order by area_id)) from "
                    + "dw.fact_observation as fact"
            )
        );

    private async Task<IReadOnlyList<string>> ListAsync(string sql)
    {
        var lines = new List<string>();
        await using var command = _warehouse.Sources.Migrator.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            lines.Add(reader.GetString(0));
        return lines;
    }

    [GeneratedRegex(@"\('((?:ref|dw|ingest)\.\w+)', '(reference|distributed|local)'\)")]
    private static partial Regex Placed();
}
