using System.Globalization;
using Observatory.Warehouse.Database;

namespace Observatory.App.Verbs.Doctor;

/// <summary>The requirements of an installation on several machines.</summary>
internal static class GrowthChecks
{
    private const int Newest = 20;

    public static IEnumerable<DoctorCheck> All =>
        [new("replica", ReplicaAsync), new("files", FilesAsync), new("checksums", ChecksumsAsync)];

    /// <summary>The current state of each replica. A replica that is not used is a warning: the primary answers in its place.</summary>
    private static async Task<CheckResult> ReplicaAsync(Examination examination)
    {
        var texts = examination.Texts;
        if (!examination.HasDatabase)
            return CheckResult.Good(texts["doctor.replica.none"]);
        var reader = (await examination.PlatformAsync()).Sources.Reader;
        if (!reader.HasReplicas)
            return CheckResult.Good(texts["doctor.replica.none"]);
        var reports = await reader.ExamineAsync(examination.Context.CancellationToken);
        var detail = string.Join(
            "; ",
            reports.Select(r => $"{r.Place} {texts[$"doctor.replica.{r.State}"]}{Lag(r)}{(r.Failure is null ? "" : $" ({r.Failure})")}")
        );
        return reports.FirstOrDefault(r => r.State is not (ReplicaState.Fresh or ReplicaState.Same)) is { } wrong
            ? new CheckResult(Grade.Warning, detail, texts[$"doctor.replica.{wrong.State}.repair"])
            : CheckResult.Good(detail);
    }

    private static string Lag(ReplicaReport report) =>
        report.Lag is { } lag ? string.Create(CultureInfo.InvariantCulture, $", {lag.TotalSeconds:0.0} s") : "";

    /// <summary>Whether the file store belongs to the database: another machine's would lack the newest files.</summary>
    private static async Task<CheckResult> FilesAsync(Examination examination)
    {
        if (!await ContentChecks.HasSchemaAsync(examination))
            return CheckResult.Good(examination.Texts["doctor.cluster.none"]);
        var platform = await examination.PlatformAsync();
        var (looked, missing) = await platform.Submissions.MissingFilesAsync(Newest, examination.Context.CancellationToken);
        return missing.Count == 0
            ? CheckResult.Good(platform.Files.Root)
            : CheckResult.Broken(
                string.Create(CultureInfo.InvariantCulture, $"{platform.Files.Root}: {missing.Count}/{looked} ({missing[0]})")
            );
    }

    /// <summary>
    /// The result of the last verification of stored files, and whether the server found damaged pages. Nothing is verified now; files
    /// verify does that.
    /// </summary>
    private static async Task<CheckResult> ChecksumsAsync(Examination examination)
    {
        var texts = examination.Texts;
        if (!await ContentChecks.HasSchemaAsync(examination))
            return CheckResult.Good(texts["doctor.cluster.none"]);
        var platform = await examination.PlatformAsync();
        var cancellation = examination.Context.CancellationToken;
        var faults = await platform.Scrub.FaultsAsync(cancellation);
        if (faults.Count > 0)
            return CheckResult.Broken(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{platform.Files.Root}: {faults.Count} "
                        + $"({string.Join(", ", faults.Take(3).Select(f => $"{f.Sha256[..12]} {f.Name}".TrimEnd()))})"
                )
            );
        var pages = await platform.Scrub.PagesAsync(cancellation);
        if (pages.Failures > 0)
            return new CheckResult(
                Grade.Broken,
                pages.Failures.ToString(CultureInfo.InvariantCulture),
                texts["doctor.checksums.pages.repair"]
            );
        var checks = await platform.Scrub.ChecksAsync(cancellation);
        var detail = texts.Say(
            checks.Oldest is null ? "doctor.checksums.never" : "doctor.checksums.since",
            ("checked", checks.Checked.ToString(CultureInfo.InvariantCulture)),
            ("files", checks.Files.ToString(CultureInfo.InvariantCulture)),
            ("day", checks.Oldest is { } oldest ? oldest.InUtc().Date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture) : "")
        );
        // Without a worker nobody verifies files, so report it once a turn was missed.
        return checks.Oldest is { } longest && platform.Clock.GetCurrentInstant() - longest > 2 * Warehouse.Keeping.FileScrub.Turn
            ? CheckResult.Warning(detail)
            : CheckResult.Good(detail);
    }
}
