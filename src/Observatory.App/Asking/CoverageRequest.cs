using Observatory.Core.Checking;
using Observatory.Core.Series;
using Observatory.Warehouse.Series;

namespace Observatory.App.Asking;

/// <summary>The parameters of <c>/v1/coverage</c>, the same in an address and in a command.</summary>
internal static class CoverageRequest
{
    public static IReadOnlyList<string> Narrowing { get; } = ["indicator", "area", "source", "freq", "level"];

    /// <exception cref="Refusal">PARAMETER_VALUE.</exception>
    public static CoverageQuery Parse(IReadOnlyDictionary<string, string> given) =>
        new()
        {
            Indicators = given.List("indicator"),
            Areas = given.List("area"),
            Sources = given.List("source"),
            Frequency = given.TryGetValue("freq", out var freq)
                ? FrequencyCodes.TryParse(freq)
                    ?? throw new Refusal(RefusalCodes.ParameterValue, ("column", "freq"), ("value", freq), ("expected", "A, S, Q, M"))
                : null,
            Level = given.ContainsKey("level") ? given.Number("level", 0, 0, 4) : null,
        };
}
