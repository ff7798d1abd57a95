using System.Globalization;
using NodaTime;
using Observatory.Core.Series;
using Observatory.Core.Submissions;
using Observatory.Tests.Support;
using Observatory.Warehouse.Loading;
using Observatory.Warehouse.Questions;
using Xunit;
using Xunit.Abstractions;

namespace Observatory.Tests.Warehouse;

/// <summary>
/// Random histories of publications, loaded in another order than they were published in, held against the simplest thing that can be said
/// of them: a figure is what the newest publication says that contains it or covers it. Every seed is printed.
/// </summary>
public sealed class HistoryPropertyTests(ITestOutputHelper output) : IAsyncLifetime, IDisposable
{
    private const string Covering = "TST/covering";
    private const string Register = "TST/register";
    private const string Loose = "TST/loose";
    private const string Indicator = "HOM_INC";

    private static readonly LocalDate FirstDay = new(2021, 1, 1);

    private readonly TemporaryFolder _mappings = new();
    private TestWarehouse _warehouse = null!;

    public static TheoryData<int> Seeds() => [11, 42, Environment.TickCount & 0xFFFFFF];

    public async Task InitializeAsync()
    {
        WriteFeed(Covering, "covers: { area: MEX, level: subdivision, parts: parts.csv }");
        WriteFeed(Register, "covers: { area: MEX, level: subdivision, absent: zero }");
        WriteFeed(Loose, "");
        _warehouse = await TestWarehouse.CreateAsync(_mappings.Path);
    }

    public async Task DisposeAsync() => await _warehouse.DisposeAsync();

