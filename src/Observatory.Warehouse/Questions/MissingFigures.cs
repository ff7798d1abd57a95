using NodaTime;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Series;

namespace Observatory.Warehouse.Questions;

public static class MissingQueries
{
    public static readonly Query<ReportedRow> ReportedOf = new("series/reported_of");
}

/// <summary>A provider's reports of an indicator for the country of an area, compared with a question.</summary>
public sealed record ReportedRow
{
    public required string Indicator { get; init; }
    public required string Area { get; init; }

    /// <summary>Country of the area.</summary>
    public required string Country { get; init; }
    public required string Source { get; init; }
    public required string Freq { get; init; }

    /// <summary>True if the report covers the area or a part of it; false if it covers only other areas of the country.</summary>
    public required bool IsCovered { get; init; }

    /// <summary>Whether it was loaded and published by the instant of the question.</summary>
    public required bool IsKnown { get; init; }
    public required bool IsOfBreakdown { get; init; }

    /// <summary>Whether any of it is in the periods of the question.</summary>
    public required bool IsInSpan { get; init; }
    public required LocalDate FirstDay { get; init; }
    public required LocalDate LastDay { get; init; }

    /// <summary>Combinations of dimensions of its breakdowns, each such as <c>AGE;SEX</c>; null if it has only totals.</summary>
    public string[]? Dimensions { get; init; }
}

/// <summary>Explains why an answer has no figure for a requested pair of indicator and area.</summary>
public sealed class MissingFigures(DataSources sources)
{
    /// <summary>The greatest number of pairs that one answer, or one page of it, explains.</summary>
    public const int Most = 500;

    private static readonly LocalDate Beginning = new(1, 1, 1);
    private static readonly LocalDate End = new(9999, 12, 31);

    private readonly SpeakingSources _speaking = new(sources);

    /// <summary>The reason for each pair, in the same order.</summary>
    /// <param name="pairs">At most <see cref="Most"/> pairs.</param>
    public async Task<IReadOnlyList<MissingPair>> ExplainAsync(
        ResolvedQuestion question,
        IReadOnlyList<(string Indicator, string Area)> pairs,
        CancellationToken cancellation
    )
    {
        if (pairs.Count == 0)
            return [];
        var groups = question.Groups.Select(g => g.Code).ToHashSet(StringComparer.Ordinal);
        var explained = new Dictionary<(string Indicator, string Area), MissingPair>();
        foreach (var indicator in question.Indicators)
        {
            string[] areas = [.. pairs.Where(p => p.Indicator == indicator.Row.Code).Select(p => p.Area)];
            foreach (var group in areas.Where(groups.Contains))
                explained[(indicator.Row.Code, group)] = Of(indicator, group, MissingReason.NoMember);
            string[] single = [.. areas.Where(a => !groups.Contains(a))];
            if (single.Length > 0)
                foreach (var pair in await ExplainAsync(question, indicator, single, cancellation))
                    explained[(pair.Indicator, pair.Area)] = pair;
        }
        return [.. pairs.Select(p => explained[p])];
    }

    private async Task<IEnumerable<MissingPair>> ExplainAsync(
        ResolvedQuestion question,
        AskedIndicator indicator,
        string[] areas,
        CancellationToken cancellation
    )
    {
        // For a derived indicator, offices report its numerator.
        var above = indicator.Derived?.Formula.Numerator;
        var counted = above is null ? indicator.Row : indicator.Derived!.Numerator;
        var asked = above is null ? question.Asked.Breakdown : Terms.HeldTo(above, question.Asked.Breakdown) ?? question.Asked.Breakdown;
        var siblings = SiblingsOf(counted, question.Taxonomy);
        var fetch = question.ToFetch([counted.Code, .. siblings]) with { Areas = areas, Breakdown = asked };
        var reported = (await ReportedAsync(fetch, cancellation)).ToLookup(r => (r.Indicator, r.Area));
        var spans =
            question.Asked.Sources.Count > 0
                ? null
                : await _speaking.SpansAsync(new Preference(question.Taxonomy), [counted.Code], question.At, cancellation);
        return areas.Select(area =>
        {
            var rows = reported[(counted.Code, area)].ToList();
            var pair = Of(indicator, area, MissingReason.NotCollected) with { Of = above?.Indicator };
            if (rows.Count == 0)
                return siblings.Where(s => reported[(s, area)].Any(r => r.IsKnown && r.IsCovered)).ToList() is { Count: > 0 } found
                    ? pair with
                    {
                        Reason = MissingReason.OnlySibling,
                        Siblings = found,
                    }
                    : pair;
            var speakers =
                question.Asked.Sources.Contains(ObservationQuery.Every) ? null
                : spans is null ? question.Asked.Sources
                : spans.GetValueOrDefault((rows[0].Country, counted.Code))?.Select(s => s.Provider).ToList();
            return Explained(pair, rows, speakers, counted, question);
        });
    }

