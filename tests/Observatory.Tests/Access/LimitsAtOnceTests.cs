using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Tests.Support;
using Observatory.Warehouse.Access;
using Observatory.Warehouse.Notices;
using Observatory.Warehouse.Submissions;
using Xunit;

namespace Observatory.Tests.Access;

/// <summary>What is counted before something is added holds also for thirty that add at once.</summary>
public sealed class LimitsAtOnceTests : IAsyncLifetime
{
    private const int AtOnce = 30;
    private const string Office = "MEX_SESNSP";

    private static readonly Actor Approver = new("approver@mex.test", [Role.Approver], Office, "MEX");
    private static readonly Actor Uploader = new("uploader@mex.test", [Role.Uploader], Office, "MEX");

    private readonly TemporaryFolder _home = new();
    private TestWarehouse _warehouse = null!;

    public async Task InitializeAsync() => _warehouse = await TestWarehouse.CreateAsync();

    public async Task DisposeAsync()
    {
        await _warehouse.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public async Task No_more_than_two_keys_of_an_office_and_role_are_created_at_once()
    {
        var keys = new KeyDesk(_warehouse.Sources, AccessRules.Usual, _warehouse.Clock);
        await DoneAsync(2, RefusalCodes.KeysEnough, _ =>
            keys.CreateAsync(Approver, Office, Role.Uploader, null, null, CancellationToken.None)
        );
    }

    [Fact]
    public async Task Twenty_subscriptions_of_an_office_and_two_secrets_of_one()
    {
        var desk = new SubscriptionDesk(
            _warehouse.Sources,
            AccessRules.Usual,
            _warehouse.Clock,
            new SecretSeal(_home["webhooks.key"]),
            hasMail: false,
            allowsLoopback: false
        );
        await DoneAsync(20, RefusalCodes.SubscriptionsEnough, n =>
            desk.CreateAsync(Approver, Office, $"https://hooks.example.org/{n}", [], Language.En, CancellationToken.None)
        );
        var one = (await desk.ListAsync(Approver, CancellationToken.None))[0].SubscriptionId;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => desk.RotateAsync(Approver, one, CancellationToken.None)));
        await using var connection = await _warehouse.Sources.Migrator.OpenConnectionAsync();
        await using var good = new Npgsql.NpgsqlCommand(
            "select count(*) from notice.secret where subscription_id = $1 and ends_at is null",
            connection
        )
        {
            Parameters = { new() { Value = one } },
        };
        Assert.Equal(1L, await good.ExecuteScalarAsync());
    }

    [Fact]
    public async Task No_more_files_than_the_daily_limit_of_an_office_are_received_at_once()
    {
        await LimitAsync(files: 2, bytes: null);
        await DoneAsync(2, RefusalCodes.UploadsEnough, n => SendAsync($"a{n:00}"));
    }

    [Fact]
    public async Task So_many_bytes_a_day_of_an_office()
    {
        await LimitAsync(files: null, bytes: 10);
        await DoneAsync(3, RefusalCodes.UploadsEnough, n => SendAsync($"a{n:00}"));
    }

    private Task LimitAsync(int? files, long? bytes) =>
        new UploadLimitDesk(_warehouse.Sources, AccessRules.Usual, _warehouse.Clock, UploadLimits.Usual).SetAsync(
            Actor.Operator,
            Office,
            null,
            files,
            bytes,
            CancellationToken.None
        );

    private Task SendAsync(string content) =>
        _warehouse.Submissions.ReceiveAsync(
            new Delivery
            {
                Files = [new DeliveredFile("x.csv", new MemoryStream(System.Text.Encoding.ASCII.GetBytes(content)))],
                Through = "upload",
            },
            Uploader,
            CancellationToken.None
        );

    private static async Task DoneAsync(int allowed, string refusal, Func<int, Task> work)
    {
        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, AtOnce)
                .Select(async n =>
                {
                    try
                    {
                        await work(n);
                        return "done";
                    }
                    catch (Refusal told)
                    {
                        return told.Code;
                    }
                })
        );
        Assert.Equal((allowed, AtOnce - allowed), (outcomes.Count(o => o == "done"), outcomes.Count(o => o == refusal)));
    }
}
