using System.Text;
using NodaTime;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Reading;
using Observatory.Core.Series;

namespace Observatory.Core.Mappings;

/// <summary>When and from where a feed is fetched: the content of a <c>feed.yaml</c> beside a mapping.</summary>
/// <param name="Cron">Five fields: minute, hour, day of month, month, day of week.</param>
/// <param name="TimeZone">IANA name of the time zone in which the schedule's times are local time.</param>
/// <param name="Folder">
/// A watched folder; a relative path is in the inbox of the program's home. Null if <paramref name="Address"/> is given.
/// </param>
/// <param name="Files">Names in the folder, with <c>*</c>.</param>
/// <param name="Address">An https address. Null if <paramref name="Folder"/> is given.</param>
public sealed record FeedSchedule(string Cron, string TimeZone, string? Folder, string Files, Uri? Address);

public static class FeedScheduleReader
{
    public const string FileName = "feed.yaml";

    private const int MostDays = 3660;

    private static readonly Dictionary<string, Frequency> Frequencies = Enum.GetValues<Frequency>()
        .ToDictionary(f => f.Code(), StringComparer.Ordinal);

    /// <returns>
    /// When the file is fetched, null if a person sends it; how often the office publishes, null if nobody has declared it.
    /// </returns>
    public static (FeedSchedule? Schedule, PublishingHabit? Publishes, IReadOnlyList<Finding> Findings) Read(FolderFiles folder)
    {
        var findings = new List<Finding>();
        if (!folder.Files.TryGetValue(FileName, out var bytes))
            return (null, null, findings);
        if (YamlWords.Parse(FileName, Encoding.UTF8.GetString(bytes.Span), findings) is not { } words)
            return (null, null, findings);
        var publishes = HabitOf(words);
        // A feed that a person sends has no source, but a deadline may be declared for it.
        var isByHand = words.Has("publishes") && !words.Has("schedule") && !words.Has("timeZone") && !words.Has("source");
        var schedule = isByHand ? null : ScheduleOf(words, findings);
        words.Finish();
        return findings.Count > 0 ? (null, null, findings) : (schedule, publishes, findings);
    }

    private static PublishingHabit? HabitOf(YamlWords words)
    {
        if (words.Words("publishes") is not { } habit)
            return null;
        var every = habit.OneOf("every", Frequencies, true);
        var within = habit.Number("within", true, 0, MostDays);
        habit.Finish();
        return every is { } frequency && within is { } days ? new PublishingHabit(frequency, days) : null;
    }

    private static FeedSchedule? ScheduleOf(YamlWords words, List<Finding> findings)
    {
        var cron = words.Text("schedule", true) ?? "";
        if (cron.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length != 5)
            words.Wrong("schedule", "cron", cron);
        var zone = words.Text("timeZone", true) ?? "";
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is null)
            words.Wrong("timeZone", "America/Mexico_City", zone, NearestWord.To(zone, DateTimeZoneProviders.Tzdb.Ids));
        string? inbox = null;
        var files = "*";
        Uri? address = null;
        if (words.Words("source", true) is { } source)
        {
            inbox = source.Text("folder");
            files = source.Text("files") ?? "*";
            var url = source.Text("url");
            if (url is not null && (!Uri.TryCreate(url, UriKind.Absolute, out address) || address.Scheme != Uri.UriSchemeHttps))
                source.Wrong("url", "https://…", url);
            if (url is not null && source.Has("files"))
                source.Wrong("files", "folder", files);
            if (inbox is null == url is null)
                source.Wrong("folder", "folder, url");
            if (inbox is not null && inbox.Split('/', '\\').Contains(".."))
                source.Wrong("folder", "folder-below", inbox);
            source.Finish();
        }
        return findings.Count > 0 ? null : new FeedSchedule(cron, zone, inbox, files, address);
    }
}