    /// <summary>The reason according to the reports: the first way in which they do not match the question.</summary>
    /// <param name="speakers">Providers that the question may use; null for all.</param>
    private static MissingPair Explained(
        MissingPair pair,
        IReadOnlyList<ReportedRow> rows,
        IReadOnlyList<string>? speakers,
        IndicatorRow counted,
        ResolvedQuestion question
    )
    {
        var known = rows.Where(r => r.IsKnown).ToList();
        if (known.Count == 0)
            return pair with { Reason = MissingReason.NotYet };
        var own = known.Where(r => speakers?.Contains(r.Source) != false).ToList();
        var covering = own.Where(r => r.IsCovered).ToList();
        if (covering.Count == 0)
            return OtherSource(known.Where(r => r.IsCovered))
                ?? OtherSource(own.Count == 0 ? known : [])
                ?? pair with
                {
                    Reason = MissingReason.OtherArea,
                };
        var usable = covering.Where(IsOfFrequency).ToList();
        if (usable.Count == 0)
            return pair with
            {
                Reason = MissingReason.OtherFrequency,
                Frequencies = [.. covering.Select(r => FrequencyCodes.TryParse(r.Freq)!.Value).Distinct().Order()],
            };
        var inSpan = usable.Where(r => r.IsInSpan).ToList();
        if (inSpan.Count == 0)
            return OtherSource(known.Where(r => r.IsCovered && r.IsInSpan && IsOfFrequency(r) && speakers?.Contains(r.Source) == false))
                ?? pair with
                {
                    Reason = MissingReason.OtherPeriods,
                    First = PeriodOf(usable.Min(r => r.FirstDay)),
                    Last = PeriodOf(usable.Max(r => r.LastDay)),
                };
        if (!inSpan.Exists(r => r.IsOfBreakdown))
            return pair with
            {
                Reason = MissingReason.OtherBreakdowns,
                Dimensions =
                [
                    .. inSpan
                        .SelectMany(r => r.Dimensions ?? [])
                        .SelectMany(d => d.Split(';'))
                        .Distinct(StringComparer.Ordinal)
                        .OrderBy(BreakdownDimensions.IndexOf),
                ],
            };
        if (question.Asked.Statuses.Count > 0)
            return pair with { Reason = MissingReason.OtherStatus };
        return pair.Of is null ? pair with { Reason = MissingReason.NoFigure } : pair with { Reason = MissingReason.NoDenominator };

        MissingPair? OtherSource(IEnumerable<ReportedRow> others) =>
            others.Select(r => r.Source).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList() is { Count: > 0 } found
                ? pair with
                {
                    Reason = MissingReason.OtherSource,
                    Sources = found,
                }
                : null;

        // Sums over time need an indicator that adds up, and parts that are no longer than the requested period.
        bool IsOfFrequency(ReportedRow row) =>
            FrequencyCodes.TryParse(row.Freq) is { } given
            && (
                given == question.Asked.Frequency
                || counted is { Kind: "count", IsStock: false } && given.PerYear() > question.Asked.Frequency.PerYear()
            );

        TimePeriod PeriodOf(LocalDate day) => TimePeriod.OfMonth(day.Year, day.Month).Within(question.Asked.Frequency)!.Value;
    }

    private async Task<IReadOnlyList<ReportedRow>> ReportedAsync(FetchQuestion asked, CancellationToken cancellation)
    {
        var known = await KnownBreakdowns.OfAsync(sources, cancellation);
        await using var connection = await sources.Reader.OpenConnectionAsync(cancellation);
        return await MissingQueries.ReportedOf.ListAsync(
            connection,
            new
            {
                areas = asked.Areas.ToArray(),
                indicators = asked.Indicators.ToArray(),
                breakdowns = known.IdsOf(asked.Breakdown),
                first_day = asked.From?.FirstDay ?? Beginning,
                last_day = asked.To?.LastDay ?? End,
                as_of = asked.Vintage,
                published_by = asked.PublishedBy,
            },
            cancellation
        );
    }

    /// <summary>Indicators that count the same offence in another unit: those of the same ICCS class.</summary>
    private static List<string> SiblingsOf(IndicatorRow counted, TaxonomyCatalogue taxonomy) =>
        counted.IccsCodes.Length == 0
            ? []
            :
            [
                .. taxonomy
                    .Indicators.Where(i =>
                        i.Code != counted.Code
                        && i.Kind == IndicatorKind.Count
                        && i.CountingUnit != counted.CountingUnit
                        && i.IccsCodes.SequenceEqual(counted.IccsCodes)
                    )
                    .Select(i => i.Code),
            ];

    private static MissingPair Of(AskedIndicator indicator, string area, MissingReason reason) =>
        new()
        {
            Indicator = indicator.Row.Code,
            Area = area,
            Reason = reason,
        };
}
