using Observatory.Core.Checking;

namespace Observatory.Core.Mappings;

/// <summary>The result of a cell in one series: figures, an omission by rule, or a finding that sets it aside.</summary>
/// <param name="IsNew">True if the finding was not reported yet.</param>
/// <param name="LeftOutBy">The rule of the omission; null if the cell is not left out.</param>
internal readonly record struct SeriesOutcome(Finding? Finding, bool IsNew, string? LeftOutBy)
{
    public static SeriesOutcome SetAside(Finding finding) => new(finding, true, null);

    public static SeriesOutcome LeaveOut(string rule) => new(null, false, rule);
}
