using NodaTime;
using Observatory.Core.Series;
using Observatory.Core.Submissions;
using Observatory.Tests.Support;
using Observatory.Warehouse.Loading;
using Observatory.Warehouse.Questions;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary>
/// The same files into a star as the migrations make it, where a first file is attached as it was staged, and into one that the script for
/// Citus has flattened at some moment, where every file is compared: both answer alike. Without Citus: what it would do with the statements
/// is not held here.
/// </summary>
public sealed class CitusAnswersTests : IAsyncLifetime, IDisposable
{
    private const string Other = "TST/other";

    private static readonly (string Name, string Feed, LocalDate Published, byte[] Content)[] Deliveries =
    [
        ("small1.csv", SmallFeed.Name, new LocalDate(2021, 3, 1), SmallFeed.Csv(SmallFeed.Months("abc", 12, 5))),
        ("small2.csv", Other, new LocalDate(2021, 3, 2), SmallFeed.Csv(SmallFeed.Months("abc", 12, 4))),
        // Revised, added to (the nation has no figures before it) and withdrawn: c has none any more from the seventh month on.
        (
            "small3.csv",
            SmallFeed.Name,
            new LocalDate(2021, 4, 1),
            SmallFeed.Csv([
                .. SmallFeed.Months("a", 12, 6),
                .. SmallFeed.Months("b", 12, 5),
                .. SmallFeed.Months("c", 6, 5),
                .. SmallFeed.Months("n", 12, 17),
            ])
        ),
        // An older publication that comes last.
        ("small4.csv", SmallFeed.Name, new LocalDate(2021, 2, 1), SmallFeed.Csv(SmallFeed.Months("ab", 12, 3))),
    ];

    private readonly TemporaryFolder _mappings = new();
    private TestWarehouse _plain = null!;
    private TestWarehouse _flat = null!;

    public async Task InitializeAsync()
    {
        SmallFeed.WriteTo(_mappings.Path);
        SmallFeed.WriteTo(_mappings.Path, Other, provider: "MEX_INEGI");
        _plain = await TestWarehouse.CreateAsync(_mappings.Path);
        _flat = await TestWarehouse.CreateAsync(_mappings.Path);
    }

    public async Task DisposeAsync()
    {
        await _plain.DisposeAsync();
        await _flat.DisposeAsync();
    }

    public void Dispose() => _mappings.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_star_flattened_after_so_many_files_answers_as_one_that_never_was(int before)
    {
        for (var i = 0; i < Deliveries.Length; i++)
        {
            if (i == before)
                await CitusScript.RunAsync(_flat);
            await LoadAsync(_plain, i);
            await LoadAsync(_flat, i);
            Assert.Equal(await AnsweredAsync(_plain), await AnsweredAsync(_flat));
        }
        Assert.NotEqual(0, await NestedPlacesAsync(_plain));
        Assert.Equal(0, await NestedPlacesAsync(_flat));
    }

    [Fact]
    public async Task A_table_staged_for_attaching_before_the_Citus_script_is_loaded_after_it()
    {
        var (name, feed, published, content) = Deliveries[0];
        var staged = await _flat.IngestAsync(content, name, feed, published, approve: false);
        await CitusScript.RunAsync(_flat);
        Assert.Equal(SubmissionState.Loaded, (await _flat.LoadAsync(staged.SubmissionId)).State);
        await LoadAsync(_plain, 0);
        Assert.Equal(await AnsweredAsync(_plain), await AnsweredAsync(_flat));
        Assert.Equal(0, await NestedPlacesAsync(_flat));
    }

    private static async Task LoadAsync(TestWarehouse warehouse, int delivery)
    {
        var (name, feed, published, content) = Deliveries[delivery];
        Assert.Equal(SubmissionState.Loaded, (await warehouse.IngestAsync(content, name, feed, published)).State);
    }

    /// <summary>
    /// What both offices say, figures and sums, now and by what was published at first; the sums as they are stored and as they are made
    /// from nothing.
    /// </summary>
    private static async Task<List<string>> AnsweredAsync(TestWarehouse warehouse)
    {
        var lines = new List<string>();
        foreach (var frequency in new[] { Frequency.Monthly, Frequency.Quarterly, Frequency.Annual })
        foreach (LocalDate? day in new LocalDate?[] { null, Deliveries[0].Published })
            // When it was loaded is another moment in each.
            lines.AddRange(
                (
                    await warehouse.ReadAsync(
                        new ObservationQuery
                        {
                            Indicators = ["HOM_INC"],
                            Areas = ["MEX", .. SmallFeed.States],
                            Frequency = frequency,
                            Sources = ["*"],
                            PublishedBy = day,
                        }
                    )
                ).Select(r => $"{day} {r with { LoadedAt = default }}")
            );
        Assert.NotEmpty(lines);
        var sums = await SumsAsync(warehouse);
        lines.AddRange(sums);
        await using var connection = await warehouse.Sources.Migrator.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await Rollups.RebuildAsync(connection, transaction, CancellationToken.None);
        await transaction.CommitAsync();
        Assert.Equal(sums, await SumsAsync(warehouse));
        return lines;
    }

    private static async Task<List<string>> SumsAsync(TestWarehouse warehouse)
    {
        await using var command = warehouse.Sources.Migrator.CreateCommand(
            "select rollup_observation::text from dw.rollup_observation order by 1"
        );
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(reader.GetString(0));
        return rows;
    }

    /// <summary>Partitions of partitions: where figures or sums lie by level of area.</summary>
    private static Task<long> NestedPlacesAsync(TestWarehouse warehouse) =>
        LoadCounts.ScalarAsync<long>(
            warehouse,
            $"""
            select count(*)
            from pg_inherits
            join pg_class on pg_class.oid = inhparent and relkind = 'p' and relispartition and relnamespace = 'dw'::regnamespace
            """
        );
}
