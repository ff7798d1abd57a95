using F23.StringSimilarity;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Suggesting;

/// <summary>
/// Proposes indicators for the labels of one file, each with its reason: by the synonyms of its country and office, those of other
/// countries, the taxonomy's own labels, the ICCS, the words of the label, and similar spelling. A proposal is sure only if the same office
/// is known to write exactly this, or if the label is the taxonomy's own.
/// </summary>
internal sealed class IndicatorMatcher
{
    public const string None = "-";

    private const int AtMost = 3;
    private const double Least = 0.5;

    private readonly TaxonomyCatalogue _taxonomy;
    private readonly string _country;
    private readonly JaroWinkler _spelling = new();
    private readonly NormalizedLevenshtein _slips = new();
    private readonly List<Known> _own;
    private readonly List<Known> _others;
    private readonly Dictionary<string, List<string>> _labels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _iccs = new(StringComparer.Ordinal);
    private readonly List<(string Plain, string Indicator)> _spelled = [];
    private readonly List<(string[] Words, string Indicator)> _indices = [];

    private sealed record Known(CategorySynonym Synonym, string[] Path);

    public IndicatorMatcher(string country, TaxonomyCatalogue taxonomy)
    {
        (_country, _taxonomy) = (country, taxonomy);
        var all = taxonomy.Synonyms.Select(s => new Known(s, PathOf(s.Label.Split(" > ")))).ToList();
        _own = [.. all.Where(k => k.Synonym.Country == country)];
        _others = [.. all.Where(k => k.Synonym.Country != country)];
        foreach (var indicator in taxonomy.Indicators)
        {
            foreach (
                var label in new[] { indicator.Label.En, indicator.Label.Es, indicator.Label.Fr, indicator.Label.Pt }
                    .Select(WordText.Plain)
                    .Distinct()
            )
            {
                Add(_labels, label, indicator.Code);
                if (
                    indicator.Kind != IndicatorKind.Count
                    && indicator.Theme == "NATIONAL"
                    && label.Split(' ').Where(w => w is not ("the" or "in" or "of" or "de" or "la" or "le" or "o" or "da")).ToArray()
                        is { Length: > 2 } words
                )
                    _indices.Add((words, indicator.Code));
                if (indicator.Kind == IndicatorKind.Count)
                    _spelled.Add((label, indicator.Code));
            }
        }
        foreach (var category in taxonomy.Iccs)
        {
            // Several indicators may share a category: the one that is the category itself comes first in the list.
            var counted = taxonomy
                .Indicators.Where(i => i.Kind == IndicatorKind.Count && i.IccsCodes.Count == 1 && i.IccsCodes[0] == category.Code)
                .Select(i => i.Code)
                .FirstOrDefault();
            if (counted is null)
                continue;
            foreach (
                var label in new[] { category.Label.En, category.Label.Es, category.Label.Fr, category.Label.Pt }
                    .Select(WordText.Plain)
                    .Distinct()
            )
                Add(_iccs, label, counted);
        }
    }

    /// <summary>Source system of the synonyms that match this file, such as <c>SESNSP-IDFC</c>; null while none does.</summary>
    public string? Office { get; private set; }

    /// <summary>The counting unit that the office's synonyms have in common; null if they have none.</summary>
    public string? OfficeUnit { get; private set; }

    /// <summary>Identifies the office by how many of a file's labels are exactly its own, or by its name in the file.</summary>
    public void FindOffice(IReadOnlyCollection<IReadOnlyList<string>> paths, string namesInFile)
    {
        var texts = WordText.Padded(namesInFile);
        var written = paths.SelectMany(p => Prefixes(PathOf(p))).ToHashSet(StringComparer.Ordinal);
        var found = _own.GroupBy(k => k.Synonym.SourceSystem)
            .Select(g =>
                (
                    Office: g.Key,
                    Same: g.Select(k => string.Join('\u001f', k.Path)).Distinct().Count(written.Contains),
                    Named: g.Key.Split('-')
                        .Any(part => part.Length >= 3 && texts.Contains("_" + part.ToLowerInvariant() + "_", StringComparison.Ordinal)),
                    All: g.ToList()
                )
            )
            .Where(o => o.Same > 0)
            .OrderByDescending(o => o.Same + (o.Named ? 2 : 0))
            .ToList();
        if (found.Count == 0)
            return;
        var (best, second) = (found[0], found.Count > 1 ? found[1] : default);
        var score = best.Same + (best.Named ? 2 : 0);
        // A few common words among hundreds of labels do not identify an office.
        if ((score < 3 || best.Same * 20 < paths.Count) && !(best.Same >= 2 && best.Same * 2 >= paths.Count))
            return;
        if (found.Count > 1 && second.Same + (second.Named ? 2 : 0) == score)
            return;
        Office = best.Office;
        var units = best.All.Select(k => k.Synonym.CountingUnit).Distinct().ToList();
        OfficeUnit = units.Count == 1 ? units[0] : null;
    }

