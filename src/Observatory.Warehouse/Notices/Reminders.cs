using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Observatory.Core.Access;
using Observatory.Core.Mappings;
using Observatory.Core.Notices;
using Observatory.Warehouse.Access;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Taxonomy;

namespace Observatory.Warehouse.Notices;

/// <summary>
/// Reminds offices of figures that they regularly publish and have not sent: once per step of lateness, however often and wherever this
/// runs. A feed that does not declare how often its office publishes, and one without any loads, is never late.
/// </summary>
/// <param name="steps">Days late at which somebody is reminded; 0 is the first day after the figures were due.</param>
public sealed class Reminders(DataSources sources, MappingLibrary library, IClock clock, IReadOnlyList<int> steps)
{
    public static IReadOnlyList<int> UsualSteps { get; } = [0, 30, 90];

    /// <summary>Writes reminders into the outbox; returns their feeds.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancellation)
    {
        var declared = library
            .Current()
            .Feeds.Where(f => f is { Publishes: not null, Mapping: not null })
            .ToDictionary(f => f.Name, StringComparer.Ordinal);
        var reminded = new List<string>();
        if (declared.Count == 0)
            return reminded;
        var now = clock.GetCurrentInstant();
        foreach (var feed in await LastReportedAsync([.. declared.Keys], cancellation))
            if (await RemindAsync(declared[feed.Feed].Mapping!, declared[feed.Feed].Publishes!, feed, now, cancellation))
                reminded.Add(feed.Feed);
        return reminded;
    }

    private async Task<IReadOnlyList<LastReportedRow>> LastReportedAsync(string[] feeds, CancellationToken cancellation)
    {
        await using var connection = await sources.Reader.OpenConnectionAsync(cancellation);
        return await NoticeQueries.LastReported.ListAsync(connection, new { feeds }, cancellation);
    }

    /// <summary>
    /// Whether a step was reached for which nobody was reminded. Steps that passed unnoticed are recorded and announced together.
    /// </summary>
    private async Task<bool> RemindAsync(
        Mapping mapping,
        PublishingHabit publishes,
        LastReportedRow feed,
        Instant now,
        CancellationToken cancellation
    )
    {
        var today = now.InUtc().Date;
        var (dueOn, late) = (publishes.DueAfter(feed.LastDay), publishes.DaysLate(feed.LastDay, today));
        var reached = late == 0 ? [] : steps.Where(s => s <= late).Order().ToList();
        if (reached.Count == 0)
            return false;
        await using var connection = await sources.Writer.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        int? newest = null;
        foreach (var step in reached)
            newest = await NoticeQueries.NoteReminder.MaybeAsync(
                connection,
                new
                {
                    feed = feed.Feed,
                    due_on = dueOn,
                    step,
                    now,
                },
                cancellation,
                transaction
            );
        if (newest is not null)
        {
            var (office, country) = (mapping.Provider.Code, mapping.Provider.Country);
            var data = new
            {
                feed = feed.Feed,
                office,
                country,
                step = newest,
                dueOn = LocalDatePattern.Iso.Format(dueOn),
                daysLate = late,
                lastPeriod = feed.LastPeriod,
                lastPublishedOn = feed.PublishedOn is { } day ? LocalDatePattern.Iso.Format(day) : null,
                lastLoadedAt = feed.LoadedAt?.ToString(),
            };
            await NoticeQueries.Announce.OneAsync(
                connection,
                new
                {
                    kind = NoticeKinds.FeedReminder,
                    now,
                    office,
                    country,
                    subject = feed.Feed,
                    data = JsonSerializer.Serialize(data),
                },
                cancellation,
                transaction
            );
            await Audit.NoteAsync(connection, transaction, Actor.Schedule, "feed.reminded", feed.Feed, data, cancellation, country);
        }
        await transaction.CommitAsync(cancellation);
        return newest is not null;
    }
}
