using System.Globalization;
using Observatory.Warehouse.Database;

namespace Observatory.App.Verbs.Doctor;

/// <summary>What an installation on several machines rests on.</summary>
internal static class GrowthChecks
{
    private const int Newest = 20;

    public static IEnumerable<DoctorCheck> All =>
    [
        new("replica", ReplicaAsync),
        new("files", FilesAsync),
    ];

    /// <summary>Each replica as it is found now. One that is not read is a warning: the primary answers in its place.</summary>
    private static async Task<CheckResult> ReplicaAsync(Examination examination)
    {
        var texts = examination.Texts;
        if (!examination.HasDatabase)
            return CheckResult.Good(texts["doctor.replica.none"]);
        var reader = (await examination.PlatformAsync()).Sources.Reader;
        if (!reader.HasReplicas)
            return CheckResult.Good(texts["doctor.replica.none"]);
        var reports = await reader.ExamineAsync(examination.Context.CancellationToken);
        var detail = string.Join("; ", reports.Select(r => $"{r.Place} {texts[$"doctor.replica.{r.State}"]}{Lag(r)}{(r.Failure is null ? "" : $" ({r.Failure})")}"));
        return reports.FirstOrDefault(r => r.State is not (ReplicaState.Fresh or ReplicaState.Same)) is { } wrong
            ? new CheckResult(Grade.Warning, detail, texts[$"doctor.replica.{wrong.State}.repair"])
            : CheckResult.Good(detail);
    }

    private static string Lag(ReplicaReport report) => report.Lag is { } lag ? string.Create(CultureInfo.InvariantCulture, $", {lag.TotalSeconds:0.0} s") : "";

    /// <summary>Whether the file store is the one that the database speaks of: another machine's would lack the newest files.</summary>
    private static async Task<CheckResult> FilesAsync(Examination examination)
    {
        if (!await ContentChecks.HasSchemaAsync(examination))
            return CheckResult.Good(examination.Texts["doctor.cluster.none"]);
        var platform = await examination.PlatformAsync();
        var (looked, missing) = await platform.Submissions.MissingFilesAsync(Newest, examination.Context.CancellationToken);
        return missing.Count == 0
            ? CheckResult.Good(platform.Files.Root)
            : CheckResult.Broken(string.Create(CultureInfo.InvariantCulture, $"{platform.Files.Root}: {missing.Count}/{looked} ({missing[0]})"));
    }
}
