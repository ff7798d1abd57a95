namespace Observatory.Warehouse.Mappings;

/// <summary>A figure that would not be what it is.</summary>
/// <param name="Kind"><c>added</c>, <c>changed</c> or <c>withdrawn</c>.</param>
/// <param name="Breakdown">Its dimensions as <c>SEX=F;AGE=Y18T19</c>; empty for the total.</param>
/// <param name="Source">The provider whose figure it is.</param>
/// <param name="OldStatus">Statuses joined by <c>;</c>, null where there is no figure.</param>
/// <param name="Says">True where not the number but what is said of it differs: status, unit, confidentiality or notes.</param>
public sealed record FigureDifference(
    string Kind,
    string Indicator,
    string Area,
    string Period,
    string Breakdown,
    string Source,
    decimal? OldValue,
    decimal? NewValue,
    string? OldStatus,
    string? NewStatus,
    bool Says
)
{
    /// <summary>New less old; null where one of them has no value.</summary>
    public decimal? Difference => NewValue - OldValue;
}

/// <summary>A stored submission that the mapping as it is now would reject.</summary>
/// <param name="Findings">Codes of what blocks.</param>
public sealed record RejectedReading(int Submission, IReadOnlyList<string> Findings);

/// <summary>
/// What makes a whole, by the rules of then and by the mapping as it is now: sums and whether they are whole hang on it, though no figure
/// differs.
/// </summary>
/// <param name="By">The level of the areas that are its parts, or the dimension whose members are.</param>
/// <param name="From">First period that it is said of.</param>
/// <param name="To">Last period.</param>
/// <param name="Old">How many parts made the whole; null where nothing was said of it.</param>
/// <param name="New">How many do now; null where nothing is said any more.</param>
/// <param name="OldAbsentIsZero">Whether a part that was missing had none.</param>
/// <param name="NewAbsentIsZero">Whether a part that is missing has none.</param>
public sealed record WholeDifference(
    string Indicator,
    string Area,
    string By,
    string Source,
    string From,
    string To,
    int? Old,
    int? New,
    bool OldAbsentIsZero,
    bool NewAbsentIsZero
);

/// <summary>Loaded files that the mapping as it is now reads otherwise.</summary>
/// <param name="First">Number of the submission that brought them.</param>
/// <param name="Newest">Number of the one whose figures stand: another where they were read again before.</param>
public sealed record CorrectedFile(int First, int Newest);

/// <summary>What the stored files of a feed would say if they were read by the mapping as it is now.</summary>
/// <param name="OldVersions">Versions by which the loads were read.</param>
/// <param name="Loads">Sets of files that are loaded, all of which were read again.</param>
/// <param name="Figures">Figures that stand by the rules of then.</param>
/// <param name="Differences">Largest first.</param>
/// <param name="Wholes">Wholes that other parts make.</param>
/// <param name="Corrected">Files that read otherwise and would not be rejected, in the order in which they were first loaded.</param>
public sealed record Comparison(
    string Feed,
    IReadOnlyList<int> OldVersions,
    int NewVersion,
    int Loads,
    int Figures,
    IReadOnlyList<FigureDifference> Differences,
    IReadOnlyList<WholeDifference> Wholes,
    IReadOnlyList<CorrectedFile> Corrected,
    IReadOnlyList<RejectedReading> Rejected
)
{
    public int Added => Differences.Count(d => d.Kind == "added");

    public int Changed => Differences.Count(d => d.Kind == "changed");

    public int Withdrawn => Differences.Count(d => d.Kind == "withdrawn");
}