    /// <summary>How many of these labels are exact synonyms of the country.</summary>
    public int CountOwn(IEnumerable<string> labels)
    {
        var own = _own.Where(k => k.Path.Length == 1).Select(k => k.Path[0]).ToHashSet(StringComparer.Ordinal);
        return labels.Count(l => own.Contains(WordText.Plain(l)));
    }

    /// <param name="path">The label, or the labels of several columns from the widest class to the narrowest.</param>
    /// <param name="code">The office's own code beside it; null for none.</param>
    /// <param name="unit">The office's own code beside the label; null for none.</param>
    public IReadOnlyList<Proposal> Propose(IReadOnlyList<string> path, string? code, UnitEvidence unit)
    {
        var words = PathOf(path);
        if (words.Length == 0)
            return [];
        var proposals = new List<Proposal>();
        proposals.AddRange(FromOwn(words, code, unit));
        proposals.AddRange(FromOthers(words));
        proposals.AddRange(FromTaxonomy(words));
        proposals.AddRange(FromWords(path));
        proposals.AddRange(FromSpelling(words));
        var merged = proposals
            .Select(p => InUnit(p, unit))
            .GroupBy(p => p.Code, StringComparer.Ordinal)
            .Select(g =>
            {
                var best = g.MaxBy(p => ((int)p.Certainty, p.Confidence))!;
                // A second source with the same result adds confidence, but never makes it sure.
                return best with
                {
                    Confidence = Math.Min(0.99, best.Confidence + (0.02 * (g.Select(p => p.Because.Key).Distinct().Count() - 1))),
                };
            })
            .Where(p => p.Confidence >= Least)
            .OrderByDescending(p => p.Confidence)
            .ThenBy(p => p.Code, StringComparer.Ordinal)
            .Take(AtMost)
            .ToList();
        // Two equally good codes are a question.
        if (merged.Count > 1 && merged[0].Certainty == Certainty.Sure && merged[1].Certainty == Certainty.Sure)
            return [.. merged.Select(p => p with { Certainty = Certainty.Likely })];
        return merged;
    }

    private IEnumerable<Proposal> FromOwn(string[] words, string? code, UnitEvidence unit)
    {
        foreach (var known in _own)
        {
            var synonym = known.Synonym;
            var isOffice = synonym.SourceSystem == Office;
            // The meaning of the word in another office of the country counts less: deaths in the civil registry are not case files.
            var said =
                isOffice ? 0.03
                : Office is null ? 0
                : -0.1;
            if (
                !isOffice
                && synonym.SourceSystem.Length > 0
                && _taxonomy.FindIndicator(synonym.Indicator)!.Kind == IndicatorKind.Count
                && IsVital(synonym)
            )
                said -= 0.2;
            if (unit.Unit is { } counted)
                said += counted == synonym.CountingUnit ? 0.02 : -0.04;
            var hasCode = code is not null && synonym.NationalCode == code;
            if (EndsWith(words, known.Path))
            {
                var isWhole = known.Path.Length == words.Length || known.Path.Length > 1 || words.Length == 1;
                var isSure =
                    isWhole
                    && isOffice
                    && synonym.Match == "exact"
                    && (unit.Unit is null || unit.Unit == synonym.CountingUnit || !unit.IsProved)
                    && !unit.IsRate
                    && (code is null || synonym.NationalCode is null || hasCode);
                yield return Of(
                    synonym,
                    Math.Min(0.98, 0.9 + said + (hasCode ? 0.02 : 0)),
                    isSure ? Certainty.Sure : Certainty.Likely,
                    "label.own"
                );
                continue;
            }
            var at = RunIn(words, known.Path);
            if (at >= 0)
            {
                yield return Of(synonym, 0.78 + said + (0.01 * known.Path.Length), Certainty.Likely, "label.class");
                continue;
            }
            if (known.Path.Length > 1 || words[^1].Length < 5)
                continue;
            var likeness = Likeness(known.Path[0], words[^1]);
            if (hasCode && likeness > 0.5)
                yield return Of(synonym, 0.85 + said, Certainty.Likely, "label.code");
            else if (likeness >= 0.8)
                yield return Of(synonym, 0.55 + (0.25 * likeness) + said, Certainty.Likely, "label.ownLike");
        }
    }

