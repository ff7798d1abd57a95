using Observatory.Core.Mappings;
using Observatory.Core.Series;

namespace Observatory.Core.Templates;

/// <summary>The columns of a form in shared codes, in order. Their headings are codes too: the same in every language.</summary>
internal static class IndicatorColumns
{
    public const string Area = "area";
    public const string AreaName = "area_name";
    public const string Indicator = "indicator";
    public const string IndicatorName = "indicator_name";
    public const string Unit = "unit";
    public const string Status = "status";
    public const string Note = "note";
    public const string Value = "value";

    /// <summary>
    /// The breakdowns that have a column in a form: all except the office's own classification, which needs a label table.
    /// </summary>
    public static IReadOnlyList<string> Dimensions { get; } = [.. BreakdownDimensions.All.Where(d => d != BreakdownDimensions.Offence)];

    /// <summary>
    /// The heading of a breakdown: its code in small letters; urban or rural is <c>urban</c>, because <c>area</c> is the geographic area.
    /// </summary>
    public static string Of(string dimension) => dimension == "AREA" ? "urban" : dimension.ToLowerInvariant();

    public static string Period(Frequency frequency) =>
        frequency switch
        {
            Frequency.Annual => "year",
            Frequency.Semester => "semester",
            Frequency.Quarterly => "quarter",
            Frequency.Monthly => "month",
            _ => throw new ArgumentOutOfRangeException(nameof(frequency)),
        };

    public static IReadOnlyList<string> All(Frequency frequency) =>
        [Area, AreaName, Period(frequency), Indicator, IndicatorName, Unit, .. Dimensions.Select(Of), Status, Note, Value];

    /// <summary>The concept that a column gives; null for columns that only help a person.</summary>
    public static string? ConceptOf(string heading, Frequency frequency) =>
        heading switch
        {
            Area => Concepts.RefArea,
            Indicator => Concepts.Indicator,
            Unit => Concepts.UnitMeasure,
            Status => Concepts.ObsStatus,
            Note => Concepts.Note,
            Value => Concepts.ObsValue,
            _ when heading == Period(frequency) => Concepts.TimePeriod,
            _ => Dimensions.FirstOrDefault(d => Of(d) == heading),
        };
}
