namespace Observatory.Core.Series;

/// <summary>How often a series is observed: the codes of SDMX CL_FREQ that offices use.</summary>
public enum Frequency : byte
{
    Annual,
    Semester,
    Quarterly,
    Monthly,
}

public static class FrequencyCodes
{
    public static string Code(this Frequency frequency) =>
        frequency switch
        {
            Frequency.Annual => "A",
            Frequency.Semester => "S",
            Frequency.Quarterly => "Q",
            Frequency.Monthly => "M",
            _ => throw new ArgumentOutOfRangeException(nameof(frequency)),
        };

    /// <summary>The frequency of an SDMX letter; null if it is none of A, S, Q, M.</summary>
    public static Frequency? TryParse(string? code) =>
        code switch
        {
            "A" => Frequency.Annual,
            "S" => Frequency.Semester,
            "Q" => Frequency.Quarterly,
            "M" => Frequency.Monthly,
            _ => null,
        };

    /// <summary>The number of periods of this frequency in a year.</summary>
    public static int PerYear(this Frequency frequency) =>
        frequency switch
        {
            Frequency.Annual => 1,
            Frequency.Semester => 2,
            Frequency.Quarterly => 4,
            Frequency.Monthly => 12,
            _ => throw new ArgumentOutOfRangeException(nameof(frequency)),
        };
}
