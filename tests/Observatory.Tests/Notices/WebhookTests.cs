using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using NodaTime;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Notices;
using Observatory.Tests.Warehouse;
using Observatory.Warehouse.Notices;
using Xunit;

namespace Observatory.Tests.Notices;

/// <summary>From a move of a submission to a receiver that checks who it comes from.</summary>
public sealed class WebhookTests
{
    [Fact]
    public async Task A_receiver_is_told_each_move_once_in_words_that_it_can_check()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var world = await NoticeWorld.OpenAsync();
        var subscription = await world.SubscribeAsync($"{receiver.Address}/hook?token=1");
        var submission = await world.StageAsync();
        await world.Warehouse.LoadAsync(submission.SubmissionId);
        Assert.Equal(4, await world.DeliverAsync());
        Assert.Equal(0, await world.DeliverAsync());

        var told = receiver
            .Taken.Select(t => (Message: t, Document: JsonDocument.Parse(t.Body).RootElement))
            .OrderBy(t => t.Document.GetProperty("timestamp").GetString(), StringComparer.Ordinal)
            .ToList();
        Assert.Equal(
            ["submission.approved", "submission.loaded", "submission.received", "submission.staged"],
            told.Select(t => t.Document.GetProperty("type").GetString()!).Order(StringComparer.Ordinal)
        );
        Assert.All(told, t => Assert.True(IsSignedBy(t.Message, subscription.Secret!)));
        Assert.All(told, t => Assert.Equal(world.Warehouse.Clock.Now.ToUnixTimeSeconds(), t.Message.Seconds));
        Assert.Equal(4, told.Select(t => t.Message.Id).Distinct().Count());
        var data = told.Single(t => t.Document.GetProperty("type").GetString() == "submission.loaded").Document.GetProperty("data");
        Assert.Equal(
            (submission.SubmissionId.ToString(), submission.Number, "Loaded", "TST/small", "MEX_SESNSP", "MEX"),
            (
                data.GetProperty("submission").GetString(),
                data.GetProperty("number").GetInt32(),
                data.GetProperty("state").GetString(),
                data.GetProperty("feed").GetString(),
                data.GetProperty("office").GetString(),
                data.GetProperty("country").GetString()
            )
        );
        Assert.All(await world.DeliveriesAsync(subscription), d =>
            Assert.Equal(("Delivered", 1, 204, null), (d.State, d.Attempts, d.LastStatus, d.LastFault))
        );
    }

    [Fact]
    public async Task A_receiver_that_fails_five_times_is_told_the_sixth_time_under_the_same_identifier()
    {
        await using var receiver = await Receiver.StartAsync(
            (context, count) =>
            {
                context.Response.StatusCode = count <= 5 ? 503 : 200;
                return Task.CompletedTask;
            }
        );
        await using var world = await NoticeWorld.OpenAsync();
        var subscription = await world.SubscribeAsync(receiver.Address, "submission.staged");
        await world.StageAsync();
        for (var tries = 1; tries <= 5; tries++)
        {
            Assert.Equal(1, await world.DeliverAsync());
            var failed = Assert.Single(await world.DeliveriesAsync(subscription));
            Assert.Equal(
                ("Waiting", tries, 503, DeliveryFaults.Answer),
                (failed.State, failed.Attempts, failed.LastStatus, failed.LastFault)
            );
            Assert.Equal(0, await world.DeliverAsync());
            Assert.NotNull((await world.ShowAsync(subscription)).FailingSince);
            world.Wait(DeliveryPatience.After(tries)!.Value);
        }
        Assert.Equal(1, await world.DeliverAsync());
        Assert.Equal(
            ("Delivered", 6, 200, null),
            Assert.Single(await world.DeliveriesAsync(subscription)) is var last
                ? (last.State, last.Attempts, last.LastStatus, last.LastFault)
                : default
        );
        Assert.Equal((6, 1), (receiver.Taken.Count, receiver.Taken.Select(t => t.Id).Distinct().Count()));
        Assert.Single(receiver.Taken.Select(t => t.Body).Distinct());
        // Each attempt is signed anew: an old one cannot be sent again by somebody else.
        Assert.Equal(6, receiver.Taken.Select(t => t.Signatures).Distinct().Count());
        Assert.All(receiver.Taken, t => Assert.True(IsSignedBy(t, subscription.Secret!)));
        Assert.Null((await world.ShowAsync(subscription)).FailingSince);
    }

    [Fact]
    public async Task A_slow_receiver_is_given_up_in_time_and_holds_up_nobody()
    {
        await using var slow = await Receiver.StartAsync(
            async (context, _) =>
            {
                try
                {
                    await Task.Delay(Timeout.Infinite, context.RequestAborted);
                }
                catch (OperationCanceledException)
                {
                    // Whoever asked has gone.
                }
            }
        );
        await using var quick = await Receiver.StartAsync();
        await using var world = await NoticeWorld.OpenAsync(patience: TimeSpan.FromSeconds(5));
        var held = await world.SubscribeAsync(slow.Address, "submission.staged");
        var told = await world.SubscribeAsync(quick.Address, "submission.staged");
        await world.StageAsync();
        Assert.Equal(2, await world.DeliverAsync());
        Assert.Equal(
            ("Waiting", null, DeliveryFaults.Time),
            Assert.Single(await world.DeliveriesAsync(held)) is var late ? (late.State, late.LastStatus, late.LastFault) : default
        );
        Assert.Equal("Delivered", Assert.Single(await world.DeliveriesAsync(told)).State);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var inside = await Receiver.StartAsync();
        await using var receiver = await Receiver.StartAsync(
            (context, _) =>
            {
                context.Response.Redirect(inside.Address, permanent: false, preserveMethod: true);
                return Task.CompletedTask;
            }
        );
        await using var world = await NoticeWorld.OpenAsync();
        var subscription = await world.SubscribeAsync(receiver.Address, "submission.staged");
        await world.StageAsync();
        await world.DeliverAsync();
        Assert.Equal(
            ("Waiting", 307, DeliveryFaults.Redirect),
            Assert.Single(await world.DeliveriesAsync(subscription)) is var row ? (row.State, row.LastStatus, row.LastFault) : default
        );
        Assert.Single(receiver.Taken);
        Assert.Empty(inside.Taken);
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read()
    {
        await using var receiver = await Receiver.StartAsync(
            async (context, _) =>
            {
                var block = new byte[1 << 16];
                try
                {
                    // Whoever read it to its end would run out of time.
                    while (!context.RequestAborted.IsCancellationRequested)
                    {
                        await context.Response.Body.WriteAsync(block, context.RequestAborted);
                        await Task.Delay(1, context.RequestAborted);
                    }
                }
                catch (Exception fault) when (fault is OperationCanceledException or IOException)
                {
                    // The sender has gone.
                }
            }
        );
        await using var world = await NoticeWorld.OpenAsync();
        var subscription = await world.SubscribeAsync(receiver.Address, "submission.staged");
        await world.StageAsync();
        await world.DeliverAsync();
        Assert.Equal("Delivered", Assert.Single(await world.DeliveriesAsync(subscription)).State);
    }

    [Fact]
    public async Task After_a_new_secret_both_sign_for_a_day()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var world = await NoticeWorld.OpenAsync();
        var subscription = await world.SubscribeAsync(receiver.Address, "submission.staged");
        var second = await world.Desk.RotateAsync(Actor.Operator, subscription.Id, CancellationToken.None);
        await world.StageAsync();
        await world.DeliverAsync();
        var both = receiver.Taken.Single();
        Assert.True(IsSignedBy(both, subscription.Secret!) && IsSignedBy(both, second));

        // A third at once: no more than two are ever good.
        var third = await world.Desk.RotateAsync(Actor.Operator, subscription.Id, CancellationToken.None);
        await world.StageAsync();
        await world.DeliverAsync();
        var next = receiver.Taken.Last();
        Assert.True(!IsSignedBy(next, subscription.Secret!) && IsSignedBy(next, second) && IsSignedBy(next, third));

        world.Wait(SubscriptionDesk.OldSecretStays + Duration.FromSeconds(1));
        await world.StageAsync();
        await world.DeliverAsync();
        var last = receiver.Taken.Last();
        Assert.True(!IsSignedBy(last, second) && IsSignedBy(last, third));
    }

    [Fact]
    public async Task A_delivery_can_be_repeated_under_the_same_identifier()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var world = await NoticeWorld.OpenAsync();
        var subscription = await world.SubscribeAsync(receiver.Address, "submission.staged");
        await world.StageAsync();
        await world.DeliverAsync();
        var delivery = Assert.Single(await world.DeliveriesAsync(subscription));
        await world.Desk.ReplayAsync(NoticeWorld.Approver, subscription.Id, delivery.DeliveryId, CancellationToken.None);
        Assert.Equal(1, await world.DeliverAsync());
        Assert.Equal(2, receiver.Taken.Count);
        Assert.Equal(
            (SubscriptionDesk.WebhookIdOf(delivery.EventId), receiver.Taken.First().Body),
            receiver.Taken.Last() is var again ? (again.Id, again.Body) : default
        );
        Assert.Equal(
            ("Delivered", 2),
            Assert.Single(await world.DeliveriesAsync(subscription)) is var row ? (row.State, row.Attempts) : default
        );
        var refusal = await Assert.ThrowsAsync<Refusal>(() =>
            world.Desk.ReplayAsync(NoticeWorld.Approver, subscription.Id, Guid.NewGuid(), CancellationToken.None)
        );
        Assert.Equal(RefusalCodes.DeliveryUnknown, refusal.Code);
    }

    [Fact]
    public async Task After_days_of_failure_a_subscription_ends_and_those_who_look_after_it_are_told()
    {
        await using var broken = await Receiver.StartAsync(500);
        await using var watcher = await Receiver.StartAsync();
        await using var world = await NoticeWorld.OpenAsync();
        var subscription = await world.SubscribeAsync(broken.Address, "submission.staged");
        await world.Desk.CreateAsync(
            Actor.Operator,
            Actor.ObservatoryOffice,
            watcher.Address,
            [NoticeKinds.SubscriptionDisabled],
            Core.Languages.Language.En,
            CancellationToken.None
        );
        await world.StageAsync();
        await world.DeliverAsync();
        Assert.Null((await world.ShowAsync(subscription)).DisabledAt);
        world.Wait(DeliveryPatience.Longest);
        await world.DeliverAsync();
        Assert.Equal("failing", (await world.ShowAsync(subscription)).DisabledBecause);
        await world.DeliverAsync();
        using (var told = JsonDocument.Parse(watcher.Taken.Single().Body))
            Assert.Equal(
                (NoticeKinds.SubscriptionDisabled, "127.0.0.1", "failing"),
                (
                    told.RootElement.GetProperty("type").GetString(),
                    told.RootElement.GetProperty("data").GetProperty("host").GetString(),
                    told.RootElement.GetProperty("data").GetProperty("because").GetString()
                )
            );
        Assert.Equal(subscription.Id, Assert.Single(await world.Desk.DisabledAsync(CancellationToken.None)).SubscriptionId);
        Assert.Equal(
            1,
            await LoadCounts.ScalarAsync<long>(
                world.Warehouse,
                $"""
                select count(*)
                from audit.entry
                where act = 'subscription.disabled' and actor = 'worker' and subject = '{subscription.Id}'
                """
            )
        );

        // Nothing more is written for it, and nothing that waits is tried, until somebody enables it.
        var before = broken.Taken.Count;
        await world.StageAsync();
        world.Wait(Duration.FromDays(2));
        await world.DeliverAsync();
        Assert.Equal(before, broken.Taken.Count);
        await world.Desk.EnableAsync(NoticeWorld.Approver, subscription.Id, CancellationToken.None);
        Assert.Equal(1, await world.DeliverAsync());
        Assert.Null((await world.ShowAsync(subscription)).DisabledAt);
    }

    [Fact]
    public async Task A_receiver_that_says_it_is_gone_is_told_no_more()
    {
        await using var receiver = await Receiver.StartAsync(410);
        await using var world = await NoticeWorld.OpenAsync();
        var subscription = await world.SubscribeAsync(receiver.Address, "submission.staged");
        await world.StageAsync();
        await world.DeliverAsync();
        Assert.Equal("gone", (await world.ShowAsync(subscription)).DisabledBecause);
    }

    [Fact]
    public async Task A_state_change_that_is_rolled_back_makes_no_notice()
    {
        await using var world = await NoticeWorld.OpenAsync();
        await world.SubscribeAsync("https://example.org/hook");
        var submission = await world.StageAsync();
        var before = await LoadCounts.ScalarAsync<long>(world.Warehouse, $"select count(*) from notice.event");
        await using (var connection = await world.Warehouse.Sources.Writer.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await using var move = new Npgsql.NpgsqlCommand(
                $"insert into ingest.submission_event (submission_id, at, state, actor) values ('{submission.SubmissionId}', "
                    + "now(), 'Withdrawn', 'operator')",
                connection,
                transaction
            );
            await move.ExecuteNonQueryAsync();
            await transaction.RollbackAsync();
        }
        Assert.Equal(before, await LoadCounts.ScalarAsync<long>(world.Warehouse, $"select count(*) from notice.event"));
        Assert.Equal(2, await LoadCounts.ScalarAsync<long>(world.Warehouse, $"select count(*) from notice.delivery"));
    }

    [Fact]
    public async Task Several_workers_at_once_deliver_everything_once()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var world = await NoticeWorld.OpenAsync();
        await world.SubscribeAsync(receiver.Address);
        for (var file = 0; file < 6; file++)
            await world.StageAsync();
        var tried = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => world.DeliverAsync()));
        Assert.Equal((12, 12, 12), (tried.Sum(), receiver.Taken.Count, receiver.Taken.Select(t => t.Id).Distinct().Count()));
    }

    [Fact]
    public async Task A_delivery_whose_worker_died_is_sent_again()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var world = await NoticeWorld.OpenAsync();
        var subscription = await world.SubscribeAsync(receiver.Address, "submission.staged");
        await world.StageAsync();
        // A worker takes it, and is never heard of again.
        await using (var connection = await world.Warehouse.Sources.Writer.OpenConnectionAsync())
            Assert.Single(
                await NoticeQueries.TakeDue.ListAsync(
                    connection,
                    new
                    {
                        now = world.Warehouse.Clock.Now,
                        until = world.Warehouse.Clock.Now + Duration.FromMinutes(3),
                        each = 4,
                        take = 32,
                    },
                    CancellationToken.None
                )
            );
        Assert.Equal(0, await world.DeliverAsync());
        world.Wait(Duration.FromMinutes(4));
        Assert.Equal(1, await world.DeliverAsync());
        Assert.Equal("Delivered", Assert.Single(await world.DeliveriesAsync(subscription)).State);
    }

    internal static bool IsSignedBy(Received message, string secret)
    {
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        var expected =
            "v1,"
            + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{message.Id}.{message.Seconds}.{message.Body}")));
        return message.Signatures.Split(' ').Contains(expected, StringComparer.Ordinal);
    }
}
