using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace Observatory.Core.Output;

/// <summary>Writes numbers, days and instants in the same way for every format: invariant, exact, ISO 8601.</summary>
public static class ValueText
{
    /// <summary>The number without the trailing zeros that a sum of decimals can have.</summary>
    public static decimal Plain(decimal value) => value.Scale == 0 ? value : value / 1.0000000000000000000000000000m;

    /// <summary>The number as text; empty for null.</summary>
    public static string Of(decimal? value) => value is { } number ? Plain(number).ToString(CultureInfo.InvariantCulture) : "";

    /// <summary>The number as text; empty for null.</summary>
    public static string Of(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    public static string Of(bool flag) => flag ? "true" : "false";

    public static string Of(LocalDate day) => LocalDatePattern.Iso.Format(day);

    public static string Of(Instant moment) => InstantPattern.ExtendedIso.Format(moment);
}
