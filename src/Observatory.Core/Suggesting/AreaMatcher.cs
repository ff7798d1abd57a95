using F23.StringSimilarity;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Suggesting;

/// <summary>Finds the area of a country that a label names or a code identifies; for an international file, the country.</summary>
internal sealed class AreaMatcher
{
    public const string International = "INT";

    // Words for the kind of area do not say which area it is.
    private static readonly HashSet<string> Fillers = new(StringComparer.Ordinal)
    {
        "de",
        "del",
        "la",
        "las",
        "los",
        "el",
        "of",
        "the",
        "du",
        "des",
        "le",
        "les",
        "da",
        "do",
        "dos",
        "das",
        "y",
        "and",
        "et",
        "e",
        "d",
        "l",
    };

    private readonly JaroWinkler _likeness = new();
    private readonly string _country;
    private readonly Area? _whole;
    private readonly List<(Area Area, string Plain, string[] Tokens)> _names = [];
    private readonly Dictionary<string, Area> _codes = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _wholeNames;
    private readonly HashSet<string> _kinds;

    public AreaMatcher(string country, TaxonomyCatalogue taxonomy)
    {
        _country = country;
        _whole = taxonomy.FindArea(country);
        var isInternational = country == International;
        _wholeNames = isInternational ? [] : [.. Names(_whole).Select(WordText.Plain)];
        var areas = taxonomy
            .Areas.Where(a => isInternational ? a.Level == AreaLevel.Country : a.Country == country && a.Level != AreaLevel.Country)
            .ToList();
        _kinds = [.. areas.Select(a => a.Type).OfType<string>().SelectMany(WordText.Tokens)];
        foreach (var area in areas)
        {
            foreach (var name in Names(area).Distinct(StringComparer.Ordinal))
                _names.Add((area, WordText.Plain(name), Bare(name)));
            _codes.TryAdd(area.Code, area);
            if (area.Code.IndexOf('-', StringComparison.Ordinal) is > 0 and var dash)
                _codes.TryAdd(area.Code[(dash + 1)..], area);
        }
        if (!isInternational)
            return;
        foreach (var state in taxonomy.Countries)
            if (taxonomy.FindArea(state.Iso3) is { } area)
            {
                _codes.TryAdd(state.Iso2, area);
                _codes.TryAdd(state.M49, area);
            }
    }

    /// <summary>The area that a label names; null if none is similar. Sure only if the whole name is the same.</summary>
    public Proposal? ByName(string label)
    {
        var plain = WordText.Plain(label);
        if (plain.Length == 0)
            return null;
        var same = _names.Where(n => n.Plain == plain).Select(n => n.Area).Distinct().ToList();
        if (same.Count == 1 && _wholeNames.Contains(plain))
            return new Proposal(
                same[0].Code,
                "",
                0.8,
                Certainty.Likely,
                Reason.Of("area.several", ("codes", $"{same[0].Code}, {_country}"))
            );
        if (same.Count == 1)
            return new Proposal(same[0].Code, "", 0.98, Certainty.Sure, Reason.Of("area.same", ("name", same[0].Label.En)));
        if (same.Count > 1)
            return new Proposal(
                same[0].Code,
                "",
                0.8,
                Certainty.Likely,
                Reason.Of("area.several", ("codes", string.Join(", ", same.Select(a => a.Code))))
            );
        if (_whole is not null && (_wholeNames.Contains(plain) || Vocabulary.Is(label, "national")))
            return new Proposal(_whole.Code, "", 0.95, Certainty.Sure, Reason.Of("area.whole", ("name", label)));
        if (_whole is not null && Vocabulary.Is(label, "total"))
            return new Proposal(_whole.Code, "", 0.75, Certainty.Likely, Reason.Of("area.total", ("name", label)));
        var bare = Bare(label);
        if (bare.Length == 0)
            return null;
        var bareSame = _names.Where(n => n.Tokens.SequenceEqual(bare)).Select(n => n.Area).Distinct().ToList();
        if (bareSame.Count == 1)
            return new Proposal(bareSame[0].Code, "", 0.95, Certainty.Sure, Reason.Of("area.same", ("name", bareSame[0].Label.En)));
        var inside = _names
            .Where(n => n.Tokens.Length > 0 && (bare.All(n.Tokens.Contains) || n.Tokens.All(bare.Contains)))
            .Select(n => n.Area)
            .Distinct()
            .ToList();
        if (inside.Count == 1)
            return new Proposal(inside[0].Code, "", 0.85, Certainty.Likely, Reason.Of("area.part", ("name", inside[0].Label.En)));
        var shared = _names
            .Select(n => (n.Area, Share: 2.0 * n.Tokens.Count(bare.Contains) / Math.Max(1, n.Tokens.Length + bare.Length)))
            .Where(n => n.Share >= 0.65)
            .OrderByDescending(n => n.Share)
            .DistinctBy(n => n.Area.Code)
            .ToList();
        if (shared.Count > 0 && (shared.Count == 1 || shared[0].Share > shared[1].Share))
            return new Proposal(shared[0].Area.Code, "", 0.78, Certainty.Likely, Reason.Of("area.part", ("name", shared[0].Area.Label.En)));
        var nearest = _names
            .Select(n => (n.Area, Likeness: _likeness.Similarity(n.Plain, plain)))
            .OrderByDescending(n => n.Likeness)
            .FirstOrDefault();
        return nearest.Area is not null && nearest.Likeness >= 0.9
            ? new Proposal(
                nearest.Area.Code,
                "",
                0.55 + (nearest.Likeness - 0.9),
                Certainty.Possible,
                Reason.Of("area.like", ("name", nearest.Area.Label.En))
            )
            : null;
    }

    public Proposal? ByCode(string label)
    {
        var code = label.Trim();
        if (code.Length < 2 || !_codes.TryGetValue(code, out var area))
            return _whole is not null && string.Equals(code, _country, StringComparison.OrdinalIgnoreCase)
                ? new Proposal(_whole.Code, "", 0.95, Certainty.Sure, Reason.Of("area.code", ("code", _whole.Code)))
                : null;
        return new Proposal(area.Code, "", 0.95, Certainty.Sure, Reason.Of("area.code", ("code", area.Code)));
    }

    private static IEnumerable<string> Names(Area? area) =>
        area is null ? [] : [area.Label.En, area.Label.Es, area.Label.Fr, area.Label.Pt];

    private string[] Bare(string name) =>
        [
            .. WordText
                .Tokens(name)
                .Select(t =>
                    t switch
                    {
                        "st" => "saint",
                        "ste" => "sainte",
                        "sta" => "santa",
                        "sto" => "santo",
                        _ => t,
                    }
                )
                .Where(t =>
                    !Fillers.Contains(t)
                    && !_kinds.Contains(t)
                    && !Vocabulary.Is(t, "subdivision")
                    && t is not ("ct" or "region" or "estado" or "provincia")
                )
                .Order(StringComparer.Ordinal),
        ];
}
