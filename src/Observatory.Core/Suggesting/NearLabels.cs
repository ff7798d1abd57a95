using F23.StringSimilarity;
using Observatory.Core.Answers;
using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Suggesting;

/// <summary>
/// Proposes what an unknown label may mean: up to three known labels, the most similar first. Labels are similar by their letters (typing
/// errors) or by shared words; areas also by their names in the taxonomy. A proposal decides nothing.
/// </summary>
public sealed class NearLabels(Mapping? mapping, TaxonomyCatalogue taxonomy)
{
    public const int Most = 3;

    // Below this, suggestions are noise: "Robo" is 0.5 away from half the words of a penal code.
    private const double Least = 0.6;
    private const int LongestLabel = 400;

    // The number of letter comparisons, about a few seconds' worth, so that thousands of unknown labels do not slow down reading.
    private const long MostWork = 1_000_000_000;

    private readonly Dictionary<string, List<(string Label, string Plain, string[] Words, string Code)>> _known = new(
        StringComparer.Ordinal
    );
    private readonly NormalizedLevenshtein _letters = new();
    private AreaMatcher? _areas;
    private long _work;

    public IReadOnlyList<NearLabel> Of(Finding finding)
    {
        var nearest = finding.Arguments.GetValueOrDefault("nearest", "");
        var written =
            FindingCatalogue.Find(finding.Code)?.Written is { } name && name != "nearest"
                ? finding.Arguments.GetValueOrDefault(name, "")
                : "";
        if (
            finding.Code is not (FindingCodes.LabelUnknown or FindingCodes.AreaUnknown)
            || mapping is null
            || written.Length is 0 or > LongestLabel
            || _work > MostWork
        )
            return nearest.Length == 0
                ? []
                :
                [
                    new NearLabel(
                        nearest,
                        null,
                        Math.Round(
                            Nearness(WordText.Plain(written), WordText.Tokens(written), WordText.Plain(nearest), WordText.Tokens(nearest)),
                            2
                        )
                    ),
                ];
        var (plain, words) = (WordText.Plain(written), WordText.Tokens(written));
        var near = Known(finding.Arguments.GetValueOrDefault("file", ""), finding.Arguments.GetValueOrDefault("concept", ""))
            .Select(k => new NearLabel(k.Label, k.Code, Math.Round(Nearness(plain, words, k.Plain, k.Words), 2)))
            .Where(k => k.Nearness >= Least);
        if (finding.Code == FindingCodes.AreaUnknown && Area(written) is { } area)
            near = near.Append(area);
        // Several spellings of one code are one suggestion.
        return [.. near.OrderByDescending(k => k.Nearness).ThenBy(k => k.Label, StringComparer.Ordinal).DistinctBy(k => k.Code).Take(Most)];
    }

    private NearLabel? Area(string written)
    {
        _areas ??= new AreaMatcher(mapping!.Provider.Country ?? AreaMatcher.International, taxonomy);
        return _areas.ByName(written) is { } proposal && taxonomy.FindArea(proposal.Code) is { } area
            ? new NearLabel(area.Label.En, area.Code, Math.Round(proposal.Confidence, 2))
            : null;
    }

    private List<(string Label, string Plain, string[] Words, string Code)> Known(string file, string concept)
    {
        if (_known.TryGetValue(file + "\n" + concept, out var known))
            return known;
        var table = AnsweredFolder.TablesOf(mapping!).FirstOrDefault(t => t.File == file);
        var at = table is null ? -1 : table.Concepts.ToList().IndexOf(concept);
        known =
        [
            .. from row in table?.Rows ?? []
            let label = string.Join(AnswerLog.Between, row.Labels)
            where !row.Labels.Any(l => l.Trim() == "*")
            select (
                label,
                WordText.Plain(label),
                WordText.Tokens(label),
                row.LeftOut ? "-"
                : at >= 0 ? row.Codes[at]
                : string.Join(';', row.Codes.Where(c => c.Length > 0))
            ),
        ];
        if (table is null && concept == Concepts.RefArea && mapping!.Provider.Country is { } country)
            known =
            [
                .. taxonomy
                    .Areas.Where(a => a.Country == country)
                    .Select(a => (a.Code, WordText.Plain(a.Code), WordText.Tokens(a.Code), a.Code)),
            ];
        _known.Add(file + "\n" + concept, known);
        return known;
    }

    private double Nearness(string a, string[] wordsOfA, string b, string[] wordsOfB)
    {
        if (a.Length == 0 || b.Length == 0)
            return 0;
        var shared = 2.0 * wordsOfA.Distinct(StringComparer.Ordinal).Count(wordsOfB.Contains) / (wordsOfA.Length + wordsOfB.Length);
        if (a == b)
            return 1;
        // The same words in another order are similar, but not the same.
        shared = Math.Min(shared, 0.95);
        // Texts of such different lengths cannot be similar by their letters.
        if (Math.Min(a.Length, b.Length) < Least * Math.Max(a.Length, b.Length))
            return shared;
        _work += (long)a.Length * b.Length;
        return Math.Max(_letters.Similarity(a, b), shared);
    }
}
