using System.Text.Json;
using NodaTime;
using Observatory.Core.Access;
using Observatory.Core.Languages;
using Observatory.Core.Notices;
using Observatory.Core.Submissions;
using Observatory.Tests.Warehouse;
using Observatory.Warehouse.Notices;
using Xunit;

namespace Observatory.Tests.Notices;

/// <summary>Every state of a submission has an end, and every wait an age that somebody sees.</summary>
public sealed class WaitReminderTests
{
    public static TheoryData<SubmissionState> EveryState => [.. Enum.GetValues<SubmissionState>()];

    /// <summary>What is no end waits for somebody, is listed with its age, and is found by the sweep or told of.</summary>
    [Theory]
    [MemberData(nameof(EveryState))]
    public async Task Open_submissions_are_listed_with_their_age_and_in_the_metrics(SubmissionState state)
    {
        await using var world = await NoticeWorld.OpenAsync();
        await world.SubscribeAsync("https://example.org/hook", NoticeKinds.SubmissionWaiting);
        var submission = await world.StageAsync();
        var since = world.Warehouse.Clock.Now;
        await LoadCounts.ExecuteAsync(
            world.Warehouse,
            $"""
            update ingest.submission
            set state = '{state}', state_since = '{since}', worked_on_until = '{since + Duration.FromSeconds(90)}'
            where submission_id = '{submission.SubmissionId}'
            """
        );
        world.Wait(Duration.FromDays(4));

        var listed = await Waits(world).ListAsync(CancellationToken.None);
        var (toProcess, toLoad) = await world.Warehouse.Sweep.FindAsync(CancellationToken.None);
        var told = await Waits(world).RunAsync(CancellationToken.None);
        var ahead = await world.Warehouse.Submissions.ListAsync(Actor.Operator, 0, 10, CancellationToken.None, waiting: true);
        if (SubmissionStates.IsEnd(state))
        {
            Assert.Null(SubmissionStates.WaitsFor(state));
            Assert.Equal((0, 0, 0, 0), (listed.Count, toProcess.Count + toLoad.Count, told.Count, ahead.Count));
            return;
        }
        Assert.NotEmpty(SubmissionStates.From(state));
        Assert.Equal((submission.Number, 4), (Assert.Single(listed).Number, listed[0].Days(world.Warehouse.Clock.Now)));
        Assert.Equal(submission.Number, Assert.Single(ahead).Number);
        Assert.Equal(listed[0].For == SubmissionWait.Worker ? (1, 0) : (0, 1), (toProcess.Count + toLoad.Count, told.Count));
    }

    /// <summary>From every state an end can be reached: nothing waits for ever.</summary>
    [Theory]
    [MemberData(nameof(EveryState))]
    public void Every_state_leads_to_an_end(SubmissionState state)
    {
        var reached = new HashSet<SubmissionState> { state };
        for (var before = 0; before < reached.Count; )
        {
            before = reached.Count;
            reached.UnionWith(reached.SelectMany(SubmissionStates.From).ToList());
        }
        Assert.Contains(reached, SubmissionStates.IsEnd);
    }

