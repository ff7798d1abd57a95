using System.Globalization;
using NodaTime;
using Observatory.App.Documents;
using Observatory.App.Languages;
using Observatory.Core.Checking;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Taxonomy;

namespace Observatory.App.Verbs.Doctor;

/// <summary>Schema, taxonomy, mappings and the queue.</summary>
internal static class ContentChecks
{
    private static readonly Duration LongWait = Duration.FromHours(1);
    private static readonly Duration ClocksMayDiffer = Duration.FromSeconds(5);

    public static IEnumerable<DoctorCheck> All =>
        [
            new("taxonomy", e => Task.FromResult(Taxonomy(e.Context))),
            new("mappings", e => Task.FromResult(Mappings(e.Context))),
            new("schema", SchemaAsync),
            new("databaseClock", DatabaseClockAsync),
            new("queue", QueueAsync),
            new("workers", WorkersAsync),
            new("feeds", FeedsAsync),
            new("subscriptions", SubscriptionsAsync),
            new("seal", SealAsync),
        ];

    private static CheckResult Taxonomy(VerbContext context)
    {
        try
        {
            var taxonomy = new MappingLibrary(context.MappingFolders).Current().Taxonomy;
            return CheckResult.Good(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{taxonomy.Indicators.Count} / {taxonomy.Areas.Count} ({taxonomy.Version[..12]})"
                )
            );
        }
        catch (Refusal refusal)
        {
            return CheckResult.Broken(string.Join(" ", refusal.Arguments.Values));
        }
    }

    private static CheckResult Mappings(VerbContext context)
    {
        try
        {
            var feeds = new MappingLibrary(context.MappingFolders).Current().Feeds;
            var broken = feeds.Where(f => f.Findings.Any(x => x.Severity == Severity.Blocking)).Select(f => f.Name).ToList();
            return broken.Count == 0
                ? CheckResult.Good(feeds.Count.ToString(CultureInfo.InvariantCulture))
                : CheckResult.Broken(string.Join(", ", broken));
        }
        catch (Refusal)
        {
            return CheckResult.Broken("-");
        }
    }

    private static async Task<CheckResult> SchemaAsync(Examination examination)
    {
        if (!examination.HasDatabase)
            return CheckResult.Good(examination.Texts["doctor.cluster.none"]);
        var platform = await examination.PlatformAsync();
        var pending = (await platform.Migrations.CheckAsync(examination.Context.CancellationToken)).Pending;
        return pending.Count == 0 ? CheckResult.Good("sql/") : CheckResult.Warning(string.Join(", ", pending));
    }

    /// <summary>
    /// How much waits, and the longest wait of each kind; whether one is too long, or nothing can continue without an operator.
    /// </summary>
    private static async Task<CheckResult> QueueAsync(Examination examination)
    {
        if (!await HasSchemaAsync(examination))
            return CheckResult.Good(examination.Texts["doctor.cluster.none"]);
        var platform = await examination.PlatformAsync();
        var all = await platform.Waits.ListAsync(examination.Context.CancellationToken);
        var now = platform.Clock.GetCurrentInstant();
        var kinds = all.GroupBy(w => w.For).OrderBy(g => g.Key).Select(g => (Kind: g.Key, Count: g.Count(), Oldest: g.First())).ToList();
        var detail = string.Join(
            "; ",
            kinds.Select(k =>
                examination.Texts.Say(
                    $"doctor.queue.{k.Kind}",
                    ("count", Number(k.Count)),
                    ("number", Number(k.Oldest.Number)),
                    ("age", Ages.Say(examination.Texts, now - k.Oldest.StateSince))
                )
            )
        );
        var patience = platform.Waits.Steps is { Count: > 0 } steps ? Duration.FromDays(steps.Min()) : Duration.MaxValue;
        var isLong = kinds.Any(k =>
            k.Kind switch
            {
                SubmissionWait.Operator => true,
                SubmissionWait.Worker => now - k.Oldest.StateSince > LongWait,
                _ => now - k.Oldest.StateSince >= patience,
            }
        );
        return isLong ? CheckResult.Warning(detail) : CheckResult.Good(kinds.Count == 0 ? "0" : detail);
    }

    /// <summary>
    /// Whether workers are running: when one last looked through everything, and whether something waits that none takes.
    /// </summary>
    private static async Task<CheckResult> WorkersAsync(Examination examination)
    {
        if (!await HasSchemaAsync(examination))
            return CheckResult.Good(examination.Texts["doctor.cluster.none"]);
        var signs = await (await examination.PlatformAsync()).Sweep.SignsAsync(examination.Context.CancellationToken);
        var detail = signs.SweepAge is { } age
            ? examination.Texts.Say("doctor.workers.swept", ("age", Ages.Say(examination.Texts, age)))
            : examination.Texts["doctor.workers.none"];
        return signs is { StandsStill: true, OldestDue: { } due }
            ? CheckResult.Warning(
                detail + examination.Texts.Say("doctor.workers.waiting", ("age", Ages.Say(examination.Texts, signs.Now - due)))
            )
            : CheckResult.Good(detail);
    }

    /// <summary>Whether this machine and the database have the same time.</summary>
    private static async Task<CheckResult> DatabaseClockAsync(Examination examination)
    {
        if (!examination.HasDatabase)
            return CheckResult.Good(examination.Texts["doctor.cluster.none"]);
        var there = await (await examination.PlatformAsync()).Clock.AskAsync(examination.Context.CancellationToken);
        return Compared(there - examination.MachineClock.GetCurrentInstant(), examination.Texts);
    }

    /// <param name="ahead">By how much the database's clock is ahead of this machine's.</param>
    internal static CheckResult Compared(Duration ahead, Texts texts)
    {
        var detail = texts.Say(
            "doctor.databaseClock.differs",
            ("seconds", ahead.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture))
        );
        return ahead < ClocksMayDiffer && ahead > -ClocksMayDiffer ? CheckResult.Good(detail) : CheckResult.Warning(detail);
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task<CheckResult> FeedsAsync(Examination examination)
    {
        if (!await HasSchemaAsync(examination))
            return CheckResult.Good(examination.Texts["doctor.cluster.none"]);
        var platform = await examination.PlatformAsync();
        var failing = (await platform.Feeds.ListAsync(examination.Context.CancellationToken))
            .Where(f => f.State?.LastResult == "Failed")
            .Select(f => f.Folder.Name)
            .ToList();
        return failing.Count == 0 ? CheckResult.Good("") : CheckResult.Warning(string.Join(", ", failing));
    }

    private static async Task<CheckResult> SubscriptionsAsync(Examination examination)
    {
        if (!await HasSchemaAsync(examination))
            return CheckResult.Good(examination.Texts["doctor.cluster.none"]);
        var platform = await examination.PlatformAsync();
        var stopped = await platform.Subscriptions.DisabledAsync(examination.Context.CancellationToken);
        return stopped.Count == 0
            ? CheckResult.Good("")
            : CheckResult.Warning(string.Join(", ", stopped.Select(s => $"{s.Office} {s.SubscriptionId}")));
    }

    /// <summary>Whether this machine can open the secrets that webhooks are signed with.</summary>
    private static async Task<CheckResult> SealAsync(Examination examination)
    {
        if (!await HasSchemaAsync(examination))
            return CheckResult.Good(examination.Texts["doctor.cluster.none"]);
        var platform = await examination.PlatformAsync();
        var seals = await platform.Subscriptions.SealsAsync(examination.Context.CancellationToken);
        IReadOnlyList<string> here;
        try
        {
            here = platform.Seal.Keys;
        }
        catch (Refusal refusal)
        {
            return CheckResult.Broken(string.Join(" ", refusal.Arguments.Values));
        }
        var missing = seals.Where(s => s.SealedBy is { } key && !here.Contains(key)).ToList();
        if (missing.Count > 0)
            return CheckResult.Broken(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{platform.Seal.Path}: {string.Join(", ", missing.Select(s => $"{s.SealedBy} ({s.Secrets})"))}"
                )
            );
        return seals.FirstOrDefault(s => s.SealedBy is null) is { } clear
            ? new CheckResult(
                Grade.Warning,
                clear.Secrets.ToString(CultureInfo.InvariantCulture),
                examination.Texts["doctor.seal.clear.repair"]
            )
            : CheckResult.Good(seals.Count == 0 ? "" : platform.Seal.Path);
    }

    internal static async Task<bool> HasSchemaAsync(Examination examination) =>
        examination.HasDatabase
        && (await (await examination.PlatformAsync()).Migrations.CheckAsync(examination.Context.CancellationToken)).Pending.Count == 0;
}
