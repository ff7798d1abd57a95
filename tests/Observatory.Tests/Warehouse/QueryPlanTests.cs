using Npgsql;
using Observatory.Core.Series;
using Observatory.Tests.Support;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Questions;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary>
/// Each kind of question finds its figures by an index. The star is large enough, and the planner knows how large, that reading it through
/// would be the worse way by far.
/// </summary>
public sealed class QueryPlanTests(QueryPlanTests.Star star) : IClassFixture<QueryPlanTests.Star>
{
    private static readonly string[] Ten = [.. Enumerable.Range(1, 10).Select(Place)];

    public static TheoryData<string, ObservationQuery> Questions() =>
        new()
        {
            { "ten areas by year", Ask(Ten, Frequency.Annual) },
            { "one area by month", Ask([Place(7)], Frequency.Monthly) },
            { "one area by quarter", Ask([Place(7)], Frequency.Quarterly) },
            {
                "one area in all breakdowns",
                Ask([Place(7)], Frequency.Annual) with
                {
                    Breakdown = BreakdownDimensions.All.ToDictionary(d => d, _ => (IReadOnlyList<string>)["*"]),
                }
            },
            { "a nation made of its parts", Ask(["MEX"], Frequency.Annual) },
            { "all providers side by side", Ask(Ten, Frequency.Annual) with { Sources = ["*"] } },
            { "as of another day", Ask(Ten, Frequency.Monthly) with { AsOf = NodaTime.Instant.FromUtc(2030, 1, 1, 0, 0) } },
            { "published by a day", Ask([Place(7)], Frequency.Monthly) with { PublishedBy = new NodaTime.LocalDate(2030, 1, 1) } },
        };

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task A_question_is_answered_from_an_index(string kind, ObservationQuery question)
    {
        var resolved = await star.Warehouse.Resolver.ResolveAsync(question, CancellationToken.None);
        var fetched = resolved.ToFetch(question.Indicators);
        var statement = fetched.IsNow ? FigureQueries.Observations : FigureQueries.Versions;
        var parameters = FigureFetch.ParametersOf(fetched, await KnownBreakdowns.OfAsync(star.Warehouse.Sources, CancellationToken.None));
        await using var connection = await star.Warehouse.Sources.Reader.OpenConnectionAsync();
        await using var explain = new NpgsqlCommand("explain " + SqlText.Of($"queries/{statement.Name}.sql"), connection);
        foreach (var property in parameters.GetType().GetProperties())
            explain.Parameters.AddWithValue(property.Name, property.GetValue(parameters) ?? DBNull.Value);
        var plan = new List<string>();
        await using (var reader = await explain.ExecuteReaderAsync())
            while (await reader.ReadAsync())
                plan.Add(reader.GetString(0));
        Assert.True(
            plan.Exists(l => l.Contains("_pkey on fact_observation", StringComparison.Ordinal)),
            $"{kind}: no index of facts in\n{string.Join('\n', plan)}"
        );
        Assert.DoesNotContain(plan, l =>
            (l.Contains("Seq Scan on fact_", StringComparison.Ordinal) || l.Contains("Seq Scan on rollup_", StringComparison.Ordinal))
            && !star.IsEmpty(l)
        );
    }

    private static string Place(int number) => System.FormattableString.Invariant($"MEX:{number:00000}");

    private static ObservationQuery Ask(string[] areas, Frequency frequency) =>
        new()
        {
            Indicators = ["HOM_INC"],
            Areas = areas,
            Frequency = frequency,
        };

    /// <summary>Two hundred thousand months of two thousand municipalities, a tenth of them revised once.</summary>
    public sealed class Star : IAsyncLifetime
    {
        private HashSet<string> _empty = [];

        public TestWarehouse Warehouse { get; private set; } = null!;

        public bool IsEmpty(string line) => _empty.Any(line.Contains);

