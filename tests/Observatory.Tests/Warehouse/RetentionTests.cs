using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Npgsql;
using Observatory.Tests.Notices;
using Observatory.Warehouse.Keeping;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary>What is old goes, what is history or still waits stays, and the database lets nothing go before its time.</summary>
public sealed class RetentionTests
{
    [Fact]
    public async Task Sent_notices_are_deleted_after_their_retention_while_history_and_waiting_notices_stay()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var broken = await Receiver.StartAsync(500);
        await using var world = await NoticeWorld.OpenAsync();
        await world.SubscribeAsync(receiver.Address);
        var waiting = await world.SubscribeAsync(broken.Address, "submission.staged");
        await world.StageAsync();
        Assert.Equal(3, await world.DeliverAsync());
        var history = await CountAsync(world, $"select count(*) from ingest.submission_event");
        var acts = await CountAsync(world, $"select count(*) from audit.entry");

        await AgeAsync(world, 89);
        Assert.Equal(new Forgotten(0, 0, 0, 0, 0), await SweepAsync(world));
        await AgeAsync(world, 2);
        // Received and staged were told to the one; that staged was not to the other keeps its event.
        Assert.Equal(new Forgotten(2, 1, 0, 0, 0), await SweepAsync(world));
        Assert.Equal(
            ("Waiting", "submission.staged"),
            Assert.Single(await world.DeliveriesAsync(waiting)) is var kept ? (kept.State, kept.Kind) : default
        );
        Assert.Equal(
            (history, acts),
            (
                await CountAsync(world, $"select count(*) from ingest.submission_event"),
                await CountAsync(world, $"select count(*) from audit.entry")
            )
        );

