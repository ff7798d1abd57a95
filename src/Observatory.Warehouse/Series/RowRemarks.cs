using Observatory.Core.Series;

namespace Observatory.Warehouse.Series;

/// <summary>What is said of a row beside its value: statuses, notes, members.</summary>
internal static class RowRemarks
{
    private const string Normal = "A";

    public static int Year(this ObservationRow row) => TimePeriod.TryParse(row.Period)!.Value.Year;

    public static string[] EachStatus(this ObservationRow row) => row.Statuses.Split(';', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Each status once, in order; what is normal is not said beside what is not, and is said where nothing else is.</summary>
    public static string Statuses(IEnumerable<string> each)
    {
        if (each is string[] { Length: 1 } only)
            return only[0];
        var said = each.Where(s => s != Normal).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return said.Count == 0 ? Normal : string.Join(';', said);
    }

    /// <summary>Each note once, those of the row first; null for none.</summary>
    public static string? Notes(string? notes, IEnumerable<string> more)
    {
        var said = (notes?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? []).Concat(more).Distinct(StringComparer.Ordinal).ToList();
        return said.Count == 0 ? null : string.Join('\n', said);
    }

    /// <summary>The same row before anything is known of its value.</summary>
    public static ObservationRow Emptied(this ObservationRow row) =>
        row with
        {
            Value = null,
            LowerBound = null,
            UpperBound = null,
            PartialValue = null,
        };

    /// <summary>
    /// Whether two rows of a stream are of one series: what the Observatory derived and what an office reports itself are two.
    /// </summary>
    public static bool IsOfSeries(this ObservationRow row, ObservationRow other) =>
        row.Area == other.Area
        && row.Indicator == other.Indicator
        && row.Source == other.Source
        && row.Derivation is null == other.Derivation is null
        && row.HasMembersOf(other);

    public static ObservationRow With(this ObservationRow row, Breakdown breakdown) =>
        row with
        {
            Sex = breakdown["SEX"],
            Age = breakdown["AGE"],
            Mechanism = breakdown["MECHANISM"],
            Relationship = breakdown["RELATIONSHIP"],
            Motive = breakdown["MOTIVE"],
            Place = breakdown["PLACE"],
            Urban = breakdown["AREA"],
            Citizenship = breakdown["CITIZENSHIP"],
            Exploitation = breakdown["EXPLOITATION"],
            Drug = breakdown["DRUG"],
            Offence = breakdown["OFFENCE"],
        };
}