        public async Task InitializeAsync()
        {
            Warehouse = await TestWarehouse.CreateAsync();
            await LoadCounts.ExecuteAsync(
                Warehouse,
                $$"""
                insert into ref.area (code, country_id, level, parent_id, path, label, type)
                select 'MEX:' || lpad(n::text, 5, '0'), state.country_id, 3, state.area_id, '{}',
                    jsonb_build_object('en', n, 'es', n, 'fr', n, 'pt', n), null
                from generate_series(1, 2000) as n cross join (select * from ref.area where code = 'MX-AGU') as state;
                update ref.area set path = state.path || area.area_id from ref.area as state
                where state.area_id = area.parent_id and area.code like 'MEX:%';
                insert into dw.breakdown (sex, age, mechanism, relationship, motive, place, area, citizenship, exploitation, drug, offence)
                values ('_T', '_T', '_T', '_T', '_T', '_T', '_T', '_T', '_T', '_T', '_T');
                insert into dw.attribute_set (statuses, counting_unit, confidentiality, notes) values ('A', 'INCIDENTS', 'F', '');
                insert into ingest.mapping_version (mapping, version, checksum) values ('TST/plan', 1, 'x');
                insert into ingest.source_file (sha256, bytes, stored_at) values (repeat('0', 64), 1, now());
                insert into ingest.submission (submission_id, feed, file_name, sha256, state, state_since, received_at, received_by,
                    received_through)
                select gen_random_uuid(), 'TST/plan' || n, 'x', repeat('0', 64), 'Loaded', now(), now(), 'x', 'verb'
                from generate_series(1, 2) as n;
                insert into dw.load (submission_id, provider_id, mapping_version_id, taxonomy_version_id, published_on, loaded_at,
                    loaded_by, vintage)
                select submission_id, (select provider_id from ref.provider where code = 'MEX_SESNSP'), 1, 1, '2021-01-01',
                    now(), 'x', number
                from ingest.submission;
                insert into dw.series_source
                select area.country_id, indicator_id, provider_id, 1
                from ref.area, ref.indicator, ref.provider
                where area.code = 'MEX' and indicator.code = 'HOM_INC' and provider.code = 'MEX_SESNSP';
                select dw.fact_place(provider_id, 3::smallint) from ref.provider where code = 'MEX_SESNSP';
                insert into dw.fact_observation
                select area.area_id, period.period_id, 1, 1, 1, 1, area.country_id, source.indicator_id, source.provider_id, 3, 1, 1, 5,
                    null, null, 1, false
                from ref.area cross join dw.series_source as source
                join dw.period on period.freq = 'M' and period.period_id between 4201501 and 4202304
                where area.code like 'MEX:%';
                insert into dw.fact_history
                select area_id, period_id, breakdown_id, 1, 1, 1, country_id, indicator_id, provider_id, 3, 1, 1, 4, null, null, 1, false, 2
                from dw.fact_observation where period_id % 10 = 1;
                """
            );
            await using (var connection = await Warehouse.Sources.Migrator.OpenConnectionAsync())
            await using (var transaction = await connection.BeginTransactionAsync())
            {
                await Observatory.Warehouse.Loading.Rollups.RebuildAsync(connection, transaction, CancellationToken.None);
                await transaction.CommitAsync();
            }
            await LoadCounts.ExecuteAsync(Warehouse, $"analyze");
            Warehouse.Sources.Vintages.Forget();
            _empty =
            [
                .. (await NamesAsync()).Select(n => $"Seq Scan on {n} ").Concat((await NamesAsync()).Select(n => $"Seq Scan on {n}(")),
            ];
        }

        public async Task DisposeAsync() => await Warehouse.DisposeAsync();

        private async Task<List<string>> NamesAsync()
        {
            await using var command = Warehouse.Sources.Migrator.CreateCommand(
                "select relname::text from pg_class where relnamespace = 'dw'::regnamespace and relkind = 'r' and relname ~ "
                    + "'^(fact|rollup)_' and reltuples < 1000"
            );
            await using var reader = await command.ExecuteReaderAsync();
            var names = new List<string>();
            while (await reader.ReadAsync())
                names.Add(reader.GetString(0));
            return names;
        }
    }
}
