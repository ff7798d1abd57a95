using System.Globalization;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Submissions;
using Observatory.Tests.Support;
using Observatory.Warehouse.Access;
using Observatory.Warehouse.Records;
using Observatory.Warehouse.Submissions;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary>
/// An office answers what it was asked; what it does not answer the reviewer sees, and what it says goes with the figures.
/// </summary>
public sealed class AcknowledgementTests : IAsyncLifetime, IDisposable
{
    private static readonly Actor Sender = new("sender", [Role.Uploader], "MEX_SESNSP", "MEX");
    private static readonly Actor Approver = new("approver", [Role.Approver], "MEX_SESNSP", "MEX");

    private readonly TemporaryFolder _mappings = new();
    private TestWarehouse _warehouse = null!;

    public async Task InitializeAsync()
    {
        SmallFeed.WriteTo(_mappings.Path);
        _warehouse = await TestWarehouse.CreateAsync(_mappings.Path);
    }

    public async Task DisposeAsync() => await _warehouse.DisposeAsync();

    public void Dispose() => _mappings.Dispose();

    [Fact]
    public async Task The_comment_of_an_office_on_a_warning_is_shown_to_the_reviewer_and_with_the_figures()
    {
        var staged = await StageAsync();
        Assert.Equal(["CHANGE_LARGE", "VALUE_REPEATED"], (await GroupsAsync(staged)).Select(g => g.Code).Order(StringComparer.Ordinal));
        Assert.Equal(2, await Desk().UnacknowledgedAsync(Approver, staged.SubmissionId, CancellationToken.None));
        Assert.Equal(1, await SayAsync(Sender, staged, "CHANGE_LARGE", "A new police force since January."));
        Assert.Equal(1, await Desk().UnacknowledgedAsync(Approver, staged.SubmissionId, CancellationToken.None));
        var said = Assert.Single(await Desk().OfAsync(Approver, staged.SubmissionId, CancellationToken.None));
        var group = (await GroupsAsync(staged)).Single(g => g.Code == "CHANGE_LARGE");
        Assert.Equal(
            (group.Ordinal, "sender", "MEX_SESNSP", "A new police force since January."),
            (said.Key, said.Value.Actor, said.Value.Office, said.Value.Text)
        );

        // One that nobody acknowledged is shown, and stops nothing.
        Assert.Equal(SubmissionState.Loaded, (await _warehouse.LoadAsync(staged.SubmissionId)).State);
        var note = Assert.Single(
            (await _warehouse.Explaining.ExplainAsync(TestWarehouse.Ask("HOM_INC", "MX-AGU", "2021-03"), CancellationToken.None)).Notes
        );
        Assert.Equal(
            ("CHANGE_LARGE", "MX-AGU", "2021", 1L, "MEX_SESNSP", "A new police force since January."),
            (note.Code, note.Area, note.Period, note.Figures, note.Office, note.Text)
        );
    }

    [Fact]
    public async Task A_year_or_a_load_that_nobody_asked_about_carries_no_note()
    {
        var first = await _warehouse.IngestAsync(SmallFeed.Csv(Year(2019, 1, 10)), "small.csv", SmallFeed.Name);
        Assert.Equal(0, first.Warnings);
        var staged = await StageAsync();
        await SayAsync(Sender, staged, "CHANGE_LARGE", "So it was.");
        await _warehouse.LoadAsync(staged.SubmissionId);
        Assert.Empty(
            (await _warehouse.Explaining.ExplainAsync(TestWarehouse.Ask("HOM_INC", "MX-AGU", "2019-01"), CancellationToken.None)).Notes
        );
    }

