using System.Text;
using NodaTime;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Series;
using Observatory.Core.Submissions;
using Observatory.Tests.Support;
using Observatory.Warehouse.Feeds;
using Observatory.Warehouse.Questions;
using Observatory.Warehouse.Records;
using Observatory.Warehouse.Submissions;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary>
/// A figure is a sample because the demo brought it, never because of the bytes of its file; and invented figures never stand beside real
/// ones of their office.
/// </summary>
public sealed class SampleMarkTests : IAsyncLifetime, IDisposable
{
    private static readonly byte[] Sample = SmallFeed.Csv([.. SmallFeed.Months("abc", 2, 5), "n,2020-07,rate,3"]);

    private readonly TemporaryFolder _mappings = new();
    private TestWarehouse _warehouse = null!;

    public async Task InitializeAsync()
    {
        SmallFeed.WriteTo(
            _mappings.Path,
            schedule: "schedule: \"0 5 * * *\"\ntimeZone: UTC\nsource: { folder: small, files: \"small*.csv\" }\n"
        );
        SmallFeed.WriteTo(_mappings.Path, "TST/beside");
        File.WriteAllBytes(Path.Combine(_mappings.Path, "TST", "small", "sample.csv"), Sample);
        _warehouse = await TestWarehouse.CreateAsync(_mappings.Path);
    }

    public async Task DisposeAsync() => await _warehouse.DisposeAsync();

    public void Dispose() => _mappings.Dispose();

    [Fact]
    public async Task The_bytes_of_a_sample_sent_by_an_office_are_real_figures_with_a_warning()
    {
        var sent = await _warehouse.IngestAsync(Sample, "small.csv", SmallFeed.Name);
        Assert.False(sent.IsSample);
        var finding = Assert
            .Single(await _warehouse.Submissions.FindingsAsync(Actor.Operator, sent.SubmissionId, 0, 100, CancellationToken.None), f =>
                f.Code == FindingCodes.SampleSent
            )
            .ToFinding();
        Assert.Equal(
            (Severity.Warning, "small.csv", SmallFeed.Name),
            (finding.Severity, finding.Arguments["file"], finding.Arguments["mapping"])
        );
        var figure = await _warehouse.FigureAsync("HOM_INC", "MX-AGU", "2020-01");
        Assert.Equal((5m, false), (figure.Value!.Value, figure.Notes?.Contains(SampleCheck.SampleNote, StringComparison.Ordinal) ?? false));
    }

    [Fact]
    public async Task The_same_bytes_from_the_demo_and_from_the_office_are_two_submissions_and_the_real_one_holds()
    {
        var sample = await LoadSampleAsync(new LocalDate(2024, 1, 1));
        Assert.True(sample.IsSample);
        Assert.DoesNotContain(FindingCodes.SampleSent, sample.FindingCounts, StringComparison.Ordinal);
        Assert.Contains(
            SampleCheck.SampleNote,
            (await _warehouse.FigureAsync("HOM_INC", "MX-AGU", "2020-01")).Notes,
            StringComparison.Ordinal
        );
        var receipt = await _warehouse.ReceiveAsync(Sample, "small.csv", SmallFeed.Name);
        Assert.True(receipt.IsNew);
        await _warehouse.Pipeline.ProcessAsync(receipt.Submission.SubmissionId, CancellationToken.None);
        await _warehouse.LoadAsync(receipt.Submission.SubmissionId);
        Assert.All(await AllAsync(), r => Assert.DoesNotContain(SampleCheck.SampleNote, r.Notes ?? "", StringComparison.Ordinal));
        Assert.Equal(5m, (await _warehouse.FigureAsync("HOM_INC", "MX-AGU", "2020-01")).Value);
        // Each is known again by how it came.
        Assert.Equal(
            (false, receipt.Submission.SubmissionId),
            await _warehouse.ReceiveAsync(Sample, "small.csv", SmallFeed.Name) is var again
                ? (again.IsNew, again.Submission.SubmissionId)
                : default
        );
    }

