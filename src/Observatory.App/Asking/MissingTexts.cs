using Observatory.App.Languages;
using Observatory.Core.Languages;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;
using Observatory.Warehouse.Questions;

namespace Observatory.App.Asking;

/// <summary>The sentence that explains why an answer has no figure for a pair of indicator and area, in the reader's language.</summary>
/// <param name="taxonomy">The labels of codes.</param>
public sealed class MissingTexts(TaxonomyCatalogue taxonomy, Language language)
{
    private readonly Texts _texts = Texts.In(language);

    public string Of(MissingPair pair)
    {
        var hasOnlyTotals = pair is { Reason: MissingReason.OtherBreakdowns, Dimensions.Count: 0 };
        var sentence = _texts.Say(
            hasOnlyTotals ? "missing.OnlyTotals" : $"missing.{pair.Reason}",
            ("indicator", IndicatorOf(pair.Of ?? pair.Indicator)),
            ("area", AreaOf(pair.Area)),
            ("sources", string.Join(", ", pair.Sources.Select(SourceOf))),
            ("first", pair.First?.ToString() ?? ""),
            ("last", pair.Last?.ToString() ?? ""),
            ("frequencies", string.Join(", ", pair.Frequencies.Select(f => _texts[$"frequency.{f.Code()}"]))),
            ("dimensions", string.Join(", ", pair.Dimensions.Select(DimensionOf))),
            ("siblings", string.Join(", ", pair.Siblings.Select(IndicatorOf)))
        );
        return pair.Of is null || pair.Reason == MissingReason.NoDenominator
            ? sentence
            : $"{_texts.Say("missing.computed", ("whole", IndicatorOf(pair.Indicator)), ("indicator", IndicatorOf(pair.Of)))} {sentence}";
    }

    /// <summary>The sentence about further pairs, which are not explained one by one.</summary>
    public string More(int count) => _texts.Say("missing.more", ("count", WrittenNumber.Of(count, language)));

    private string IndicatorOf(string code) => Named(taxonomy.FindIndicator(code)?.Label, code);

    private string SourceOf(string code) => Named(taxonomy.FindProvider(code)?.Name, code);

    private string AreaOf(string code) =>
        Named(taxonomy.FindArea(code)?.Label ?? taxonomy.Groups.FirstOrDefault(g => g.Code == code)?.Label, code);

    private string DimensionOf(string code) => Named(taxonomy.FindDimension(code)?.Label, code);

    private string Named(LocalText? label, string code) => label is null ? code : $"{label.In(language)} ({code})";
}
