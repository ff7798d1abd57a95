using System.Globalization;
using System.Text.Json;
using Observatory.Core.Series;
using Observatory.Warehouse.Questions;

namespace Observatory.App.Asking;

/// <summary>Metadata of an answer with figures: pages, missing pairs, vintage, sources with licence, notes, citation.</summary>
/// <param name="NextCursor">Null on the last page.</param>
/// <param name="MissingMore">The number of pairs without a figure that are not explained.</param>
/// <param name="Notes">Text by note code.</param>
public sealed record FiguresMeta(
    int Count,
    string? NextCursor,
    IReadOnlyList<MissingMeta> Missing,
    int MissingMore,
    int Vintage,
    string Taxonomy,
    IReadOnlyList<IndicatorMeta> Indicators,
    IReadOnlyList<SourceMeta> Sources,
    IReadOnlyDictionary<string, string> Notes,
    string Citation
);

/// <summary>Metadata of a history of cells.</summary>
/// <param name="NextCursor">Null on the last page.</param>
/// <param name="Scope">A sentence about which values are included.</param>
/// <param name="Notes">Always empty, because values of cells have no notes.</param>
public sealed record RevisionsMeta(
    int Count,
    string? NextCursor,
    string Scope,
    int Vintage,
    string Taxonomy,
    IReadOnlyList<IndicatorMeta> Indicators,
    IReadOnlyList<SourceMeta> Sources,
    IReadOnlyDictionary<string, string> Notes,
    string Citation
);

/// <summary>A requested indicator and area without a figure.</summary>
/// <param name="Reason">One of <see cref="MissingReason"/>, with a lower-case first letter.</param>
/// <param name="Text">A sentence in the language of the question.</param>
/// <param name="Of">The missing indicator, if the requested one is computed from it; otherwise null.</param>
/// <param name="From">First reported period, if periods are the reason; otherwise null.</param>
/// <param name="To">Last reported period, if periods are the reason; otherwise null.</param>
public sealed record MissingMeta(
    string Indicator,
    string Area,
    string Reason,
    string Text,
    string? Of,
    string? From,
    string? To,
    IReadOnlyList<string> Sources,
    IReadOnlyList<string> Frequencies,
    IReadOnlyList<string> Dimensions,
    IReadOnlyList<string> Siblings
)
{
    public static MissingMeta Told(MissingPair pair, MissingTexts texts) =>
        new(
            pair.Indicator,
            pair.Area,
            JsonNamingPolicy.CamelCase.ConvertName(pair.Reason.ToString()),
            texts.Of(pair),
            pair.Of,
            pair.First?.ToString(),
            pair.Last?.ToString(),
            pair.Sources,
            [.. pair.Frequencies.Select(f => f.Code())],
            pair.Dimensions,
            pair.Siblings
        );
}

/// <param name="Formula">Null for an indicator that is not derived.</param>
/// <param name="Decimals">The number of decimals for display.</param>
public sealed record IndicatorMeta(string Code, string Label, string Unit, string CountingUnit, string? Formula, int Decimals)
{
    public static IReadOnlyList<IndicatorMeta> Of(ResponseContext context) =>
        [.. context.Indicators.Values.Select(i => new IndicatorMeta(i.Code, i.Label, i.UnitLabel, i.CountingUnit, i.Formula, i.Decimals))];
}

public sealed record SourceMeta(string Code, string Label, string Licence, string SourceSystem, string CountingRule, string ReferenceDate)
{
    public static IReadOnlyList<SourceMeta> Of(ResponseContext context, IEnumerable<string> sources) =>
        [
            .. sources
                .Select(s => context.Providers.GetValueOrDefault(s))
                .OfType<Warehouse.Series.ProviderRow>()
                .Select(p => new SourceMeta(p.Code, p.Label, p.Licence, p.SourceSystem, p.CountingRule, p.ReferenceDate)),
        ];
}

/// <summary>The citation of an answer.</summary>
public static class Citation
{
    public static string Of(ResponseContext context, IEnumerable<string> sources)
    {
        var version = string.Create(
            CultureInfo.InvariantCulture,
            $"Inter-American Security Observatory, vintage {context.Vintage.Vintage}, taxonomy {context.TaxonomyVersion[..12]}."
        );
        var names = string.Join("; ", sources.Select(s => context.Providers.GetValueOrDefault(s)?.Label ?? s));
        return names.Length == 0 ? version : $"{version} {names}.";
    }
}