        // Where nobody has taken anything for as long, or the subscription has ended, nothing waits for them any more.
        await LoadCounts.ExecuteAsync(
            world.Warehouse,
            $"""
            update notice.subscription set disabled_at = now() - interval '91 days', disabled_because = 'failing'
            where subscription_id = {Text(waiting.Id)}::uuid
            """
        );
        Assert.Equal(new Forgotten(1, 1, 0, 0, 0), await SweepAsync(world));
        Assert.Equal(0, await CountAsync(world, $"select count(*) from notice.event"));
    }

    [Fact]
    public async Task Expired_rows_are_deleted_in_batches_until_none_is_left()
    {
        await using var world = await NoticeWorld.OpenAsync();
        await LoadCounts.ExecuteAsync(
            world.Warehouse,
            $"""
            insert into notice.event (at, kind, subject, data)
            select now() - interval '100 days', 'feed.reminder', 'x', {Text("{}")}::jsonb
            from generate_series(1, 1750)
            """
        );
        Assert.Equal(new Forgotten(0, 1750, 0, 0, 0), await SweepAsync(world));
    }

    [Fact]
    public async Task Secrets_that_sign_nothing_go_and_those_that_do_stay()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var world = await NoticeWorld.OpenAsync();
        var (one, other) = (
            await world.SubscribeAsync(receiver.Address, "submission.staged"),
            await world.SubscribeAsync("https://example.org/ended")
        );
        var rotated = await world.Desk.RotateAsync(NoticeWorld.Approver, one.Id, CancellationToken.None);
        Assert.Equal(new Forgotten(0, 0, 0, 0, 0), await SweepAsync(world));
        await LoadCounts.ExecuteAsync(
            world.Warehouse,
            $"update notice.secret set ends_at = now() - interval '1 second' where ends_at is not null"
        );
        await world.Desk.RemoveAsync(NoticeWorld.Approver, other.Id, CancellationToken.None);
        world.Wait(Duration.FromSeconds(10));
        Assert.Equal(new Forgotten(0, 0, 2, 0, 0), await SweepAsync(world));
        await world.StageAsync();
        await world.DeliverAsync();
        Assert.True(WebhookTests.IsSignedBy(receiver.Taken.Single(), rotated));
    }

    [Fact]
    public async Task How_far_a_reading_had_come_and_sessions_that_ended_go()
    {
        await using var world = await NoticeWorld.OpenAsync();
        var (read, reading) = (await world.StageAsync(), await world.StageAsync());
        await LoadCounts.ExecuteAsync(world.Warehouse, $"delete from ingest.submission_progress");
        foreach (var submission in (Guid[])[read.SubmissionId, reading.SubmissionId])
            await LoadCounts.ExecuteAsync(
                world.Warehouse,
                $"""
                insert into ingest.submission_progress (submission_id, step, rows_read, bytes, at)
                values ({Text(submission)}::uuid, 'reading', 1, 1, now() - interval '2 hours')
                """
            );
        await LoadCounts.ExecuteAsync(
            world.Warehouse,
            $"update ingest.submission set state = 'Processing' where submission_id = {Text(reading.SubmissionId)}::uuid"
        );
        foreach (var hours in (int[])[-1, 1])
            await LoadCounts.ExecuteAsync(
                world.Warehouse,
                $"""
                insert into access.ended_session (session_hash, actor, ends_at)
                values (sha256({Text(hours)}::text::bytea), 'a', now() + {Text($"{hours} hours")}::interval)
                """
            );
        Assert.Equal(new Forgotten(0, 0, 0, 1, 1), await SweepAsync(world));
        Assert.Equal(
            1,
            await CountAsync(
                world,
                $"select count(*) from ingest.submission_progress where submission_id = {Text(reading.SubmissionId)}::uuid"
            )
        );
        Assert.Equal(1, await CountAsync(world, $"select count(*) from access.ended_session where ends_at > now()"));
    }

    [Theory]
    [InlineData("delete from notice.event")]
    [InlineData("delete from notice.delivery")]
    [InlineData("delete from notice.secret")]
    [InlineData("delete from access.ended_session")]
    public async Task The_database_lets_a_worker_delete_nothing_before_its_retention_ends(string statement)
    {
        await using var world = await NoticeWorld.OpenAsync();
        await world.SubscribeAsync("https://example.org/hook");
        await world.StageAsync();
        await LoadCounts.ExecuteAsync(
            world.Warehouse,
            $"insert into access.ended_session (session_hash, actor, ends_at) values (sha256('x'), 'a', now() + interval '1 hour')"
        );
        await using var command = world.Warehouse.Sources.Writer.CreateCommand(statement);
        Assert.Equal(0, await command.ExecuteNonQueryAsync());
    }

    [Theory]
    [InlineData("delete from audit.entry")]
    [InlineData("delete from ingest.submission_event")]
    [InlineData("update ingest.submission_event set actor = 'another'")]
    [InlineData("delete from notice.subscription")]
    [InlineData("delete from notice.reminder")]
    public async Task History_cannot_go_at_all(string statement)
    {
        await using var world = await NoticeWorld.OpenAsync();
        await using var command = world.Warehouse.Sources.Writer.CreateCommand(statement);
        Assert.Equal(
            PostgresErrorCodes.InsufficientPrivilege,
            (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState
        );
    }

    private static Task<Forgotten> SweepAsync(NoticeWorld world) =>
        new Retention(world.Warehouse.Sources, world.Warehouse.Clock, Retention.UsualNotices, NullLogger<Retention>.Instance).SweepAsync(
            CancellationToken.None
        );

    /// <summary>As if all that was told had been told so many days earlier.</summary>
    private static async Task AgeAsync(NoticeWorld world, int days)
    {
        await LoadCounts.ExecuteAsync(world.Warehouse, $"update notice.event set at = at - {Text($"{days} days")}::interval");
        await LoadCounts.ExecuteAsync(world.Warehouse, $"update notice.delivery set last_at = last_at - {Text($"{days} days")}::interval");
    }

    private static Task<long> CountAsync(NoticeWorld world, FormattableString sql) => LoadCounts.ScalarAsync<long>(world.Warehouse, sql);

    private static string Text(object value) => FormattableString.Invariant($"'{value}'");
}