    [Fact]
    public async Task A_comment_is_shown_with_the_figures_in_question_and_no_other()
    {
        var staged = await StageAsync();
        await SayAsync(Sender, staged, "CHANGE_LARGE", "A new police force\nsince January.");
        var loaded = await _warehouse.LoadAsync(staged.SubmissionId);
        var said = string.Create(
            CultureInfo.InvariantCulture,
            $"\"MEX_SESNSP {_warehouse.Clock.Now.InUtc().Date:uuuu-MM-dd} [und]: A new police force since January."
        );
        foreach (var period in (string[])["2021", "2021-03"])
            Assert.Equal(said, (await _warehouse.FigureAsync("HOM_INC", "MX-AGU", period)).Notes);
        Assert.Equal(said, Assert.Single(await _warehouse.AnswerAsync(TestWarehouse.Ask("HOM_INC", "MX-AGU", "2021"))).Notes);
        foreach (var (area, period) in ((string, string)[])[("MX-AGU", "2020"), ("MX-AGU", "2020-12"), ("MX-BCN", "2021")])
            Assert.Null((await _warehouse.FigureAsync("HOM_INC", area, period)).Notes);

        // A figure that another load brings was not the one that was asked about; as it was answered before, it still says so.
        var before = _warehouse.Clock.Now;
        var seen = (await _warehouse.FigureAsync("HOM_INC", "MX-AGU", "2021-03")).LoadedAt;
        _warehouse.Clock.Advance(NodaTime.Duration.FromDays(1));
        await _warehouse.IngestAsync(SmallFeed.Csv(["a,2021-03,hom,21"]), "small.csv", SmallFeed.Name);
        Assert.Null((await _warehouse.FigureAsync("HOM_INC", "MX-AGU", "2021-03")).Notes);
        Assert.Equal(said, (await _warehouse.FigureAsync("HOM_INC", "MX-AGU", "2021-04")).Notes);
        Assert.Equal(
            said,
            Assert.Single(await _warehouse.ReadAsync(TestWarehouse.Ask("HOM_INC", "MX-AGU", "2021-03") with { AsOf = seen })).Notes
        );
        Assert.Equal(
            said,
            Assert
                .Single(
                    await _warehouse.ReadAsync(TestWarehouse.Ask("HOM_INC", "MX-AGU", "2021-03") with { PublishedBy = before.InUtc().Date })
                )
                .Notes
        );
        Assert.Equal(SubmissionState.Loaded, loaded.State);
    }

    [Fact]
    public async Task A_comment_on_a_cause_is_shown_with_every_figure_of_the_cause()
    {
        // Two States double, the third does not.
        var lines = new[] { (2020, 10), (2021, 20) }.SelectMany(y =>
            Enumerable
                .Range(1, 12)
                .SelectMany(m =>
                    new[] { ("a", y.Item2), ("b", y.Item2 + 5), ("c", 2) }.Select(v =>
                        string.Create(CultureInfo.InvariantCulture, $"{v.Item1},{y.Item1}-{m:00},hom,{v.Item2}")
                    )
                )
        );
        var staged = await StageAsync([.. lines]);
        await SayAsync(Sender, staged, "CHANGE_LARGE", "One register for both.");
        await _warehouse.LoadAsync(staged.SubmissionId);
        foreach (var area in (string[])["MX-AGU", "MX-BCN"])
        {
            Assert.EndsWith(
                "One register for both.",
                (await _warehouse.FigureAsync("HOM_INC", area, "2021")).Notes,
                StringComparison.Ordinal
            );
            Assert.Null((await _warehouse.FigureAsync("HOM_INC", area, "2020")).Notes);
        }
        Assert.Null((await _warehouse.FigureAsync("HOM_INC", SmallFeed.States[2], "2021")).Notes);
    }

    [Fact]
    public async Task A_comment_on_large_revisions_is_shown_with_each_of_them()
    {
        await _warehouse.IngestAsync(
            SmallFeed.Csv([.. Months("a", 200), .. Months("b", 300), .. Months("c", 50)]),
            "small.csv",
            SmallFeed.Name
        );
        var staged = await StageAsync([.. Months("a", 300), .. Months("b", 450), .. Months("c", 50)]);
        await SayAsync(Sender, staged, "REVISION_LARGE", "Counted anew.");
        await _warehouse.LoadAsync(staged.SubmissionId);
        foreach (var (area, period) in ((string, string)[])[("MX-AGU", "2020-01"), ("MX-AGU", "2020-12"), ("MX-BCN", "2020-07")])
            Assert.EndsWith("Counted anew.", (await _warehouse.FigureAsync("HOM_INC", area, period)).Notes, StringComparison.Ordinal);
        Assert.Null((await _warehouse.FigureAsync("HOM_INC", SmallFeed.States[2], "2020-01")).Notes);

        static IEnumerable<string> Months(string area, int value) =>
            Enumerable.Range(1, 12).Select(m => string.Create(CultureInfo.InvariantCulture, $"{area},2020-{m:00},hom,{value}"));
    }

    [Fact]
    public async Task The_last_comment_on_a_cause_counts_and_all_are_in_the_audit()
    {
        var staged = await StageAsync();
        await SayAsync(Sender, staged, "CHANGE_LARGE", "First.");
        await SayAsync(Approver, staged, "CHANGE_LARGE", "Second.", ("indicator", "HOM_INC"));
        Assert.Equal("Second.", Assert.Single(await Desk().OfAsync(Sender, staged.SubmissionId, CancellationToken.None)).Value.Text);
        var audit = new AuditDesk(_warehouse.Sources, AccessRules.Usual, _warehouse.Clock, _mappings["heads"]);
        var acts = (await audit.ListAsync(Actor.Operator, null, staged.SubmissionId.ToString(), null, 100, CancellationToken.None))
            .Where(a => a.Act == "submission.acknowledge")
            .ToList();
        Assert.Equal(["approver", "sender"], acts.Select(a => a.Actor).Order(StringComparer.Ordinal));
        Assert.All(acts, a => Assert.Equal("MEX", a.Country));
        Assert.Empty((await audit.VerifyAsync(CancellationToken.None)).Faults);
    }

