using System.Globalization;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Series;
using Observatory.Warehouse.Questions;

namespace Observatory.App.Asking;

public enum LabelChoice
{
    Codes,
    Names,
    Both,
}

/// <summary>
/// The parameters of <c>/v1/observations</c>, which are also options of the commands. Names are case-sensitive: <c>area</c> is a territory,
/// <c>AREA</c> the breakdown by urban and rural. Unknown parameters are refused, never ignored.
/// </summary>
public sealed record ObservationRequest
{
    public const int DefaultLimit = 1000;
    public const int MaxLimit = 100_000;

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
        "asOf",
        "publishedBy",
        "panel",
        "status",
        "format",
        "labels",
        "limit",
        "cursor",
        "lang",
        "bom",
        "growth",
        "lastNObservations",
    ];

    public required ObservationQuery Query { get; init; }

    /// <summary>As written; null if the request has no such parameter, and then the <c>Accept</c> header chooses.</summary>
    public string? Format { get; init; }
    public LabelChoice Labels { get; init; }

    /// <summary>Rows per JSON page.</summary>
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>Whether a CSV begins with a byte-order mark, which spreadsheets need to see UTF-8.</summary>
    public bool ByteOrderMark { get; init; }

    /// <exception cref="Refusal">PARAMETER_UNKNOWN, PARAMETER_VALUE, PARAMETER_MISSING.</exception>
    public static ObservationRequest Parse(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var given = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var (name, value) in pairs)
        {
            if (!Parameters.Contains(name))
                throw new Refusal(
                    RefusalCodes.ParameterUnknown,
                    ("value", name),
                    ("nearest", NearestWord.To(name, Parameters) ?? string.Join(", ", Parameters))
                );
            if (!given.TryGetValue(name, out var values))
                given.Add(name, values = []);
            values.AddRange(value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        }

        IReadOnlyList<string> All(string name) => given.TryGetValue(name, out var values) ? values : [];
        string? One(string name) =>
            All(name) switch
            {
                [] => null,
                [var only] => only,
                var several => throw Wrong(name, string.Join(",", several), "1"),
            };

        var period = PeriodOf("period", One("period"));
        if (All("indicator").Count == 0)
            throw new Refusal(RefusalCodes.ParameterMissing, ("value", "indicator"));
        return new ObservationRequest
        {
            Query = new ObservationQuery
            {
                Indicators = All("indicator"),
                Areas = All("area"),
                Parent = One("parent"),
                Level = Number("level", One("level"), 0, 4),
                From = period ?? PeriodOf("from", One("from")),
                To = period ?? PeriodOf("to", One("to")),
                Frequency = FrequencyOf(One("freq"), period),
                Breakdown = BreakdownDimensions.All.Where(given.ContainsKey).ToDictionary(d => d, All, StringComparer.Ordinal),
                Sources = All("source"),
                AsOf = Given.Instant("asOf", One("asOf")),
                PublishedBy = Given.Day("publishedBy", One("publishedBy")),
                Statuses = All("status"),
                FixedPanel = One("panel") switch
                {
                    null or "all" => false,
                    "fixed" => true,
                    var other => throw Wrong("panel", other, "fixed, all"),
                },
                LastNObservations = Number("lastNObservations", One("lastNObservations"), 1, 1000),
                Growth = Flag("growth", One("growth")) ?? false,
                After = One("cursor") is { } cursor ? PageCursor.Parse(cursor) : null,
            },
            Format = One("format"),
            Labels = One("labels") switch
            {
                null or "codes" => LabelChoice.Codes,
                "names" => LabelChoice.Names,
                "both" => LabelChoice.Both,
                var other => throw Wrong("labels", other, "codes, names, both"),
            },
            Limit = Number("limit", One("limit"), 1, MaxLimit) ?? DefaultLimit,
            ByteOrderMark = Flag("bom", One("bom")) ?? true,
        };
    }

    private static Frequency FrequencyOf(string? text, TimePeriod? period)
    {
        if (text is null)
            return period?.Frequency ?? Frequency.Annual;
        return FrequencyCodes.TryParse(text) ?? throw Wrong("freq", text, "A, S, Q, M");
    }

    private static TimePeriod? PeriodOf(string name, string? text) =>
        text is null ? null : TimePeriod.TryParse(text) ?? throw Wrong(name, text, "2015, 2015-Q2, 2015-07");

    /// <exception cref="Refusal">PARAMETER_VALUE.</exception>
    internal static bool? Flag(string name, string? text) =>
        text switch
        {
            null => null,
            "true" => true,
            "false" => false,
            var other => throw Wrong(name, other, "true, false"),
        };

    /// <exception cref="Refusal">PARAMETER_VALUE.</exception>
    internal static int? Number(string name, string? text, int least, int most)
    {
        if (text is null)
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw Wrong(name, text, string.Create(CultureInfo.InvariantCulture, $"{least} – {most}"));
    }

    private static Refusal Wrong(string parameter, string value, string expected) =>
        new(RefusalCodes.ParameterValue, ("column", parameter), ("value", value), ("expected", expected), ("nearest", expected));
}
