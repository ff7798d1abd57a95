using System.Diagnostics;
using System.Text.Json;
using Npgsql;
using Observatory.App.Verbs;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Notices;
using Observatory.Tests.Support;
using Observatory.Tests.Warehouse;
using Observatory.Warehouse.Notices;
using Xunit;

namespace Observatory.Tests.Notices;

/// <summary>What webhooks are signed with lies sealed: a copy of the database signs nothing, and who lacks the key says so.</summary>
public sealed class SealedSecretTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task The_database_contains_neither_secret_nor_key_and_webhooks_are_still_signed()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var world = await NoticeWorld.OpenAsync();
        var subscription = await world.SubscribeAsync(receiver.Address, "submission.staged");
        var rotated = await world.Desk.RotateAsync(NoticeWorld.Approver, subscription.Id, CancellationToken.None);
        await world.StageAsync();
        Assert.Equal(1, await world.DeliverAsync());
        Assert.True(
            WebhookTests.IsSignedBy(receiver.Taken.Single(), subscription.Secret!)
                && WebhookTests.IsSignedBy(receiver.Taken.Single(), rotated)
        );

        var everything = await DumpAsync(world);
        var key = Convert.FromBase64String((await File.ReadAllTextAsync(world.Seal.Path)).Trim());
        foreach (var secret in (byte[][])[Bytes(subscription.Secret!), Bytes(rotated), key])
        {
            Assert.DoesNotContain(Convert.ToHexStringLower(secret), everything, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(Convert.ToBase64String(secret), everything, StringComparison.Ordinal);
        }
        Assert.Equal(
            2,
            await LoadCounts.ScalarAsync<long>(
                world.Warehouse,
                $"select count(*) from notice.secret where secret is null and length(sealed) = 60"
            )
        );
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(world.Seal.Path));
    }

    [Fact]
    public async Task A_worker_without_the_key_sends_nothing_says_why_and_another_delivers()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var world = await NoticeWorld.OpenAsync();
        using var elsewhere = new TemporaryFolder();
        var subscription = await world.SubscribeAsync(receiver.Address, "submission.staged");
        await world.StageAsync();
        using var lacking = world.CourierWith(new SecretSeal(elsewhere["webhooks.key"]), Patience);
        Assert.Equal(1, await lacking.RunAsync(CancellationToken.None));
        var failed = Assert.Single(await world.DeliveriesAsync(subscription));
        Assert.Equal(("Waiting", 1, null, DeliveryFaults.Seal), (failed.State, failed.Attempts, failed.LastStatus, failed.LastFault));
        Assert.Empty(receiver.Taken);
        // No failure of the receiver's, and no key is made where one is missing.
        Assert.Null((await world.ShowAsync(subscription)).FailingSince);
        Assert.Empty(Directory.EnumerateFiles(elsewhere.Path));
        world.Wait(DeliveryPatience.After(1)!.Value);
        Assert.Equal(1, await world.DeliverAsync());
        Assert.True(WebhookTests.IsSignedBy(receiver.Taken.Single(), subscription.Secret!));

        // Once the key is there it works without a restart; a file that is none of keys is as good as none.
        await world.StageAsync();
        await File.WriteAllTextAsync(elsewhere["webhooks.key"], "no key\n");
        Assert.Equal(1, await lacking.RunAsync(CancellationToken.None));
        Assert.Equal(DeliveryFaults.Seal, (await world.DeliveriesAsync(subscription))[0].LastFault);
        File.Copy(world.Seal.Path, elsewhere["webhooks.key"], overwrite: true);
        world.Wait(DeliveryPatience.After(1)!.Value);
        Assert.Equal(1, await lacking.RunAsync(CancellationToken.None));
        Assert.True(WebhookTests.IsSignedBy(receiver.Taken.Last(), subscription.Secret!));
    }

    [Fact]
    public async Task A_secret_from_before_goes_on_working_and_is_sealed_when_the_program_is_brought_up()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var world = await NoticeWorld.OpenAsync();
        var subscription = await world.SubscribeAsync(receiver.Address, "submission.staged");
        await LoadCounts.ExecuteAsync(
            world.Warehouse,
            $"""
            update notice.secret
            set secret = '\x{Convert.ToHexStringLower(Bytes(subscription.Secret!))}'::bytea, sealed = null, sealed_by = null
            """
        );
        await world.StageAsync();
        Assert.Equal(1, await world.DeliverAsync());
        Assert.True(WebhookTests.IsSignedBy(receiver.Taken.Last(), subscription.Secret!));
        Assert.Null(Assert.Single(await world.Desk.SealsAsync(CancellationToken.None)).SealedBy);

        Assert.Equal(1, await world.Desk.SealAsync(CancellationToken.None));
        Assert.Equal(0, await world.Desk.SealAsync(CancellationToken.None));
        Assert.DoesNotContain(
            Convert.ToHexStringLower(Bytes(subscription.Secret!)),
            await DumpAsync(world),
            StringComparison.OrdinalIgnoreCase
        );
        Assert.Equal(world.Seal.Keys, (await world.Desk.SealsAsync(CancellationToken.None)).Select(s => s.SealedBy));
        await world.StageAsync();
        Assert.Equal(1, await world.DeliverAsync());
        Assert.True(WebhookTests.IsSignedBy(receiver.Taken.Last(), subscription.Secret!));
    }

    [Fact]
    public async Task No_second_key_is_made_unasked_and_a_lost_one_is_left_behind_by_new_secrets()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var world = await NoticeWorld.OpenAsync();
        var subscription = await world.SubscribeAsync(receiver.Address, "submission.staged");
        File.Delete(world.Seal.Path);
        Assert.Equal(
            RefusalCodes.SealKeyElsewhere,
            (await Assert.ThrowsAsync<Refusal>(() => world.SubscribeAsync("https://example.org/more"))).Code
        );
        Assert.Equal(
            RefusalCodes.SealKeyElsewhere,
            (
                await Assert.ThrowsAsync<Refusal>(() =>
                    world.Desk.RotateAsync(NoticeWorld.Approver, subscription.Id, CancellationToken.None)
                )
            ).Code
        );
        Assert.False(File.Exists(world.Seal.Path));
        await File.WriteAllTextAsync(
            world.Seal.Path,
            Convert.ToBase64String(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray()) + "\n"
        );
        var secret = await world.Desk.RotateAsync(NoticeWorld.Approver, subscription.Id, CancellationToken.None);
        await world.StageAsync();
        Assert.Equal(1, await world.DeliverAsync());
        Assert.True(
            WebhookTests.IsSignedBy(receiver.Taken.Single(), secret)
                && !WebhookTests.IsSignedBy(receiver.Taken.Single(), subscription.Secret!)
        );
        Assert.Equal(2, (await world.Desk.SealsAsync(CancellationToken.None)).Count);
    }

    /// <summary>Each round begins without a file: a key that a second one replaced would leave secrets that nobody can open.</summary>
    [Fact]
    public async Task Many_that_begin_at_once_make_one_key()
    {
        using var folder = new TemporaryFolder();
        var (secret, row) = (WebhookSecret.Create(), Guid.CreateVersion7());
        for (var round = 0; round < 200; round++)
        {
            var seal = new SecretSeal(folder[$"{round}/webhooks.key"]);
            using var start = new Barrier(4);
            var made = await Task.WhenAll(
                Enumerable
                    .Range(0, 4)
                    .Select(_ =>
                        Task.Factory.StartNew(
                            () =>
                            {
                                start.SignalAndWait();
                                return seal.Seal(secret, row);
                            },
                            TaskCreationOptions.LongRunning
                        )
                    )
            );
            Assert.Single(made.Select(m => m.Key).Distinct());
        }
    }

    [Fact]
    public async Task A_sealed_secret_opens_neither_for_another_subscription_nor_after_a_change()
    {
        using var folder = new TemporaryFolder();
        var seal = new SecretSeal(folder["inner/webhooks.key"]);
        var (secret, row) = (WebhookSecret.Create(), Guid.CreateVersion7());
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => seal.Seal(secret, row))));
        Assert.Single(Directory.EnumerateFiles(folder["inner"]));
        Assert.Single(seal.Keys);
        Assert.All(made, m => Assert.Equal(secret, seal.Open(m, row)));
        Assert.Equal(8, made.Select(m => Convert.ToHexString(m.Text)).Distinct().Count());
        Assert.Null(seal.Open(made[0], Guid.CreateVersion7()));
        for (var at = 0; at < made[0].Text.Length; at++)
        {
            var changed = made[0].Text.ToArray();
            changed[at] ^= 1;
            Assert.Null(seal.Open(made[0] with { Text = changed }, row));
        }
        // A new first line seals, the one before still opens.
        await File.WriteAllTextAsync(
            seal.Path,
            Convert.ToBase64String(WebhookSecret.Create()) + "\n" + await File.ReadAllTextAsync(seal.Path)
        );
        Assert.Equal(secret, seal.Open(made[0], row));
        Assert.NotEqual(made[0].Key, seal.Seal(secret, row).Key);
    }

    [Fact]
    public async Task Doctor_names_the_key_that_is_missing()
    {
        await using var world = await NoticeWorld.OpenAsync();
        await world.SubscribeAsync("https://example.org/hook");
        var key = world.Seal.Keys.Single();
        using var home = new TemporaryFolder();
        var without = await SealCheckAsync(world, home.Path);
        Assert.Equal("broken", without.GetProperty("grade").GetString());
        Assert.Contains(key, without.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("OBSERVATORY_SEAL_FILE", without.GetProperty("repair").GetString(), StringComparison.Ordinal);
        Directory.CreateDirectory(home["protection"]);
        File.Copy(world.Seal.Path, home["protection/webhooks.key"]);
        Assert.Equal("good", (await SealCheckAsync(world, home.Path)).GetProperty("grade").GetString());
    }

    [Fact]
    public async Task The_role_of_the_desks_can_read_neither_sealed_nor_unsealed_secrets()
    {
        await using var world = await NoticeWorld.OpenAsync();
        await world.SubscribeAsync("https://example.org/hook");
        await using var desk = await world.Warehouse.Sources.OpenDeskAsync(
            NoticeWorld.Approver,
            Permission.ManageSubscriptions,
            CancellationToken.None
        );
        await using var command = new NpgsqlCommand("select sealed from notice.secret", desk);
        Assert.Equal(
            PostgresErrorCodes.InsufficientPrivilege,
            (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState
        );
    }

    /// <summary>The check as the program itself gives it, in a process with settings of its own.</summary>
    private static async Task<JsonElement> SealCheckAsync(NoticeWorld world, string home)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [typeof(DoctorVerb).Assembly.Location, "doctor", "--json", "--lang", "en", "--home", home]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ConnectionStrings__Observatory"] = world.Warehouse.ConnectionString;
        using var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEndAsync();
        using var document = JsonDocument.Parse(await process.StandardOutput.ReadToEndAsync());
        await said;
        await process.WaitForExitAsync();
        return document.RootElement.GetProperty("checks").EnumerateArray().Single(c => c.GetProperty("name").GetString() == "seal").Clone();
    }

    private static byte[] Bytes(string secret) => Convert.FromBase64String(secret[WebhookSecret.Mark.Length..]);

    /// <summary>Every row of the schema, as a copy of the database would hold it.</summary>
    private static Task<string> DumpAsync(NoticeWorld world) =>
        LoadCounts.ScalarAsync<string>(
            world.Warehouse,
            $"""
            select concat_ws(' ',
                (select string_agg(to_jsonb(s)::text, ' ') from notice.secret s),
                (select string_agg(to_jsonb(s)::text, ' ') from notice.subscription s),
                (select string_agg(to_jsonb(e)::text, ' ') from audit.entry e))
            """
        );
}
