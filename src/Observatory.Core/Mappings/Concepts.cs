using Observatory.Core.Series;

namespace Observatory.Core.Mappings;

/// <summary>The concepts for which a mapping may give a source: SDMX concept ids, including breakdown dimensions.</summary>
public static class Concepts
{
    public const string Freq = "FREQ";
    public const string TimePeriod = "TIME_PERIOD";
    public const string RefArea = "REF_AREA";
    public const string Indicator = "INDICATOR";
    public const string UnitMeasure = "UNIT_MEASURE";
    public const string ObsStatus = "OBS_STATUS";
    public const string ConfStatus = "CONF_STATUS";
    public const string ObsValue = "OBS_VALUE";
    public const string LowerBound = "LOWER_BOUND";
    public const string UpperBound = "UPPER_BOUND";
    public const string Note = "NOTE";

    /// <summary>Power of ten by which the value is scaled: 3 for thousands.</summary>
    public const string UnitMult = "UNIT_MULT";

    /// <summary>The provider of the figure, if a file stacks several sources.</summary>
    public const string DataProvider = "DATA_PROVIDER";

    public static IReadOnlyList<string> All { get; } =
    [
        Freq,
        TimePeriod,
        RefArea,
        Indicator,
        .. BreakdownDimensions.All,
        DataProvider,
        UnitMeasure,
        UnitMult,
        ObsStatus,
        ConfStatus,
        ObsValue,
        LowerBound,
        UpperBound,
        Note,
    ];

    /// <summary>The concepts that a table must have.</summary>
    public static IReadOnlyList<string> Required { get; } = [Freq, TimePeriod, RefArea, Indicator, ObsValue];

    /// <summary>Concepts that a label table may fill several times for one label: the cell then goes into several series.</summary>
    public static bool MayRepeat(string concept) =>
        concept is Indicator or DataProvider or UnitMeasure or ObsStatus or Note || BreakdownDimensions.IndexOf(concept) >= 0;
}
