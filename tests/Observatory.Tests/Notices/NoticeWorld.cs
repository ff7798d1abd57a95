using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Observatory.Core.Access;
using Observatory.Core.Languages;
using Observatory.Core.Submissions;
using Observatory.Tests.Support;
using Observatory.Warehouse.Access;
using Observatory.Warehouse.Notices;
using Observatory.Warehouse.Outgoing;
using Observatory.Warehouse.Records;
using Observatory.Warehouse.Submissions;

namespace Observatory.Tests.Notices;

/// <summary>A warehouse with a small feed of Mexico's office, and what tells others of it.</summary>
internal sealed class NoticeWorld : IAsyncDisposable
{
    public const string Office = "MEX_SESNSP";

    public static readonly Actor Approver = new("approver@mex", [Role.Approver], Office, "MEX");

    private readonly TemporaryFolder _mappings = new();
    private readonly TemporaryFolder _home = new();
    private MailSettings? _mail;
    private bool _allowsLoopback;
    private int _files;

    public TestWarehouse Warehouse { get; private set; } = null!;

    public SubscriptionDesk Desk { get; private set; } = null!;

    public SecretSeal Seal => new(_home["webhooks.key"]);

    public Courier Courier { get; private set; } = null!;

    /// <param name="resolve">What gives the addresses of a name; null for the system's.</param>
    /// <param name="schedule">Of the feed's <c>feed.yaml</c>; null for none.</param>
    public static async Task<NoticeWorld> OpenAsync(
        bool allowsLoopback = true,
        MailSettings? mail = null,
        Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null,
        TimeSpan? patience = null,
        string? schedule = null
    )
    {
        var world = new NoticeWorld();
        SmallFeed.WriteTo(world._mappings.Path, schedule: schedule);
        world.Warehouse = await TestWarehouse.CreateAsync(world._mappings.Path);
        world.Desk = new SubscriptionDesk(
            world.Warehouse.Sources,
            AccessRules.Usual,
            world.Warehouse.Clock,
            world.Seal,
            mail is not null,
            allowsLoopback
        );
        (world._mail, world._allowsLoopback) = (mail, allowsLoopback);
        world.Courier = world.CourierWith(patience ?? TimeSpan.FromSeconds(15), resolve);
        return world;
    }

    /// <summary>Another worker that delivers.</summary>
    public Courier CourierWith(TimeSpan patience, Func<string, CancellationToken, Task<IPAddress[]>>? resolve) =>
        CourierWith(Seal, patience, resolve);

    /// <summary>A worker of another machine, with a key of its own or none.</summary>
    public Courier CourierWith(SecretSeal seal, TimeSpan patience, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null) =>
        new(
            Warehouse.Sources,
            Warehouse.Clock,
            seal,
            _mail,
            new GuardedWay(_allowsLoopback, resolve),
            patience,
            NullLogger<Courier>.Instance
        );

    public Task<NewSubscription> SubscribeAsync(string address, params string[] kinds) => SubscribeAsync(address, Language.En, kinds);

    public Task<NewSubscription> SubscribeAsync(string address, Language language, params string[] kinds) =>
        Desk.CreateAsync(Actor.Operator, Office, address, kinds, language, CancellationToken.None);

    /// <summary>Sends a small file in the office's name, has it read, and leaves it waiting for review.</summary>
    public async Task<Submission> StageAsync()
    {
        var name = $"small{++_files}.csv";
        var receipt = await Warehouse.Submissions.ReceiveAsync(
            new Delivery
            {
                Files = [new DeliveredFile(name, new MemoryStream(SmallFeed.Csv(SmallFeed.Months("abc", 12, _files))))],
                Feed = SmallFeed.Name,
                Through = "upload",
            },
            new Actor("sender@mex", [Role.Uploader], Office, "MEX"),
            CancellationToken.None
        );
        await Warehouse.Pipeline.ProcessAsync(receipt.Submission.SubmissionId, CancellationToken.None);
        var submission = await Warehouse.FindAsync(receipt.Submission.SubmissionId);
        Xunit.Assert.Equal(SubmissionState.Staged, submission.State);
        return submission;
    }

    public Task<int> DeliverAsync() => Courier.RunAsync(CancellationToken.None);

    public async Task<IReadOnlyList<DeliveryRow>> DeliveriesAsync(NewSubscription of) =>
        await Desk.DeliveriesAsync(Actor.Operator, of.Id, null, 100, CancellationToken.None);

    public async Task<SubscriptionRow> ShowAsync(NewSubscription of) =>
        (await Desk.ListAsync(Actor.Operator, CancellationToken.None)).Single(s => s.SubscriptionId == of.Id);

    public void Wait(Duration time) => Warehouse.Clock.Advance(time);

    public async ValueTask DisposeAsync()
    {
        Courier.Dispose();
        await Warehouse.DisposeAsync();
        _mappings.Dispose();
        _home.Dispose();
    }
}
