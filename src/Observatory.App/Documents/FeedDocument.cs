using Observatory.App.Responses;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Series;
using Observatory.Warehouse.Feeds;

namespace Observatory.App.Documents;

/// <summary>A scheduled source as a document for programs, the same for commands and addresses.</summary>
public static class FeedDocument
{
    /// <summary>Suffixes of names that are valid only inside a private network (RFC 6762, RFC 8375 and common use).</summary>
    private static readonly string[] Inner = [".local", ".internal", ".intranet", ".lan", ".home.arpa", ".corp", ".private"];

    /// <param name="isForPublic">
    /// Leaves out the addresses on the Observatory's own machines or network, and the machine's messages about failures.
    /// </param>
    public static FeedResponse Json(FeedStatus status, Language language, bool isForPublic = false) =>
        new FeedResponse
        {
            Feed = status.Folder.Name,
            Title = status.Folder.Mapping?.Title.In(language),
            Provider = status.Folder.Mapping?.Provider.Code,
            MappingVersion = status.Folder.Mapping?.Version,
            Schedule = status.Folder.Schedule?.Cron,
            TimeZone = status.Folder.Schedule?.TimeZone,
            Source = isForPublic
                ? PublicSourceOf(status.Folder.Schedule?.Address)
                : status.Folder.Schedule?.Address?.ToString() ?? status.Folder.Schedule?.Folder,
            Publishes = status.Folder.Publishes is { } habit
                ? new PublishingResponse { Every = habit.Every.Code(), Within = habit.Within }
                : null,
            NextDue = status.State?.NextDue?.ToString(),
            LastStartedAt = status.State?.LastStartedAt?.ToString(),
            LastFinishedAt = status.State?.LastFinishedAt?.ToString(),
            LastResult = status.State?.LastResult,
            LastFailure = isForPublic ? null : status.State?.LastFailure,
            Failures = status.State?.Failures ?? 0,
            LastSubmission = status.State?.LastSubmissionId,
            Broken = status.Broken.Where(f => f.Severity == Severity.Blocking).Select(f => f.Code).Distinct(),
        };

    /// <summary>The address, if everybody can fetch it and it contains nothing that may be a secret of ours; otherwise null.</summary>
    private static string? PublicSourceOf(Uri? address) =>
        address is { Scheme: "https", HostNameType: UriHostNameType.Dns, IsLoopback: false }
        && address.Host.Contains('.', StringComparison.Ordinal)
        && !Inner.Any(end => address.Host.EndsWith(end, StringComparison.OrdinalIgnoreCase))
            ? address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)
            : null;
}