    private IEnumerable<Proposal> FromOthers(string[] words)
    {
        foreach (var known in _others)
        {
            if (!EndsWith(words, known.Path) || (known.Path.Length == 1 && words.Length > 1 && words[^1].Length < 6))
                continue;
            var isProperty = _taxonomy.FindIndicator(known.Synonym.Indicator)!.Theme == "PROPERTY";
            yield return Of(known.Synonym, isProperty ? 0.58 : 0.7, Certainty.Possible, "label.other");
        }
    }

    private IEnumerable<Proposal> FromTaxonomy(string[] words)
    {
        if (_labels.TryGetValue(words[^1], out var codes))
        {
            foreach (var code in codes)
            {
                // A single word such as "Hurtos" is the taxonomy's in one country and something else in another.
                var isPlain =
                    codes.Count == 1
                    && words.Length == 1
                    && words[0].Count(c => c == ' ') >= 2
                    && _taxonomy.FindIndicator(code)!.Theme != "PROPERTY";
                yield return new Proposal(
                    code,
                    "",
                    isPlain ? 0.95 : 0.72,
                    isPlain ? Certainty.Sure : Certainty.Likely,
                    Reason.Of("label.taxonomy", ("code", code))
                );
            }
        }
        // An index with a longer name is a part of the index: "violent crime severity index".
        var said = words[^1].Split(' ').ToHashSet(StringComparer.Ordinal);
        if (
            codes is null
            && _indices.Where(i => i.Words.All(said.Contains)).OrderByDescending(i => i.Words.Length).FirstOrDefault()
                is { Indicator: not null } index
        )
            yield return new Proposal(
                index.Indicator,
                "",
                0.7,
                Certainty.Likely,
                Reason.Of("label.words", ("text", string.Join(' ', index.Words)))
            );
        if (_iccs.TryGetValue(words[^1], out var counted))
            foreach (var code in counted)
                yield return new Proposal(code, "", 0.74, Certainty.Likely, Reason.Of("label.iccs", ("code", code)));
    }

    private static IEnumerable<Proposal> FromWords(IReadOnlyList<string> path)
    {
        // The narrowest class is the most specific; the wider ones add what it leaves open.
        var whole = string.Join(' ', path.Distinct(StringComparer.OrdinalIgnoreCase));
        var narrow = path.Count > 2 ? string.Join(' ', path.Skip(path.Count - 2).Distinct(StringComparer.OrdinalIgnoreCase)) : whole;
        var last = path[^1];
        foreach (var (text, bonus) in new[] { (last, 0.04), (narrow, 0.02), (whole, 0.0) }.DistinctBy(t => t.Item1))
        foreach (var (indicator, _, weight) in OffenceWords.Fitting(text))
            yield return new Proposal(
                indicator,
                "",
                Math.Min(0.76, 0.5 + (0.06 * weight) + (path.Count > 1 ? bonus : 0) + (indicator == None ? 0.03 : 0)),
                Certainty.Possible,
                Reason.Of("label.words", ("text", text))
            );
    }

    private IEnumerable<Proposal> FromSpelling(string[] words)
    {
        if (words[^1].Length < 6)
            yield break;
        foreach (var (plain, indicator) in _spelled)
        {
            if (Math.Abs(plain.Length - words[^1].Length) > 4)
                continue;
            var likeness = Likeness(plain, words[^1]);
            if (likeness >= 0.86)
                yield return new Proposal(
                    indicator,
                    "",
                    0.4 + (0.2 * likeness),
                    Certainty.Possible,
                    Reason.Of("label.like", ("code", indicator))
                );
        }
    }

