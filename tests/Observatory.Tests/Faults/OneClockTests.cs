using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Observatory.App.Languages;
using Observatory.App.Verbs.Doctor;
using Observatory.Core.Languages;
using Observatory.Core.Reading;
using Observatory.Core.Submissions;
using Observatory.Tests.Support;
using Observatory.Warehouse.Access;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Records;
using Observatory.Warehouse.Submissions;
using Xunit;

namespace Observatory.Tests.Faults;

/// <summary>What orders versions goes by the database's clock, however wrong that of a machine is set.</summary>
public sealed partial class OneClockTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _mappings = new();
    private TestWarehouse _warehouse = null!;

    public async Task InitializeAsync()
    {
        SmallFeed.WriteTo(_mappings.Path);
        _warehouse = await TestWarehouse.CreateAsync(_mappings.Path);
    }

    public async Task DisposeAsync() => await _warehouse.DisposeAsync();

    public void Dispose() => _mappings.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_submission_of_a_machine_whose_clock_is_a_day_wrong_makes_no_later_one_late(int days)
    {
        var wrong = new Machine(_warehouse, new DatabaseClock(_warehouse.Sources, new MovedTime(TimeSpan.FromDays(days))));
        var right = new Machine(_warehouse, new DatabaseClock(_warehouse.Sources));
        var first = await wrong.LoadAsync(SmallFeed.Csv(["a,2020-01,hom,5"]));
        var correction = await right.LoadAsync(SmallFeed.Csv(["a,2020-01,hom,7"]));
        Assert.True(first.ReceivedAt < correction.ReceivedAt && correction.ReceivedAt - first.ReceivedAt < Duration.FromMinutes(10));
        Assert.Equal(7, (await _warehouse.FigureAsync("HOM_INC", "MX-AGU", "2020-01")).Value);
        // And the other way round: what the wrong machine sends later is the later one.
        await wrong.LoadAsync(SmallFeed.Csv(["a,2020-01,hom,9"]));
        Assert.Equal(9, (await _warehouse.FigureAsync("HOM_INC", "MX-AGU", "2020-01")).Value);
    }

    [Fact]
    public async Task Between_two_questions_the_time_of_the_database_is_measured_and_not_looked_up()
    {
        var time = new MovedTime(TimeSpan.FromDays(1));
        var clock = new DatabaseClock(_warehouse.Sources, time);
        var asked = await clock.AskAsync(CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(asked + Duration.FromSeconds(30), clock.GetCurrentInstant());
        Assert.InRange(asked - SystemClock.Instance.GetCurrentInstant(), Duration.FromMinutes(-5), Duration.FromMinutes(5));
    }

    [Theory]
    [InlineData(0.2, Grade.Good)]
    [InlineData(-4, Grade.Good)]
    [InlineData(6, Grade.Warning)]
    [InlineData(-86400, Grade.Warning)]
    public void Doctor_warns_where_the_clocks_of_machine_and_database_differ(double seconds, Grade grade)
    {
        var texts = Texts.In(Language.En);
        Assert.Equal(grade, ContentChecks.Compared(Duration.FromSeconds(seconds), texts).Grade);
        Assert.Contains(
            seconds.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture),
            ContentChecks.Compared(Duration.FromSeconds(seconds), texts).Detail,
            StringComparison.Ordinal
        );
    }

    /// <summary>
    /// What is dated for people of this machine, or measured, may go by its clock; each such place is named here, and none of them orders
    /// versions.
    /// </summary>
    [Fact]
    public void No_code_that_orders_versions_uses_the_clock_of_its_machine()
    {
        string[] may =
        [
            // Sign-in cookies, and what a session is good for: by the machine that answers.
            "Observatory.App/Access/Sessions.cs",
            // Checks without a database, and dates in files of this machine.
            "Observatory.App/Verbs/CheckVerb.cs",
            "Observatory.App/Verbs/MappingsTemplateVerb.cs",
            "Observatory.App/Verbs/MappingsTestVerb.cs",
            "Observatory.App/Verbs/MappingsAnswerVerb.cs",
            "Observatory.App/Verbs/MappingsSuggestVerb.cs",
            "Observatory.App/Verbs/FailureBlock.cs",
            "Observatory.App/Verbs/DemoVerb.cs",
            // The clock itself is examined.
            "Observatory.App/Verbs/Doctor/MachineChecks.cs",
            "Observatory.App/Verbs/Doctor/Examination.cs",
            // Gives it to what writes answers into files of this machine, and to what judges when a file was written here.
            "Observatory.App/Composition/Platform.cs",
        ];
        var root = Path.Combine(TestWarehouse.SqlRoot, "..", "src");
        var found = Directory
            .EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(f => MachineClock().IsMatch(File.ReadAllText(f)))
            .Select(f => Path.GetRelativePath(root, f).Replace('\\', '/'))
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal));
        Assert.Empty(found.Except(may));
    }

    [GeneratedRegex(@"SystemClock\.Instance|DateTime\.(Utc)?Now|DateTimeOffset\.(Utc)?Now|\.GetUtcNow\(")]
    private static partial Regex MachineClock();

    /// <summary>Everything between a file and a figure, on a machine with a clock of its own.</summary>
    private sealed class Machine(TestWarehouse warehouse, IClock clock)
    {
        private readonly SubmissionDesk _desk = new(
            warehouse.Sources,
            warehouse.Files,
            warehouse.Library,
            clock,
            ReadLimits.Default,
            AccessRules.Usual
        );
        private readonly ReviewDesk _review = new(warehouse.Sources, clock, AccessRules.Usual);
        private readonly SubmissionPipeline _pipeline = new(
            warehouse.Sources,
            warehouse.Files,
            warehouse.Library,
            clock,
            ReadLimits.Default,
            NullLogger<SubmissionPipeline>.Instance
        );
        private readonly Loader _loader = new(warehouse.Sources, clock, NullLogger<Loader>.Instance);

        public async Task<Submission> LoadAsync(byte[] content)
        {
            var receipt = await _desk.ReceiveAsync(
                new Delivery
                {
                    Files = [new DeliveredFile("small.csv", new MemoryStream(content))],
                    Feed = SmallFeed.Name,
                    Through = "upload",
                },
                TestWarehouse.Clerk,
                CancellationToken.None
            );
            var id = receipt.Submission.SubmissionId;
            await _pipeline.ProcessAsync(id, CancellationToken.None);
            await _review.ApproveAsync(id, TestWarehouse.Reviewer, null, CancellationToken.None);
            await _loader.LoadAsync(id, CancellationToken.None);
            var loaded = await warehouse.FindAsync(id);
            Assert.Equal(SubmissionState.Loaded, loaded.State);
            return loaded;
        }
    }
}
