using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Observatory.App.Access;
using Observatory.App.Composition;
using Observatory.App.Jobs;
using Observatory.App.Languages;
using Observatory.App.Serving;
using Observatory.Core.Access;
using Observatory.Core.Mappings;
using Observatory.Core.Submissions;
using Observatory.Hosting.Cluster;
using Observatory.Warehouse.Feeds;
using Observatory.Warehouse.Files;
using Observatory.Warehouse.Submissions;

namespace Observatory.App.Verbs;

/// <summary>
/// Takes a fresh machine to a running system with data: labelled sample files go through the real path, fetched by their scheduled feeds.
/// If figures of offices are loaded already, samples are not used.
/// </summary>
public sealed class DemoVerb : Verb
{
    private const int DefaultPort = 5080;
    private const string Mistakes = "sample-with-mistakes.csv";

    // The samples are of several countries, so the operator approves them.
    private static readonly Actor Reviewer = new("reviewer@demo", [Role.Operator], null, null);

    private readonly Option<int?> _port;
    private readonly Option<bool> _reset;

    public DemoVerb(Texts texts)
        : base("demo", texts)
    {
        _port = new("--port") { Description = texts["option.port"], HelpName = "N" };
        _reset = new("--reset") { Description = texts["option.reset"] };
        Options.Add(_port);
        Options.Add(_reset);
    }

    public override async Task<int> RunAsync(VerbContext context, ParseResult given)
    {
        var clock = Stopwatch.StartNew();
        if (given.GetValue(_reset) && !await ResetAsync(context))
            return ExitCodes.Findings;
        await StepAsync(context, clock, "demo.database");
        await using var platform = await context.OpenAsync(migrate: Database.Given is not null);
        platform.HasDemoAccounts = true;
        await platform.DemandSafeRolesAsync(context.CancellationToken);
        var port = given.GetValue(_port) ?? FreePort();
        var address = $"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}";
        await using var app = WebHost.Build(platform, ServerRole.All, address, LogLevel.Warning);
        await StepAsync(context, clock, "demo.server");
        await WebStart.StartAsync(app, address, context.CancellationToken);
        await StepAsync(context, clock, "demo.samples");
        var figures = await LoadSamplesAsync(context, platform, app.Services);
        await WriteAddressesAsync(context, platform, clock, address, figures);
        await context.Out.WriteLineAsync($"READY {address}");
        await context.Out.FlushAsync(CancellationToken.None);
        await WebStart.ServeAsync(app, over => platform.WatchClusterAsync(app.Logger, over), context.CancellationToken);
        return ExitCodes.Done;
    }

