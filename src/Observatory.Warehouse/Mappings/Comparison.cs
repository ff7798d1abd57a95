namespace Observatory.Warehouse.Mappings;

/// <summary>A figure that would not be what it is.</summary>
/// <param name="Kind"><c>added</c>, <c>changed</c> or <c>withdrawn</c>.</param>
/// <param name="Breakdown">Its dimensions as <c>SEX=F;AGE=Y18T19</c>; empty for the total.</param>
/// <param name="Source">The provider whose figure it is.</param>
/// <param name="OldStatus">Statuses joined by <c>;</c>, null where there is no figure.</param>
/// <param name="Says">True where not the number but what is said of it differs: status, unit, confidentiality or notes.</param>
public sealed record FigureDifference(
    string Kind, string Indicator, string Area, string Period, string Breakdown, string Source, decimal? OldValue, decimal? NewValue, string? OldStatus, string? NewStatus, bool Says)
{
    /// <summary>New less old; null where one of them has no value.</summary>
    public decimal? Difference => NewValue - OldValue;
}

/// <summary>A stored submission that the mapping as it is now would reject.</summary>
/// <param name="Findings">Codes of what blocks.</param>
public sealed record RejectedReading(int Submission, IReadOnlyList<string> Findings);

/// <summary>What the stored files of a feed would say if they were read by the mapping as it is now.</summary>
/// <param name="OldVersions">Versions by which the loads were read.</param>
/// <param name="Loads">Loads of the feed, all of which were read again.</param>
/// <param name="Figures">Figures that stand by the rules of then.</param>
/// <param name="Differences">Largest first.</param>
public sealed record Comparison(
    string Feed, IReadOnlyList<int> OldVersions, int NewVersion, int Loads, int Figures, IReadOnlyList<FigureDifference> Differences, IReadOnlyList<RejectedReading> Rejected)
{
    public int Added => Differences.Count(d => d.Kind == "added");

    public int Changed => Differences.Count(d => d.Kind == "changed");

    public int Withdrawn => Differences.Count(d => d.Kind == "withdrawn");
}
