using System.Globalization;
using System.Text.RegularExpressions;
using Observatory.Core.Languages;
using Observatory.Core.Normalising;

namespace Observatory.Core.Taxonomy;

/// <summary>
/// Whole years of age, both ends included: <c>Y18T24</c>, <c>Y_LT18</c>, <c>Y_GE60</c> in the notation of SDMX. Offices use bands that are
/// not in the taxonomy: these are stored as they are, beside the others and in no sum with them.
/// </summary>
/// <param name="To">Null if the band is open.</param>
public sealed partial record AgeBand(int From, int? To)
{
    /// <summary>The dimension of ages.</summary>
    public const string Dimension = "AGE";

    private const int Oldest = 130;
    private const int FirstSortOrder = 1000;

    private const string UnderTenCode = "Y0T9";

    // The only band from birth whose SDMX code names both ends.
    private static readonly AgeBand UnderTen = new(0, 9);

    private static readonly HashSet<string> Words = new(StringComparer.Ordinal)
    {
        "A",
        "AL",
        "TO",
        "DE",
        "DES",
        "E",
        "ET",
        "Y",
        "ATE",
        "ENTRE",
        "BETWEEN",
        "AND",
        "ANOS",
        "ANO",
        "YEARS",
        "YEAR",
        "YRS",
        "ANS",
        "AN",
        "OLD",
        "AGE",
        "AGED",
        "EDAD",
        "EDADES",
        "IDADE",
    };

    /// <summary>The band of a code; null for any other code.</summary>
    public static AgeBand? OfCode(string code)
    {
        if (CodeForm().Match(code) is not { Success: true } match)
            return null;
        var first = Number(match.Groups["a"].Value);
        return match.Groups["kind"].Value switch
        {
            "_LT" => first is > 0 and <= Oldest ? new AgeBand(0, first - 1) : null,
            "_GE" => first is > 0 and <= Oldest ? new AgeBand(first, null) : null,
            _ => Number(match.Groups["b"].Value) is var last && first < last && last <= Oldest ? new AgeBand(first, last) : null,
        };
    }

    /// <summary>
    /// The band that a label gives by two ages, such as <c>18-24</c>, <c>18 a 24 años</c> or <c>18..24</c>; null if it gives anything else,
    /// such as months.
    /// </summary>
    public static AgeBand? OfLabel(string label)
    {
        if (LabelForm().Match(label) is not { Success: true } match)
            return null;
        var (from, to) = (Number(match.Groups["a"].Value), Number(match.Groups["b"].Value));
        // A band without a possible code is not valid: one age alone, or older than anybody.
        if (from > to || to > Oldest || (from == to && from > 0))
            return null;
        return WordForm().Matches(label).All(w => Words.Contains(LabelText.Key(w.Value))) ? new AgeBand(from, to) : null;
    }

    /// <summary>True for bands that do not overlap and are exhaustive.</summary>
    public static bool AreWhole(IEnumerable<string> codes)
    {
        var bands = codes.Select(OfCode).ToList();
        if (bands.Count < 2 || bands.Contains(null))
            return false;
        int? next = 0;
        foreach (var band in bands.OfType<AgeBand>().OrderBy(b => b.From))
        {
            if (band.From != next)
                return false;
            next = band.To + 1;
        }
        return next is null;
    }

    public bool Holds(AgeBand other) => From <= other.From && (To is null || other.To <= To);

    /// <summary>The code of the band: the taxonomy's if it has the band.</summary>
    public string Code =>
        To is not { } to ? $"Y_GE{Text(From)}"
        : this == UnderTen ? UnderTenCode
        : From == 0 ? $"Y_LT{Text(to + 1)}"
        : $"Y{Text(From)}T{Text(to)}";

    /// <summary>
    /// The member that a feed brings for a band of its own: in no partition, below the narrowest band of the taxonomy that contains it.
    /// Null if the taxonomy has the same band under another code.
    /// </summary>
    public DimensionMember? Brought(string code, TaxonomyCatalogue taxonomy)
    {
        var bands = (taxonomy.FindDimension(Dimension)?.Members ?? [])
            .Select(m => (m.Code, m.InPartition, Band: OfCode(m.Code)))
            .Where(m => m.Band is not null)
            .ToList();
        if (bands.Exists(b => b.Band == this))
            return null;
        var parent = bands
            .Where(b => b.InPartition && b.Band!.Holds(this))
            .OrderBy(b => (b.Band!.To ?? Oldest) - b.Band.From)
            .Select(b => b.Code)
            .FirstOrDefault();
        return new DimensionMember(
            Dimension,
            code,
            parent ?? Series.BreakdownDimensions.Total,
            FirstSortOrder + (From * (Oldest + 1)) + (To ?? Oldest),
            false,
            Label
        );
    }

    private LocalText Label =>
        To is not { } to
            ? new LocalText($"{Text(From)} and over", $"{Text(From)} años o más", $"{Text(From)} ans et plus", $"{Text(From)} anos ou mais")
        : From == 0
            ? new LocalText(
                $"Under {Text(to + 1)}",
                $"Menores de {Text(to + 1)} años",
                $"Moins de {Text(to + 1)} ans",
                $"Menores de {Text(to + 1)} anos"
            )
        : new LocalText(
            $"{Text(From)} to {Text(to)}",
            $"{Text(From)} a {Text(to)} años",
            $"{Text(From)} à {Text(to)} ans",
            $"{Text(From)} a {Text(to)} anos"
        );

    private static int Number(string digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("^Y(?:(?<a>[0-9]{1,3})T(?<b>[0-9]{1,3})|(?<kind>_LT|_GE)(?<a>[0-9]{1,3}))$", RegexOptions.CultureInvariant)]
    private static partial Regex CodeForm();

    [GeneratedRegex(@"^[^0-9]*(?<a>[0-9]{1,3})[^0-9]+(?<b>[0-9]{1,3})[^0-9]*$", RegexOptions.CultureInvariant)]
    private static partial Regex LabelForm();

    [GeneratedRegex(@"\p{L}+", RegexOptions.CultureInvariant)]
    private static partial Regex WordForm();
}