    [Fact]
    public async Task Each_step_of_a_wait_is_told_once_with_its_age()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var world = await NoticeWorld.OpenAsync();
        await world.SubscribeAsync(receiver.Address, NoticeKinds.SubmissionWaiting);
        var submission = await world.StageAsync();
        var since = world.Warehouse.Clock.Now;
        foreach (var (days, told) in ((double, int)[])[(2.9, 0), (3, 1), (3.1, 0), (9.9, 0), (10, 1), (30, 1), (300, 0)])
        {
            world.Warehouse.Clock.Now = since + Duration.FromDays(days);
            Assert.Equal(told, (await Waits(world).RunAsync(CancellationToken.None)).Count);
            Assert.Empty(await Waits(world).RunAsync(CancellationToken.None));
        }
        await world.DeliverAsync();
        var data = receiver
            .Taken.Select(t => JsonDocument.Parse(t.Body).RootElement.GetProperty("data"))
            .OrderBy(d => d.GetProperty("step").GetInt32())
            .ToList();
        Assert.Equal(
            [(3, 3), (10, 10), (30, 30)],
            data.Select(d => (d.GetProperty("step").GetInt32(), d.GetProperty("daysWaiting").GetInt32()))
        );
        Assert.Equal(
            (submission.Number, "review", "Staged", "MEX_SESNSP"),
            (
                data[0].GetProperty("number").GetInt32(),
                data[0].GetProperty("waitsFor").GetString(),
                data[0].GetProperty("state").GetString(),
                data[0].GetProperty("office").GetString()
            )
        );
        Assert.Equal(
            3L,
            await LoadCounts.ScalarAsync<long>(world.Warehouse, $"select count(*) from audit.entry where act = 'submission.reminded'")
        );
    }

    [Fact]
    public async Task Steps_that_passed_unseen_are_told_in_one_also_where_many_look_at_once()
    {
        await using var world = await NoticeWorld.OpenAsync();
        await world.StageAsync();
        world.Wait(Duration.FromDays(12));
        var told = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Waits(world).RunAsync(CancellationToken.None)));
        Assert.Equal(1, told.Sum(t => t.Count));
        Assert.Equal(
            1L,
            await LoadCounts.ScalarAsync<long>(
                world.Warehouse,
                $"select count(*) from notice.event where kind = 'submission.waiting' and (data ->> 'step')::integer = 10"
            )
        );
    }

    [Fact]
    public async Task An_office_is_reminded_of_warnings_that_nobody_has_acknowledged()
    {
        await using var world = await NoticeWorld.OpenAsync();
        var submission = await world.StageAsync();
        await LoadCounts.ExecuteAsync(
            world.Warehouse,
            $$"""
            insert into ingest.finding_group (submission_id, ordinal, code, severity, cause, is_rest, findings, places, arguments,
                suggestions)
            values ('{{submission.SubmissionId}}', 999, 'CHANGE_LARGE', 'Warning', '{}', false, 1, '[]', '{}', '[]')
            """
        );
        world.Wait(Duration.FromDays(3));
        Assert.Equal(SubmissionWait.Acknowledgement, Assert.Single(await Waits(world).ListAsync(CancellationToken.None)).For);
        await Waits(world).RunAsync(CancellationToken.None);
        Assert.Equal(
            "acknowledgement 1",
            await LoadCounts.ScalarAsync<string>(
                world.Warehouse,
                $"select concat(data ->> 'waitsFor', ' ', data ->> 'unacknowledged') from notice.event where kind = 'submission.waiting'"
            )
        );
    }

    [Fact]
    public async Task A_new_wait_is_told_anew()
    {
        await using var world = await NoticeWorld.OpenAsync();
        var submission = await world.StageAsync();
        world.Wait(Duration.FromDays(5));
        Assert.Single(await Waits(world).RunAsync(CancellationToken.None));
        await LoadCounts.ExecuteAsync(
            world.Warehouse,
            $"""
            update ingest.submission
            set state = 'Failed', state_since = '{world.Warehouse.Clock.Now + Duration.FromMinutes(1)}'
            where submission_id = '{submission.SubmissionId}'
            """
        );
        world.Wait(Duration.FromDays(4));
        Assert.Single(await Waits(world).RunAsync(CancellationToken.None));
        Assert.Equal(
            1L,
            await LoadCounts.ScalarAsync<long>(
                world.Warehouse,
                $"select count(*) from notice.event where kind = 'submission.waiting' and data ->> 'waitsFor' = 'operator'"
            )
        );
    }

    [Theory]
    [InlineData(Language.En, "review", "waits for review; days so far: 4")]
    [InlineData(Language.Es, "acknowledgement", "siguen sin respuesta; días transcurridos: 4")]
    [InlineData(Language.Fr, "operator", "est à l'arrêt\u00A0; jours écoulés\u00A0: 4")]
    [InlineData(Language.Pt, "review", "aguarda revisão; dias até agora: 4")]
    public void A_wait_is_told_in_the_language_of_who_reads_it(Language language, string waitsFor, string part)
    {
        var data = JsonSerializer.SerializeToElement(
            new
            {
                number = 7,
                feed = "TST/small",
                waitsFor,
                daysWaiting = 4,
                unacknowledged = 2,
                submission = "x",
            }
        );
        Assert.Contains(
            part,
            MailText.Of(NoticeKinds.SubmissionWaiting, data, language, "a@example.org", null).Subject,
            StringComparison.Ordinal
        );
    }

    private static WaitReminders Waits(NoticeWorld world) => new(world.Warehouse.Sources, world.Warehouse.Clock, WaitReminders.UsualSteps);
}