    /// <summary>The same offence in the unit that the file shows: victims of homicide or cases of it, a count or its rate.</summary>
    private Proposal InUnit(Proposal proposal, UnitEvidence unit)
    {
        if (_taxonomy.FindIndicator(proposal.Code) is not { } indicator)
            return proposal;
        if (unit.IsRate && indicator.Kind == IndicatorKind.Count)
        {
            var rate = _taxonomy.Indicators.FirstOrDefault(i => i.RateOf == indicator.Code && i.Kind == IndicatorKind.Rate);
            return rate is null
                ? proposal with
                {
                    Code = None,
                    Confidence = proposal.Confidence - 0.1,
                    Certainty = Certainty.Possible,
                    Because = Reason.Of("label.noRate", ("code", indicator.Code)),
                }
                : proposal with
                {
                    Code = rate.Code,
                    Confidence = proposal.Confidence - 0.02,
                    Certainty = AtMostLikely(proposal.Certainty),
                };
        }
        if (unit.Unit is not { } counted || !unit.IsProved || counted == indicator.CountingUnit || indicator.Kind != IndicatorKind.Count)
            return proposal;
        var twins = _taxonomy
            .Indicators.Where(i =>
                i.CountingUnit == counted
                && i.Kind == IndicatorKind.Count
                && i.Theme == indicator.Theme
                && i.IccsCodes.SequenceEqual(indicator.IccsCodes)
                && i.Code != indicator.Code
            )
            .ToList();
        // The known meaning of exactly this label in the country counts more than a word near the table.
        if (proposal.Because is { Key: "label.own" } own && own.Arguments["match"] == "exact")
            return proposal;
        // Only the plain count has a counterpart: a narrower one, such as homicide by firearm, has none in the other unit.
        if (twins.Count != 1 || !IsPlainest(indicator))
            return proposal;
        return proposal with
        {
            Code = twins[0].Code,
            Confidence = proposal.Confidence - 0.01,
            Certainty = AtMostLikely(proposal.Certainty),
        };
    }

    /// <summary>Civil registries count deaths by cause; a label of police or courts never means that.</summary>
    private bool IsVital(CategorySynonym synonym) =>
        _taxonomy.FindIndicator(synonym.Indicator)!.Crosswalks.ContainsKey("icd10")
        && _own.Concat(_others)
            .Any(k =>
                k.Synonym.Indicator == synonym.Indicator
                && k.Synonym.Label != synonym.Label
                && k.Path.Length == 1
                && Vocabulary.Says(k.Synonym.Label, "death register") > 0
            )
        && Vocabulary.Says(synonym.Label, "death register") == 0;

    private static Certainty AtMostLikely(Certainty certainty) => certainty == Certainty.Sure ? Certainty.Likely : certainty;

    private bool IsPlainest(Indicator indicator) =>
        _taxonomy.Indicators.First(i =>
            i.CountingUnit == indicator.CountingUnit
            && i.Kind == IndicatorKind.Count
            && i.Theme == indicator.Theme
            && i.IccsCodes.SequenceEqual(indicator.IccsCodes)
        ) == indicator;

    /// <summary>
    /// Similarity of spelling, limited by the share of words that have a counterpart: long common beginnings mean little.
    /// </summary>
    private double Likeness(string a, string b)
    {
        var spelling = Math.Min(_spelling.Similarity(a, b), (_slips.Similarity(a, b) + 1) / 2);
        if (spelling < 0.5)
            return spelling;
        var (wordsA, wordsB) = (a.Split(' '), b.Split(' '));
        var matched = wordsA.Count(x => wordsB.Any(y => _spelling.Similarity(x, y) >= 0.9));
        return Math.Min(spelling, 2.0 * matched / (wordsA.Length + wordsB.Length));
    }

    private static Proposal Of(CategorySynonym synonym, double confidence, Certainty certainty, string reason) =>
        new(
            synonym.Indicator,
            synonym.Disaggregation,
            confidence,
            certainty,
            Reason.Of(reason, ("label", synonym.Label), ("office", $"{synonym.Country} {synonym.SourceSystem}"), ("match", synonym.Match))
        );

    /// <summary>The words of each class; a class that repeats the one above it counts once.</summary>
    private static string[] PathOf(IEnumerable<string> path)
    {
        var words = new List<string>();
        foreach (var part in path.Select(WordText.Plain))
            if (part.Length > 0 && (words.Count == 0 || words[^1] != part))
                words.Add(part);
        return [.. words];
    }

    private static IEnumerable<string> Prefixes(string[] path)
    {
        for (var from = 0; from < path.Length; from++)
        for (var to = from + 1; to <= path.Length; to++)
            yield return string.Join('\u001f', path[from..to]);
    }

    private static bool EndsWith(string[] path, string[] end) =>
        end.Length <= path.Length && path.AsSpan(path.Length - end.Length).SequenceEqual(end);

    private static int RunIn(string[] path, string[] run)
    {
        for (var at = 0; at + run.Length <= path.Length; at++)
            if (path.AsSpan(at, run.Length).SequenceEqual(run))
                return at;
        return -1;
    }

    private static void Add(Dictionary<string, List<string>> to, string key, string code)
    {
        if (!to.TryGetValue(key, out var codes))
            to[key] = codes = [];
        if (!codes.Contains(code))
            codes.Add(code);
    }
}