    public void Dispose() => _mappings.Dispose();

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Answers_about_any_history_of_publications_follow_from_the_publications(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var loads = new List<Publication>();
        for (var i = 0; i < 9; i++)
            loads.Add(await LoadAsync(random, i));

        for (var known = 1; known <= loads.Count; known++)
        {
            var until = loads[..known];
            Same(Said(until, LocalDate.MaxIsoValue), await StoredAsync(asOf: until[^1].LoadedAt));
        }
        foreach (var day in loads.Select(l => l.Published).Append(FirstDay.PlusDays(-1)).Distinct())
        {
            Same(Said(loads, day), await StoredAsync(publishedBy: day));
            Same(Said(loads[..5], day), await StoredAsync(loads[4].LoadedAt, day));
        }
        Same(Said(loads, LocalDate.MaxIsoValue), await StoredAsync());
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Sums_that_followed_every_load_are_those_made_from_nothing(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var i = 0; i < 9; i++)
        {
            await LoadAsync(random, i);
            var followed = await SumsAsync();
            await RebuildAsync();
            Same(await SumsAsync(), followed);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Stored_sums_are_those_made_when_asked(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var i = 0; i < 7; i++)
        {
            var newest = await LoadAsync(random, i);
            foreach (var frequency in Enum.GetValues<Frequency>())
            {
                var asked = new ObservationQuery
                {
                    Indicators = [Indicator],
                    Areas = ["MEX", .. SmallFeed.States],
                    Frequency = frequency,
                };
                Same(await AnsweredAsync(asked with { AsOf = newest.LoadedAt }), await AnsweredAsync(asked));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Every_figure_is_explained_by_cells_that_sum_to_it(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var loads = new List<Publication>();
        for (var i = 0; i < 6; i++)
            loads.Add(await LoadAsync(random, i));
        foreach (var known in (Instant?[])[null, loads[3].LoadedAt])
        foreach (var frequency in Enum.GetValues<Frequency>())
        {
            var asked = new ObservationQuery
            {
                Indicators = [Indicator],
                Areas = ["MEX", .. SmallFeed.States],
                Frequency = frequency,
                AsOf = known,
            };
            foreach (var figure in (await _warehouse.AnswerAsync(asked)).Where(f => (f.Value ?? f.PartialValue) is not null))
            {
                var period = TimePeriod.TryParse(figure.Period);
                var one = asked with { Areas = [figure.Area], From = period, To = period };
                var explained = await _warehouse.Explaining.ExplainAsync(one, CancellationToken.None);
                Assert.True(
                    explained.CellsSumTo == (figure.Value is null ? "partialValue" : "value"),
                    $"{figure.Area} {figure.Period} is {figure.Value ?? figure.PartialValue}, its cells sum to {explained.SumOfCells}"
                );
            }
        }
    }

    private static void Same(IReadOnlyCollection<string> expected, IReadOnlyCollection<string> actual) =>
        Assert.Equal(
            "",
            string.Join(
                '\n',
                expected.Except(actual).Select(e => "expected " + e).Concat(actual.Except(expected).Select(a => "actual   " + a))
            )
        );

    private async Task<List<string>> AnsweredAsync(ObservationQuery query) =>
        [.. (await _warehouse.ReadAsync(query)).Select(r => r.ToString())];

    /// <summary>By each cell: the value, or nothing where it was withdrawn, of the newest publication that contains or covers it.</summary>
    private static List<string> Said(IEnumerable<Publication> loads, LocalDate publishedBy)
    {
        var newest = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        // A stable sort: of two publications of one day the one that was loaded later is the newer.
        foreach (var load in loads.Where(l => l.Published <= publishedBy).OrderBy(l => l.Published))
        {
            foreach (var covered in load.Covered)
                newest[covered] = null;
            foreach (var (cell, said) in load.Cells)
                newest[cell] = said;
        }
        return [.. newest.Where(n => n.Value is not null).Select(n => $"{n.Key} {n.Value}")];
    }

    private async Task<List<string>> StoredAsync(Instant? asOf = null, LocalDate? publishedBy = null)
    {
        var rows = await _warehouse.ReadAsync(
            new ObservationQuery
            {
                Indicators = [Indicator],
                Areas = SmallFeed.States,
                Frequency = Frequency.Monthly,
                AsOf = asOf,
                PublishedBy = publishedBy,
            }
        );
        return
        [
            .. rows.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Area} {r.Period} {r.Value} {r.Statuses}"))
                .Order(StringComparer.Ordinal),
        ];
    }

    private async Task<Publication> LoadAsync(Random random, int turn)
    {
        var feed = random.Next(6) switch
        {
            0 => Register,
            1 or 2 => Loose,
            _ => Covering,
        };
        var published = FirstDay.PlusDays(random.Next(7));
        var (first, last) = (random.Next(1, 13), random.Next(1, 13));
        var cells = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var lines = new List<string>();
        var months = new List<int>();
        for (var month = Math.Min(first, last); month <= Math.Max(first, last); month++)
        for (var area = 0; area < 3; area++)
        {
            if (random.Next(8) == 0)
                continue;
            var status = random.Next(10) == 0 ? "P" : "A";
            var value = random.Next(4);
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{"abc"[area]},2020-{month:00},hom,{value},{status}"));
            cells[Cell(area, month)] = string.Create(CultureInfo.InvariantCulture, $"{value} {status}");
            months.Add(month);
        }
        // Never the same bytes twice: those would be the same submission.
        lines.Add(string.Create(CultureInfo.InvariantCulture, $"a,{1900 + turn}-01,other,{turn},A"));
        var bytes = System.Text.Encoding.UTF8.GetBytes("area,period,what,value,status\n" + string.Concat(lines.Select(l => l + "\n")));
        var submission = await _warehouse.IngestAsync(bytes, "small.csv", feed, published);
        Assert.Equal(SubmissionState.Loaded, submission.State);
        var loadedAt = await LoadCounts.ScalarAsync<Instant>(
            _warehouse,
            $"select loaded_at from dw.load where load_id = {submission.LoadId!.Value:0}"
        );
        var covered =
            feed == Loose || months.Count == 0
                ? []
                // A register covers all that it speaks of, whatever the indicator: the line of another one stands a century before.
                : Enumerable
                    .Range(feed == Register ? 1 : months.Min(), months.Max() - (feed == Register ? 1 : months.Min()) + 1)
                    .SelectMany(m => Enumerable.Range(0, 3).Select(a => Cell(a, m)))
                    .ToList();
        return new Publication(published, cells, covered, loadedAt);
    }

    private static string Cell(int area, int month) =>
        string.Create(CultureInfo.InvariantCulture, $"{SmallFeed.States[area]} 2020-{month:00}");

    private async Task<List<string>> SumsAsync()
    {
        await using var command = _warehouse.Sources.Migrator.CreateCommand(
            "select rollup_observation::text from dw.rollup_observation order by 1"
        );
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(reader.GetString(0));
        return rows;
    }

    private async Task RebuildAsync()
    {
        await using var connection = await _warehouse.Sources.Migrator.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await Rollups.RebuildAsync(connection, transaction, CancellationToken.None);
        await transaction.CommitAsync();
    }

    private void WriteFeed(string name, string covers)
    {
        // Any of them may be the newest that speaks of a figure.
        SmallFeed.WriteTo(_mappings.Path, name, more: name == Covering ? "" : "continues: " + Covering);
        var folder = Path.Combine([_mappings.Path, .. name.Split('/')]);
        var mapping = Path.Combine(folder, "mapping.yaml");
        var text = File.ReadAllText(mapping)
            .Replace("OBS_STATUS:  { value: A }", "OBS_STATUS:  { column: status }", StringComparison.Ordinal);
        File.WriteAllText(mapping, text[..text.IndexOf("covers:", StringComparison.Ordinal)] + covers + "\n");
        File.AppendAllText(Path.Combine(folder, "indicators.csv"), "other,HOM_VICT,VICTIMS\n");
    }

    /// <param name="Cells">What it says, by cell.</param>
    /// <param name="Covered">What it speaks of, whether it has a figure there or not.</param>
    private sealed record Publication(
        LocalDate Published,
        IReadOnlyDictionary<string, string> Cells,
        IReadOnlyCollection<string> Covered,
        Instant LoadedAt
    );
}