    [Theory]
    [InlineData(SmallFeed.Name, 2019)]
    [InlineData(SmallFeed.Name, 2030)]
    [InlineData("TST/beside", 2019)]
    public async Task No_figure_of_a_sample_stands_once_a_real_file_of_the_office_is_loaded(string feed, int published)
    {
        await LoadSampleAsync(new LocalDate(2024, 1, 1));
        // One figure that the sample has, too, and one that it has not; months, an area and an indicator of the sample are left out.
        var real = await _warehouse.IngestAsync(
            SmallFeed.Csv("a,2020-01,hom,8", "b,2020-03,hom,9"),
            "small.csv",
            feed,
            new LocalDate(published, 1, 1)
        );
        Assert.Equal(SubmissionState.Loaded, real.State);
        Assert.DoesNotContain(FindingCodes.RevisionLarge, real.FindingCounts, StringComparison.Ordinal);
        var rows = (await AllAsync()).Where(r => !r.Derived).Select(r => $"{r.Indicator} {r.Area} {r.Period} {r.Value}");
        Assert.Equal(["HOM_INC MX-AGU 2020-01 8", "HOM_INC MX-BCN 2020-03 9"], rows.Order(StringComparer.Ordinal));
        Assert.All(await AllAsync(), r => Assert.DoesNotContain(SampleCheck.SampleNote, r.Notes ?? "", StringComparison.Ordinal));
        var known = await _warehouse.ReadAsync(
            new ObservationQuery
            {
                Indicators = ["HOM_INC"],
                Areas = SmallFeed.States,
                Frequency = Frequency.Monthly,
                PublishedBy = new LocalDate(2031, 1, 1),
            }
        );
        Assert.Equal(
            ["MX-AGU 2020-01 8", "MX-BCN 2020-03 9"],
            known.Select(r => $"{r.Area} {r.Period} {r.Value}").Order(StringComparer.Ordinal)
        );
        // What was answered before is still found.
        Assert.Equal(
            0,
            await LoadCounts.ScalarAsync<long>(
                _warehouse,
                $"""
                select count(*)
                from dw.fact_observation join dw.load on load.load_id = load_from
                where load.is_sample and not is_withdrawn
                """
            )
        );
        Assert.Equal(
            7,
            await LoadCounts.ScalarAsync<long>(
                _warehouse,
                $"select count(*) from dw.fact_history join dw.load on load.load_id = load_from where load.is_sample"
            )
        );
    }

    [Fact]
    public async Task Nothing_of_a_sample_is_loaded_where_the_office_has_real_figures()
    {
        await _warehouse.IngestAsync(SmallFeed.Csv("a,2020-01,hom,8"), "small.csv", SmallFeed.Name, new LocalDate(2019, 1, 1));
        var sample = await LoadSampleAsync(new LocalDate(2024, 1, 1));
        Assert.Equal((SubmissionState.Loaded, 0), (sample.State, await LoadCounts.AddedAsync(_warehouse, sample.LoadId!.Value)));
        Assert.Equal(
            ["HOM_INC MX-AGU 2020-01 8"],
            (await AllAsync()).Where(r => !r.Derived).Select(r => $"{r.Indicator} {r.Area} {r.Period} {r.Value}")
        );
    }

    [Fact]
    public async Task A_question_by_publication_date_never_gets_a_sample_of_an_office_with_real_figures()
    {
        await LoadSampleAsync(new LocalDate(2024, 1, 1));
        foreach (
            var (value, day) in new[] { (8, new LocalDate(2023, 1, 1)), (8, new LocalDate(2025, 1, 1)), (7, new LocalDate(2024, 6, 1)) }
        )
            await _warehouse.IngestAsync(
                SmallFeed.Csv($"a,2020-01,hom,{value}", $"b,{day.Year}-01,hom,1"),
                "small.csv",
                SmallFeed.Name,
                day
            );
        foreach (
            var (day, value) in new[]
            {
                (new LocalDate(2023, 6, 1), 8m),
                (new LocalDate(2024, 2, 1), 8m),
                (new LocalDate(2024, 7, 1), 7m),
                (new LocalDate(2026, 1, 1), 8m),
            }
        )
        {
            var asked = TestWarehouse.Ask("HOM_INC", "MX-AGU", "2020-01") with { PublishedBy = day };
            var known = Assert.Single(await _warehouse.ReadAsync(asked));
            Assert.Equal(
                (value, false),
                (known.Value!.Value, known.Notes?.Contains(SampleCheck.SampleNote, StringComparison.Ordinal) ?? false)
            );
            if (day.Year == 2024)
                Assert.Equal(value, Assert.Single((await _warehouse.Explaining.ExplainAsync(asked, CancellationToken.None)).Cells).Value);
        }
    }