    /// <summary>
    /// Puts the feeds' samples into their watched folders, makes the feeds due, and approves what arrives. Returns the number of figures
    /// loaded.
    /// </summary>
    private async Task<int> LoadSamplesAsync(VerbContext context, Platform platform, IServiceProvider services)
    {
        var feeds = platform
            .Library.Current()
            .Feeds.Where(f =>
                f.Mapping is not null
                && f.Schedule?.Folder is not null
                && SampleCheck.SampleOf(f.Files) is not null
                && f.Path.StartsWith(context.MappingFolders[0], StringComparison.Ordinal)
            )
            .ToList();
        var samples = feeds
            .Select(f =>
                FileSet.Sha256Of([
                    .. SampleCheck
                        .FilesOf(f.Files, SampleCheck.SampleOf(f.Files)!, f.Mapping!)
                        .Select(s => Convert.ToHexStringLower(SHA256.HashData(s.Content))),
                ])
            )
            .ToHashSet(StringComparer.Ordinal);
        var submissions = await platform.Submissions.ListAsync(Actor.Operator, 0, 1000, context.CancellationToken);
        if (submissions.Any(s => s.State == SubmissionState.Loaded && !s.IsSample))
        {
            await context.Error.WriteLineAsync(Texts["demo.ownFigures"]);
            return 0;
        }
        foreach (var feed in feeds)
        {
            var folder = Path.Combine(platform.Feeds.Inbox, feed.Schedule!.Folder!);
            Directory.CreateDirectory(folder);
            var sample = SampleCheck.SampleOf(feed.Files)!;
            var target = Path.Combine(
                folder,
                feed.Schedule.Files.Replace("*", "sample", StringComparison.Ordinal) is var name
                && name.Contains('.', StringComparison.Ordinal)
                && !name.EndsWith("sample", StringComparison.Ordinal)
                    ? name
                    : sample
            );
            var files = SampleCheck
                .FilesOf(feed.Files, sample, feed.Mapping!)
                .Select(f => (Path: f.Name == sample ? target : Path.Combine(folder, f.Name), f.Content))
                .ToList();
            // Write the list first: a file of the inbox that is not on it counts as the office's own.
            await SampleList.WriteAsync(folder, files, context.CancellationToken);
            if (File.Exists(target))
                continue;
            foreach (var (path, sampled) in files)
            {
                await using (var content = File.Create(path))
                    await sampled.CopyToAsync(content, context.CancellationToken);
                // A feed skips a file that was only just written; this one is complete.
                File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(-1));
            }
        }
        await platform.Feeds.MakeDueAsync([.. feeds.Select(f => f.Name)], context.CancellationToken);
        var sweep = services.GetRequiredService<Hangfire.IBackgroundJobClient>();
        Hangfire.BackgroundJobClientExtensions.Enqueue<SweepJobs>(sweep, j => j.RunAsync(CancellationToken.None));
        await SendMistakesAsync(context, platform, services, feeds);
        return await AgreeAsync(context, platform, services, samples);
    }

    /// <summary>Waits for every sample to arrive and be read, approves it as the demo's reviewer, and waits for it to be loaded.</summary>
    private static async Task<int> AgreeAsync(VerbContext context, Platform platform, IServiceProvider services, HashSet<string> samples)
    {
        var workers = services.GetRequiredService<IWakeWorkers>();
        var patience = Stopwatch.StartNew();
        var approved = new HashSet<Guid>();
        while (patience.Elapsed < TimeSpan.FromSeconds(90))
        {
            var all = await platform.Submissions.ListAsync(Actor.Operator, 0, 1000, context.CancellationToken);
            var ours = all.Where(s => s.IsSample && samples.Contains(s.Sha256)).ToList();
            foreach (var staged in ours.Where(s => s.State == SubmissionState.Staged && approved.Add(s.SubmissionId)))
            {
                await platform.Review.ApproveAsync(staged.SubmissionId, Reviewer, null, context.CancellationToken);
                workers.Load(staged.SubmissionId);
            }
            if (
                ours.Count >= samples.Count
                && all.All(s =>
                    SubmissionStates.IsEnd(s.State) || s.State == SubmissionState.Failed || s.State == SubmissionState.Staged && !s.IsSample
                )
            )
                return ours.Where(s => s.State == SubmissionState.Loaded).Sum(s => s.Observations ?? 0);
            await Task.Delay(100, context.CancellationToken);
        }
        return 0;
    }

    private static async Task SendMistakesAsync(
        VerbContext context,
        Platform platform,
        IServiceProvider services,
        IEnumerable<Warehouse.Taxonomy.FeedFolder> feeds
    )
    {
        foreach (var feed in feeds.Where(f => f.Files.Files.ContainsKey(Mistakes)))
        {
            using var content = new MemoryStream(feed.Files.Files[Mistakes].ToArray());
            var known = (await platform.Submissions.ListAsync(Actor.Operator, 0, 1000, context.CancellationToken)).Any(s =>
                s.FileName == Mistakes && s.Feed == feed.Name
            );
            if (known)
                continue;
            var receipt = await platform.Submissions.ReceiveAsync(
                new Delivery
                {
                    Files = [new DeliveredFile(Mistakes, content)],
                    Feed = feed.Name,
                    Through = "verb",
                },
                DemoAccounts.All[0],
                context.CancellationToken
            );
            services.GetRequiredService<IWakeWorkers>().Process(receipt.Submission.SubmissionId);
        }
    }

    private async Task WriteAddressesAsync(VerbContext context, Platform platform, Stopwatch clock, string address, int figures)
    {
        var rejected = (await platform.Submissions.ListAsync(Actor.Operator, 0, 1000, context.CancellationToken)).FirstOrDefault(s =>
            s.FileName == Mistakes
        );
        await context.Out.WriteLineAsync(
            Texts.Say(
                "demo.running",
                ("seconds", clock.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)),
                ("figures", figures.ToString(CultureInfo.InvariantCulture))
            )
        );
        await LineAsync("demo.api", $"{address}/docs");
        await LineAsync("demo.try", $"curl '{address}/v1/observations?indicator=HOM_INC&area=MEX'");
        await LineAsync("demo.trace", $"curl '{address}/v1/observations/source?indicator=HOM_INC&area=MX-JAL&period=2016'");
        await LineAsync(
            "demo.send",
            $"curl -u office@demo:{DemoAccounts.Password} -F file=@etl-mappings/MEX/sesnsp-state-offences/{Mistakes} "
                + $"{address}/v1/submissions"
        );
        if (rejected is not null)
            await LineAsync(
                "demo.mistakes",
                $"curl -u office@demo:{DemoAccounts.Password} '{address}/v1/submissions/"
                    + $"{rejected.SubmissionId}?lang={context.Language.ToString().ToLowerInvariant()}'"
            );
        await context.Out.WriteLineAsync(Texts["demo.stop"]);

        Task LineAsync(string key, string text) => context.Out.WriteLineAsync($"  {Texts[key], -14} {text}");
    }

    private async Task<bool> ResetAsync(VerbContext context)
    {
        if (PrivateCluster.IsRunning(context.Home))
        {
            await context.Error.WriteLineAsync(Texts.Say("demo.busy", ("path", context.Home)));
            return false;
        }
        if (ClusterFolder.Of(context.Home) is { } folder && Directory.Exists(folder) && ClusterFolder.IsOwn(context.Home))
            Directory.Delete(folder, recursive: true);
        // Remains of the deleted database must not contradict the next one.
        foreach (var name in (string[])["files", "inbox", "users", "logs", "audit"])
            if (Path.Combine(context.Home, name) is var path && Directory.Exists(path))
                Directory.Delete(path, recursive: true);
        foreach (var name in (string[])["cluster.json", Warehouse.Keeping.Belonging.FileName])
            File.Delete(Path.Combine(context.Home, name));
        return true;
    }

    private Task StepAsync(VerbContext context, Stopwatch clock, string key) =>
        context.Error.WriteLineAsync($"{clock.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture), 6} s  {Texts[key]}");

    /// <summary>The usual port, or a free one if another program uses it.</summary>
    private static int FreePort()
    {
        foreach (var port in new[] { DefaultPort, 0 })
        {
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                // The port is taken, so try the next one.
            }
        }
        return DefaultPort;
    }
}
