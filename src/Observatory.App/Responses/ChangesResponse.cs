namespace Observatory.App.Responses;

/// <summary>A figure that a load changed or would change.</summary>
public sealed record ChangeResponse
{
    /// <summary><c>added</c>, <c>revised</c> or <c>withdrawn</c>.</summary>
    public required string Kind { get; init; }
    public required string Indicator { get; init; }
    public required string Area { get; init; }
    public required string Period { get; init; }

    /// <summary>Code of the provider.</summary>
    public required string Source { get; init; }

    /// <summary>The members of its breakdowns that are not the total; empty for the total of all.</summary>
    public required string Breakdown { get; init; }

    /// <summary>In the indicator's unit; null if there was no value.</summary>
    public required decimal? OldValue { get; init; }

    /// <summary>In the indicator's unit; null if it was withdrawn or is missing.</summary>
    public required decimal? NewValue { get; init; }

    /// <summary>In the indicator's unit; null if either value is.</summary>
    public required decimal? Difference { get; init; }

    /// <summary>Null if there was no figure.</summary>
    public required IReadOnlyList<string>? OldStatus { get; init; }

    /// <summary>Null if the figure was withdrawn.</summary>
    public required IReadOnlyList<string>? NewStatus { get; init; }
}

/// <summary>Metadata of a page of changes.</summary>
public sealed record ChangesMeta
{
    /// <summary>The value of <c>cursor</c> for the next page; null on the last one.</summary>
    public required string? NextCursor { get; init; }

    /// <summary>True if the submission is not loaded: these are the changes that it would make.</summary>
    public required bool IsPreview { get; init; }

    /// <summary>
    /// True if its staged figures were lost and its files are read again, so that nothing is known until then; null if this is no preview.
    /// </summary>
    public required bool? IsLost { get; init; }

    /// <summary>
    /// True if a load of its providers came since it was compared, so that its own load may change something else; null if this is no
    /// preview.
    /// </summary>
    public required bool? IsOutdated { get; init; }

    /// <summary>
    /// True if a newer publication of its providers is loaded, so that some figures may become history only; null if this is no preview.
    /// </summary>
    public required bool? MayBeLate { get; init; }

    /// <summary>Null if unknown.</summary>
    public required ChangeTotals? Totals { get; init; }

    /// <summary>Other waiting submissions with the same figures, at most twenty; null if this is no preview or a later page.</summary>
    public required IEnumerable<AlsoWaitingResponse>? AlsoWaiting { get; init; }
}

/// <summary>The changes that a waiting submission would make.</summary>
public sealed record ChangesAheadResponse
{
    /// <summary>True if its staged figures were lost and its files are read again: nothing is known until then.</summary>
    public required bool IsLost { get; init; }

    /// <summary>True if a load of its providers came since it was compared: its own load may change something else.</summary>
    public required bool IsOutdated { get; init; }

    /// <summary>True if a newer publication of its providers is loaded: some figures may become history only.</summary>
    public required bool MayBeLate { get; init; }

    /// <summary>Null if unknown.</summary>
    public required ChangeTotals? Totals { get; init; }

    /// <summary>Other waiting submissions with the same figures, at most twenty; null if they were not asked for.</summary>
    public required IEnumerable<AlsoWaitingResponse>? AlsoWaiting { get; init; }
}

/// <summary>The number of figures by the change that a load made or would make to them.</summary>
public sealed record ChangeTotals
{
    public required int Added { get; init; }
    public required int Revised { get; init; }
    public required int Unchanged { get; init; }
    public required int Withdrawn { get; init; }

    /// <summary>Figures of a publication older than the current one, which are stored as history and never answered.</summary>
    public required int Late { get; init; }
}

/// <summary>Another waiting submission with the same figures.</summary>
public sealed record AlsoWaitingResponse
{
    public required int Number { get; init; }

    /// <summary>Figures that both would change; null if either was not compared.</summary>
    public required long? Cells { get; init; }

    /// <summary>How many of these differ between the two; null if either was not compared.</summary>
    public required long? Differing { get; init; }

    /// <summary>The instant at which it was received, in UTC.</summary>
    public required string ReceivedAt { get; init; }

    /// <summary>True if it was received after this one.</summary>
    public required bool IsNewer { get; init; }

    /// <summary>How this one differs from it; null if that was not counted, because one of the two is too large or lost.</summary>
    public required DifferenceResponse? Against { get; init; }
}

/// <summary>How the figures of one submission differ from those of another.</summary>
public sealed record DifferenceResponse
{
    /// <summary>Figures that only the first has.</summary>
    public required long Added { get; init; }

    /// <summary>Figures that differ between the two.</summary>
    public required long Changed { get; init; }

    /// <summary>Figures that only the second has.</summary>
    public required long Gone { get; init; }
}