    /// <summary>
    /// Nothing that a sample says is left once an office has sent its own: neither of wholes, nor of who has figures of what.
    /// </summary>
    [Theory]
    [InlineData("parts: parts.csv")]
    [InlineData("absent: zero")]
    public async Task Every_answer_about_an_office_with_real_figures_is_as_if_it_had_no_sample(string covers)
    {
        const string own = "TST/beside";
        const string another = "TST/another";
        SmallFeed.WriteTo(_mappings.Path, covers: covers);
        SmallFeed.WriteTo(_mappings.Path, another, "MEX_INEGI");
        // The office's own feed does not say what it covers.
        var mapping = Path.Combine([_mappings.Path, .. own.Split('/'), "mapping.yaml"]);
        await File.WriteAllLinesAsync(
            mapping,
            (await File.ReadAllLinesAsync(mapping)).Where(l => !l.StartsWith("covers:", StringComparison.Ordinal))
        );
        var sample = SmallFeed.Csv([.. SmallFeed.Months("abc", 3, 5), .. SmallFeed.Months("abc", 3, 2, "fem")]);
        IReadOnlyList<string>? expected = null;
        foreach (var order in (string[])["oq", "soq", "osq", "oqs", "sqo", "qso"])
        {
            await using var warehouse = await TestWarehouse.CreateAsync(_mappings.Path);
            await LoadCounts.ExecuteAsync(warehouse, $"delete from ref.preferred_source where area = 'MEX'");
            await LoadCounts.ExecuteAsync(
                warehouse,
                $"""
                insert into ref.preferred_source (area, indicator, rank, provider_id) select 'MEX', '*', 0, provider_id
                from ref.provider
                where code = 'MEX_SESNSP'
                """
            );
            foreach (var step in order)
                if (step == 's')
                    await LoadSampleAsync(warehouse, sample, new LocalDate(2024, 1, 1));
                else
                    await warehouse.IngestAsync(
                        step == 'o' ? SmallFeed.Csv(SmallFeed.Months("abc", 2, 8)) : SmallFeed.Csv(SmallFeed.Months("abc", 3, 1, "fem")),
                        "small.csv",
                        step == 'o' ? own : another,
                        new LocalDate(2023, 1, 1)
                    );
            var answered = new List<string>();
            foreach (var frequency in Enum.GetValues<Frequency>())
            foreach (
                var sources in (string[][])
                    [
                        [],
                        ["*"],
                    ]
            )
            foreach (var publishedBy in (LocalDate?[])[null, new LocalDate(2031, 1, 1)])
            {
                var asked = new ObservationQuery
                {
                    Indicators = ["HOM_INC", "FEMICIDE"],
                    Areas = ["MEX", .. SmallFeed.States],
                    Frequency = frequency,
                    Sources = sources,
                    PublishedBy = publishedBy,
                };
                foreach (var row in await warehouse.ReadAsync(asked))
                    answered.Add(
                        $"{publishedBy} {row.Source} {row.Indicator} {row.Area} {row.Period} {row.Value} {row.Derived} "
                            + $"{row.Complete} {row.PartialValue} {row.PartsPresent} {row.PartsExpected}"
                    );
            }
            Assert.Contains(answered, a => a.Contains("MEX_INEGI FEMICIDE MX-AGU 2020-01 1", StringComparison.Ordinal));
            Assert.Equal(expected ??= answered, answered);
        }
    }

    [Fact]
    public async Task A_watched_folder_knows_what_the_demo_put_there()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_warehouse.Inbox, "small")).FullName;
        var own = Encoding.UTF8.GetBytes("area,period,what,value\na,2020-01,hom,9\n");
        using (var content = new MemoryStream(Sample))
            await SampleList.WriteAsync(
                folder,
                [(Path.Combine(folder, "small-sample.csv"), content), (Path.Combine(folder, "small-other.csv"), content)],
                CancellationToken.None
            );
        await PutAsync("small-sample.csv", Sample);
        // By the same name, with other bytes: it came later.
        await PutAsync("small-other.csv", own);
        var run = await _warehouse.Feeds.RunAsync(SmallFeed.Name, CancellationToken.None);
        Assert.Equal([("small-other.csv", false), ("small-sample.csv", true)], run.New.Select(s => (s.FileName, s.IsSample)).Order());

        async Task PutAsync(string name, byte[] bytes)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, name), bytes);
            File.SetLastWriteTimeUtc(
                Path.Combine(folder, name),
                (_warehouse.Clock.GetCurrentInstant() - Duration.FromMinutes(1)).ToDateTimeUtc()
            );
        }
    }

    private Task<Submission> LoadSampleAsync(LocalDate published) => LoadSampleAsync(_warehouse, Sample, published);

    private static async Task<Submission> LoadSampleAsync(TestWarehouse warehouse, byte[] sample, LocalDate published)
    {
        using var content = new MemoryStream(sample);
        var receipt = await warehouse.Submissions.ReceiveAsync(
            new Delivery
            {
                Files = [new DeliveredFile("small.csv", content)],
                Feed = SmallFeed.Name,
                PublicationDate = published,
                Through = "schedule",
                IsSample = true,
            },
            TestWarehouse.Clerk,
            CancellationToken.None
        );
        await warehouse.Pipeline.ProcessAsync(receipt.Submission.SubmissionId, CancellationToken.None);
        return await warehouse.LoadAsync(receipt.Submission.SubmissionId);
    }

    private async Task<List<FigureText>> AllAsync()
    {
        var rows = new List<FigureText>();
        foreach (var frequency in Enum.GetValues<Frequency>())
            rows.AddRange(
                await _warehouse.ReadAsync(
                    new ObservationQuery
                    {
                        Indicators = ["HOM_INC", "HOM_RATE"],
                        Areas = ["MEX", .. SmallFeed.States],
                        Frequency = frequency,
                        Sources = ["MEX_SESNSP"],
                    }
                )
            );
        return rows;
    }
}
