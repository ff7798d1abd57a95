using System.Text.Json;
using Observatory.Warehouse.Series;

namespace Observatory.App.Responses;

/// <summary>An indicator of the shared taxonomy.</summary>
public sealed record IndicatorResponse
{
    public required string Code { get; init; }
    public required string Theme { get; init; }
    public required string Label { get; init; }
    public required string Definition { get; init; }

    /// <summary>Code of the unit of its values.</summary>
    public required string Unit { get; init; }
    public required string UnitLabel { get; init; }

    /// <summary>What is counted, such as victims or incidents.</summary>
    public required string CountingUnit { get; init; }
    public required string Kind { get; init; }

    /// <summary>True if its values belong to a point in time, and not to a whole period.</summary>
    public required bool IsStock { get; init; }

    /// <summary>Null if the indicator is not derived.</summary>
    public required string? Formula { get; init; }

    /// <summary>The indicator of which it is a rate; null if it is no rate.</summary>
    public required string? RateOf { get; init; }

    /// <summary>The number of decimals for display.</summary>
    public required int Decimals { get; init; }
    public required bool HigherIsWorse { get; init; }

    /// <summary>Codes of the International Classification of Crime for Statistical Purposes.</summary>
    public required IReadOnlyList<string> Iccs { get; init; }

    /// <summary>Codes in other frameworks, by framework.</summary>
    public required JsonElement Crosswalks { get; init; }

    /// <summary>The breakdowns that it can have.</summary>
    public required IReadOnlyList<string> Dimensions { get; init; }
    public required IndicatorCoverage Coverage { get; init; }
}

/// <summary>How much is known of an indicator.</summary>
public sealed record IndicatorCoverage
{
    /// <summary>The number of States that have any figure of it.</summary>
    public required int States { get; init; }
}

/// <summary>A page of areas, with all groups of States.</summary>
public sealed record AreasResponse
{
    public required IEnumerable<AreaRow> Data { get; init; }
    public required IReadOnlyList<GroupRow> Groups { get; init; }
    public required PageMeta Meta { get; init; }
}

/// <summary>A breakdown with its categories.</summary>
public sealed record DimensionResponse
{
    public required string Code { get; init; }
    public required string Label { get; init; }
    public required IEnumerable<MemberResponse> Members { get; init; }
}

/// <summary>A category of a breakdown.</summary>
public sealed record MemberResponse
{
    public required string Code { get; init; }

    /// <summary>The category of which it is a part; null if there is none.</summary>
    public required string? Parent { get; init; }
    public required string Label { get; init; }

    /// <summary>True if it is one of the categories that together make the total.</summary>
    public required bool InPartition { get; init; }

    /// <summary>The feed that defines it; null for categories of the shared taxonomy.</summary>
    public required string? BroughtBy { get; init; }
}

/// <summary>A scheduled source.</summary>
public sealed record FeedResponse
{
    public required string Feed { get; init; }

    /// <summary>Null if its mapping is broken.</summary>
    public required string? Title { get; init; }

    /// <summary>Code of the provider; null if its mapping is broken.</summary>
    public required string? Provider { get; init; }

    /// <summary>Null if its mapping is broken.</summary>
    public required int? MappingVersion { get; init; }

    /// <summary>When it is fetched, as a cron expression; null if it is not scheduled.</summary>
    public required string? Schedule { get; init; }

    /// <summary>The time zone of the schedule; null if it is not scheduled.</summary>
    public required string? TimeZone { get; init; }

    /// <summary>From where it is fetched; null if it is not scheduled, or if the address is not for the public.</summary>
    public required string? Source { get; init; }

    /// <summary>How often the office publishes; null if that is not declared.</summary>
    public required PublishingResponse? Publishes { get; init; }

    /// <summary>The instant of the next run; null if it has no schedule.</summary>
    public required string? NextDue { get; init; }

    /// <summary>Null before the first run.</summary>
    public required string? LastStartedAt { get; init; }

    /// <summary>Null before the end of the first run.</summary>
    public required string? LastFinishedAt { get; init; }

    /// <summary><c>NothingNew</c>, <c>Received</c> or <c>Failed</c>; null before the first run.</summary>
    public required string? LastResult { get; init; }

    /// <summary>Why the last run failed; null if it did not, and always null for the public.</summary>
    public required string? LastFailure { get; init; }

    /// <summary>The number of runs that failed since the last one that did not.</summary>
    public required int Failures { get; init; }

    /// <summary>The newest submission that it brought; null if there is none.</summary>
    public required Guid? LastSubmission { get; init; }

    /// <summary>Codes of the findings that block its mapping; empty if it works.</summary>
    public required IEnumerable<string> Broken { get; init; }
}

/// <summary>How often an office publishes.</summary>
public sealed record PublishingResponse
{
    /// <summary>The frequency of publications: A, S, Q or M.</summary>
    public required string Every { get; init; }

    /// <summary>Days after the end of a period by which its figures should be there.</summary>
    public required int Within { get; init; }
}
