using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Observatory.Core.Checking;
using Observatory.Core.Figures;
using Observatory.Core.Series;

namespace Observatory.Warehouse.Questions;

/// <summary>
/// The end of a page: the key of its last figure and the vintage of its data. The next page uses the same vintage, so a load between the
/// two neither shifts nor repeats a figure.
/// </summary>
/// <param name="Vintage">The vintage of the first page.</param>
/// <param name="Question">The fingerprint of the question: see <see cref="FingerprintOf"/>.</param>
/// <param name="IsDerived">True if the last figure was computed by a formula or is an aggregate.</param>
/// <param name="Given">The number of figures with the last figure's indicator, area and source on all pages so far.</param>
public sealed record PageCursor(
    int Vintage,
    string Question,
    string Indicator,
    string Area,
    string Source,
    Breakdown Breakdown,
    TimePeriod Period,
    bool IsDerived,
    int Given
)
{
    private const char Separator = '\n';
    private const int Fields = 8;
    private const int MostCharacters = 2_000;

    public static PageCursor After(Figure last, int vintage, string question, int given) =>
        new(vintage, question, last.Indicator, last.Area, last.Source, last.Breakdown, last.Period, last.Derivation is not null, given);

    public bool IsAt(Figure figure) =>
        figure.Period == Period
        && figure.Area == Area
        && figure.Indicator == Indicator
        && figure.Source == Source
        && figure.Derivation is not null == IsDerived
        && figure.Breakdown.Equals(Breakdown);

    /// <summary>Whether a figure has the same indicator, area and source as the last one of the page.</summary>
    public bool IsOfGroup(Figure figure) => figure.Area == Area && figure.Indicator == Indicator && figure.Source == Source;

    /// <summary>A short text that is equal for two questions only if they ask the same of the same taxonomy.</summary>
    public static string FingerprintOf(ObservationQuery query, string taxonomyVersion)
    {
        var text = new StringBuilder(taxonomyVersion);
        Add("indicator", query.Indicators);
        Add("area", query.Areas);
        Add("scope", [query.Parent, query.Level?.ToString(CultureInfo.InvariantCulture)]);
        Add("time", [query.From?.ToString(), query.To?.ToString(), query.Frequency.Code()]);
        foreach (var dimension in BreakdownDimensions.All)
            if (query.Breakdown.TryGetValue(dimension, out var members))
                Add(dimension, members);
        Add("source", query.Sources);
        Add("clocks", [query.AsOf?.ToString(), query.PublishedBy?.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)]);
        Add("status", query.Statuses);
        Add(
            "more",
            [query.FixedPanel ? "fixed" : "", query.Growth ? "growth" : "", query.LastNObservations?.ToString(CultureInfo.InvariantCulture)]
        );
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 8));

        void Add(string name, IEnumerable<string?> values) => text.Append(Separator).Append(name).Append('=').AppendJoin(',', values);
    }

    /// <summary>The text that a client sends to get the next page; it has no meaning outside the Observatory.</summary>
    public override string ToString() =>
        Convert
            .ToBase64String(
                Encoding.UTF8.GetBytes(
                    string.Join(
                        Separator,
                        Vintage.ToString(CultureInfo.InvariantCulture),
                        Question,
                        Indicator,
                        Area,
                        Source,
                        Breakdown.ToString(),
                        $"{Period}{(IsDerived ? "*" : "")}",
                        Given.ToString(CultureInfo.InvariantCulture)
                    )
                )
            )
            .Replace('+', '-')
            .Replace('/', '_')
            .TrimEnd('=');

    /// <exception cref="Refusal">PARAMETER_VALUE for a text that is not a cursor.</exception>
    public static PageCursor Parse(string text) =>
        TryParse(text)
        ?? throw new Refusal(RefusalCodes.ParameterValue, ("column", "cursor"), ("value", text), ("expected", "meta.nextCursor"));

    private static PageCursor? TryParse(string text)
    {
        if (text.Length > MostCharacters)
            return null;
        var bytes = new byte[text.Length];
        var padded = text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '=');
        if (!Convert.TryFromBase64String(padded, bytes, out var length))
            return null;
        var fields = Encoding.UTF8.GetString(bytes, 0, length).Split(Separator);
        if (
            fields.Length != Fields
            || !int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var vintage)
            || BreakdownOf(fields[5]) is not { } breakdown
            || TimePeriod.TryParse(fields[6].TrimEnd('*')) is not { } period
            || !int.TryParse(fields[7], NumberStyles.None, CultureInfo.InvariantCulture, out var given)
        )
            return null;
        return new PageCursor(vintage, fields[1], fields[2], fields[3], fields[4], breakdown, period, fields[6].EndsWith('*'), given);
    }

    private static Breakdown? BreakdownOf(string text)
    {
        var broken = new List<(string, string)>();
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Split('=') is not [var dimension, var member] || BreakdownDimensions.IndexOf(dimension) < 0)
                return null;
            broken.Add((dimension, member));
        }
        return Breakdown.Of([.. broken]);
    }
}
