using System.Globalization;
using System.Text.Json;
using Observatory.Core.Series;
using Observatory.Warehouse.Questions;

namespace Observatory.App.Asking;

/// <summary>What an answer with figures says of itself: pages, what is missing, state, sources with licence, notes, citation.</summary>
/// <param name="NextCursor">Null on the last page.</param>
/// <param name="MissingMore">Pairs without a figure beyond those that are explained.</param>
/// <param name="Notes">Text by code.</param>
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

/// <summary>What the history of cells says of itself.</summary>
/// <param name="NextCursor">Null on the last page.</param>
/// <param name="Scope">A sentence that says which values are meant.</param>
/// <param name="Notes">Empty: values of cells carry none.</param>
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

/// <summary>An indicator and an area that were asked for and have no figure.</summary>
/// <param name="Reason">One of <see cref="MissingReason"/>, with a small first letter.</param>
/// <param name="Text">A sentence in the language of the question.</param>
/// <param name="Of">The indicator that is missing where the one asked for is computed from it; else null.</param>
/// <param name="From">First period that was reported, where periods are the reason; else null.</param>
/// <param name="To">Last period that was reported, where periods are the reason; else null.</param>
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

/// <param name="Formula">Null for what is counted.</param>
/// <param name="Decimals">For display.</param>
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

/// <summary>How an answer is cited.</summary>
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
