using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Observatory.App.Composition;
using Observatory.App.Serving;
using Observatory.Core.Access;
using Observatory.Core.Submissions;
using Observatory.Tests.Support;
using Observatory.Warehouse.Access;
using Observatory.Warehouse.Submissions;
using Xunit;

namespace Observatory.Tests.Access;

/// <summary>
/// A server with a submission of each of two countries that waits for review, and a key for everybody who could ask for them.
/// </summary>
internal sealed class AccessWorld : IAsyncDisposable
{
    public const string OwnOffice = "MEX_SESNSP";
    public const string OtherOffice = "ARG_SNIC";

    private readonly TemporaryFolder _home = new();
    private readonly Dictionary<string, HttpClient> _clients = [];
    private TestDatabase _database = null!;
    private WebApplication _app = null!;

    public Platform Platform { get; private set; } = null!;

    public IServiceProvider Services => _app.Services;

    /// <summary>Without a slash at its end.</summary>
    public string Address => _app.Urls.First().TrimEnd('/');

    public Guid Own { get; private set; }

    public Guid Other { get; private set; }

    /// <summary>A subscription of the own country's office and one of the other's, each with a delivery that waits.</summary>
    public (Guid Subscription, Guid Delivery) OwnNotice { get; private set; }

    public (Guid Subscription, Guid Delivery) OtherNotice { get; private set; }

    /// <summary>The public part of a key of the other country's office.</summary>
    public string OtherKey { get; private set; } = "";

    public static IReadOnlyList<(string Name, Role Role, string Office)> Callers { get; } =
    [
        ("analyst", Role.Analyst, OwnOffice),
        ("uploader A", Role.Uploader, OwnOffice),
        ("approver A", Role.Approver, OwnOffice),
        ("uploader B", Role.Uploader, OtherOffice),
        ("editor", Role.Editor, Actor.ObservatoryOffice),
        ("publisher", Role.Publisher, Actor.ObservatoryOffice),
        ("admin", Role.Admin, Actor.ObservatoryOffice),
    ];

    public static async Task<AccessWorld> OpenAsync(AccessRules rules, bool hasDemoAccounts = false, WebSettings? settings = null)
    {
        var world = new AccessWorld { _database = await TestCluster.CreateEmptyAsync() };
        var root = TestWarehouse.MappingsRoot;
        world.Platform = Platform.Over(
            world._home.Path,
            [root],
            world._database.ConnectionString,
            rules,
            hasDemoAccounts,
            questions: world._database.Questions
        );
        await world.Platform.MigrateAsync(CancellationToken.None);
        // Only the web's part: what waits for review stays there.
        world._app = WebHost.Build(world.Platform, ServerRole.Web, "http://127.0.0.1:0", LogLevel.None, settings);
        await world._app.StartAsync();
        // Before anything happens that they are told of.
        var (own, other) = (await world.SubscribeAsync(OwnOffice), await world.SubscribeAsync(OtherOffice));
        world.Own = await world.StageAsync(
            Path.Combine(root, "MEX/sesnsp-state-offences/sample.csv"),
            new Actor("sender@mex", [Role.Uploader], OwnOffice, "MEX")
        );
        world.Other = await world.StageAsync(
            Path.Combine(root, "ARG/snic-national/sample.csv"),
            new Actor("sender@arg", [Role.Uploader], OtherOffice, "ARG")
        );
        (world.OwnNotice, world.OtherNotice) = (await world.NoticeOfAsync(own), await world.NoticeOfAsync(other));
        world._clients["anonymous"] = world.Client(null);
        foreach (var (name, role, office) in Callers)
        {
            var key = await world.Platform.Keys.CreateAsync(Actor.Operator, office, role, name, null, CancellationToken.None);
            world._clients[name] = world.Client(key.Text);
        }
        world.OtherKey = (
            await world.Platform.Keys.CreateAsync(Actor.Operator, OtherOffice, Role.Analyst, null, null, CancellationToken.None)
        ).Prefix;
        return world;
    }

    public HttpClient As(string caller) => _clients[caller];

    public HttpClient Client(string? key)
    {
        var client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
        if (key is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    public async Task<Guid> StageAsync(string path, Actor sender)
    {
        await using var content = File.OpenRead(path);
        var receipt = await Platform.Submissions.ReceiveAsync(
            new Delivery { Files = [new DeliveredFile(Path.GetFileName(path), content)], Through = "upload" },
            sender,
            CancellationToken.None
        );
        await Platform.Pipeline.ProcessAsync(receipt.Submission.SubmissionId, CancellationToken.None);
        Assert.Equal(
            SubmissionState.Staged,
            (await Platform.Submissions.FindAsync(Actor.Operator, receipt.Submission.SubmissionId, CancellationToken.None)).State
        );
        return receipt.Submission.SubmissionId;
    }

    private async Task<Guid> SubscribeAsync(string office) =>
        (
            await Platform.Subscriptions.CreateAsync(
                Actor.Operator,
                office,
                "https://hooks.example.org/",
                [],
                Core.Languages.Language.En,
                CancellationToken.None
            )
        ).Id;

    private async Task<(Guid Subscription, Guid Delivery)> NoticeOfAsync(Guid subscription) =>
        (
            subscription,
            (await Platform.Subscriptions.DeliveriesAsync(Actor.Operator, subscription, null, 1, CancellationToken.None))[0].DeliveryId
        );

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values)
            client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Platform.DisposeAsync();
        await _database.DisposeAsync();
        _home.Dispose();
    }
}
