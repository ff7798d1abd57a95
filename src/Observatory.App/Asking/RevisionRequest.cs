using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Series;

namespace Observatory.App.Asking;

/// <summary>The parameters of <c>/v1/revisions</c>: the cells, in the same terms as <c>/v1/observations</c>.</summary>
/// <param name="Asked">The request for <c>/v1/observations</c> with the same parameters.</param>
/// <param name="Frequency">Null if none is given: cells are returned at the frequency at which they were reported.</param>
/// <param name="Skip">The number of values on earlier pages.</param>
public sealed record RevisionRequest(ObservationRequest Asked, Frequency? Frequency, int Skip)
{
    public static IReadOnlyList<string> Parameters { get; } =
    [
        "indicator",
        "area",
        "parent",
        "level",
        "from",
        "to",
        "period",
        "freq",
        .. BreakdownDimensions.All,
        "source",
        "format",
        "limit",
        "cursor",
        "lang",
        "bom",
    ];

    /// <exception cref="Refusal">PARAMETER_UNKNOWN, PARAMETER_VALUE, PARAMETER_MISSING.</exception>
    public static RevisionRequest Parse(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var given = pairs.ToList();
        if (given.Find(p => !Parameters.Contains(p.Key)).Key is { } unknown)
            throw new Refusal(
                RefusalCodes.ParameterUnknown,
                ("value", unknown),
                ("nearest", NearestWord.To(unknown, Parameters) ?? string.Join(", ", Parameters))
            );
        var asked = ObservationRequest.Parse(given.Where(p => p.Key != "cursor"));
        return new RevisionRequest(
            asked,
            given.Exists(p => p.Key is "freq" or "period") ? asked.Query.Frequency : null,
            ObservationRequest.Number("cursor", given.Find(p => p.Key == "cursor").Value, 0, int.MaxValue) ?? 0
        );
    }
}