    [Fact]
    public async Task Only_warnings_of_the_submission_can_be_acknowledged()
    {
        var staged = await StageAsync();
        await RefusedAsync(RefusalCodes.FindingUnknown, () => SayAsync(Sender, staged, "NATIONAL_DIFFERS", "x"));
        await RefusedAsync(RefusalCodes.FindingUnknown, () => SayAsync(Sender, staged, "CHANGE_LARGE", "x", ("indicator", "HOM_VICT")));
        await RefusedAsync(RefusalCodes.ParameterMissing, () => SayAsync(Sender, staged, " ", "x"));
        await RefusedAsync(RefusalCodes.CommentUnfit, () => SayAsync(Sender, staged, "CHANGE_LARGE", "  "));
        await _warehouse.LoadAsync(staged.SubmissionId);
        await RefusedAsync(RefusalCodes.SubmissionState, () => SayAsync(Sender, staged, "CHANGE_LARGE", "x"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nobody_of_another_country_and_nobody_without_the_right_acknowledges(bool programAsks)
    {
        var staged = await StageAsync();
        var desk = Desk(programAsks ? AccessRules.Usual : AccessRules.DatabaseAlone);
        foreach (
            var actor in (Actor[])
                [
                    new("b", [Role.Uploader], "ARG_SNIC", "ARG"),
                    new("c", [Role.Analyst], "MEX_SESNSP", "MEX"),
                    new("d", [Role.Admin], Actor.ObservatoryOffice, null),
                ]
        )
            await Assert.ThrowsAnyAsync<Exception>(() =>
                desk.AcknowledgeAsync(actor, staged.SubmissionId, "CHANGE_LARGE", null, "x", CancellationToken.None)
            );
        Assert.Empty(await Desk().OfAsync(Actor.Operator, staged.SubmissionId, CancellationToken.None));
    }

    private AcknowledgementDesk Desk(AccessRules? rules = null) =>
        new(
            _warehouse.Sources,
            rules is null
                ? _warehouse.Submissions
                : new SubmissionDesk(
                    _warehouse.Sources,
                    _warehouse.Files,
                    _warehouse.Library,
                    _warehouse.Clock,
                    Core.Reading.ReadLimits.Default,
                    rules
                ),
            _warehouse.Clock,
            rules ?? AccessRules.Usual
        );

    private Task<int> SayAsync(Actor actor, Submission submission, string code, string text, params (string Name, string Value)[] cause) =>
        Desk()
            .AcknowledgeAsync(
                actor,
                submission.SubmissionId,
                code,
                cause.ToDictionary(c => c.Name, c => c.Value),
                text,
                CancellationToken.None
            );

    private async Task<IReadOnlyList<StoredGroup>> GroupsAsync(Submission submission)
    {
        using var findings = new FindingsDesk(_warehouse.Sources, _warehouse.Files, Core.Reading.ReadLimits.Default, AccessRules.Usual);
        return await findings.GroupsAsync(Approver, submission.SubmissionId, 0, 100, CancellationToken.None);
    }

    /// <summary>Two years: Aguascalientes doubles, Baja California repeats its number.</summary>
    private Task<Submission> StageAsync() => StageAsync([.. Year(2020, 12, 10), .. Year(2021, 12, 20)]);

    private async Task<Submission> StageAsync(string[] lines)
    {
        var receipt = await _warehouse.Submissions.ReceiveAsync(
            new Delivery
            {
                Files = [new DeliveredFile("small.csv", new MemoryStream(SmallFeed.Csv(lines)))],
                Feed = SmallFeed.Name,
                Through = "upload",
            },
            Sender,
            CancellationToken.None
        );
        await _warehouse.Pipeline.ProcessAsync(receipt.Submission.SubmissionId, CancellationToken.None);
        return await _warehouse.FindAsync(receipt.Submission.SubmissionId);
    }

    private static IEnumerable<string> Year(int year, int months, int value) =>
        Enumerable
            .Range(1, months)
            .SelectMany(m =>
                new[] { ("a", value), ("b", 10), ("c", 2) }.Select(v =>
                    string.Create(CultureInfo.InvariantCulture, $"{v.Item1},{year}-{m:00},hom,{v.Item2}")
                )
            );

    private static async Task RefusedAsync(string code, Func<Task> work) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<Refusal>(work)).Code);
}
