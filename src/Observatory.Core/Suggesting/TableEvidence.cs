using System.Globalization;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Suggesting;

/// <summary>One table with what was found in it so far: what each column is for, what its headings say, what a person has to be asked.</summary>
internal sealed class TableEvidence
{
    public TableEvidence(TableBounds bounds, AreaMatcher areas, IndicatorMatcher indicators, TaxonomyCatalogue taxonomy, string country, string fileName)
    {
        (Bounds, Areas, Indicators, Taxonomy, Country, FileName) = (bounds, areas, indicators, taxonomy, country, fileName);
        Columns = [.. Headings(bounds).Select((parts, i) => new ColumnProfile(i + 1, parts, bounds.Data))];
    }

    public TableBounds Bounds { get; }

    public AreaMatcher Areas { get; }

    public IndicatorMatcher Indicators { get; }

    public TaxonomyCatalogue Taxonomy { get; }

    public string Country { get; }

    public string FileName { get; }

    public List<ColumnProfile> Columns { get; }

    public Dictionary<int, (ColumnRole Role, double Confidence, Reason Because, string? Repeats)> Roles { get; } = [];

    public Dictionary<int, Facet> Facets { get; } = [];

    public List<Question> Questions { get; } = [];

    /// <summary>Columns of the classification, from the widest class to the narrowest.</summary>
    public List<int> Order { get; } = [];

    /// <summary>True where a column holds years such as 2019/20.</summary>
    public bool HasFiscalColumn { get; set; }

    public IEnumerable<ColumnProfile> Free => Columns.Where(IsFree);

    public ColumnProfile? Holder(ColumnRole role) => Columns.FirstOrDefault(c => Roles.TryGetValue(c.At, out var r) && r.Role == role);

    public IEnumerable<ColumnProfile> Holders(ColumnRole role) => Columns.Where(c => Roles.TryGetValue(c.At, out var r) && r.Role == role);

    public void Set(ColumnProfile column, ColumnRole role, double confidence, string reason, params (string, string)[] arguments) =>
        Roles[column.At] = (role, confidence, Reason.Of(reason, [("column", column.FullHeading), .. arguments]), null);

    public void SetRepeats(ColumnProfile column, ColumnProfile of, double confidence) =>
        Roles[column.At] = (ColumnRole.Repeats, confidence, Reason.Of("column.repeats", ("column", column.FullHeading), ("other", of.FullHeading)), of.Heading);

    /// <summary>True where each label of one column always stands with the same label of the other.</summary>
    public bool Follows(ColumnProfile from, ColumnProfile to)
    {
        if (from.MoreLabels || to.MoreLabels)
            return false;
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        var breaks = 0;
        foreach (var row in Bounds.Data)
        {
            var (a, b) = (row[from.At].Trim(), row[to.At].Trim());
            if (a.Length == 0)
                continue;
            if (!pairs.TryAdd(a, b) && !string.Equals(pairs[a], b, StringComparison.OrdinalIgnoreCase) && ++breaks > Bounds.Data.Count / 200)
                return false;
        }
        return pairs.Count > 1;
    }

    public Facet FacetOf(ColumnProfile column) => FacetOf(column, []);

    public Facet FacetOf(ColumnProfile column, List<string> siblings)
    {
        var isFiscal = false;
        int? year = null, month = null, quarter = null;
        string? area = null, sex = null;
        var isTotal = false;
        foreach (var part in column.Parts.Where(p => p.Length > 0).Distinct(StringComparer.Ordinal))
        {
            if (TableFinder.IsYear(part))
                year = int.Parse(part, CultureInfo.InvariantCulture);
            else if (Periods.Fiscal(part, siblings) is { } fiscal)
                (year, isFiscal) = (fiscal, true);
            else if (Periods.YearQuarter(part) is (var of, var nth))
                (year, quarter) = (of, nth);
            else if (Vocabulary.Month(part) is { } named)
                month = named;
            else if (Periods.YearMonth(part) is var (y, m))
                (year, month) = (y, m);
            else if (Periods.Quarter(part) is { } q)
                quarter = q;
            else if (Periods.LoneYear(part) is { } lone)
                year ??= lone;
            if (Vocabulary.Is(part, "total"))
                isTotal = true;
            var whole = BreakdownLabels.Sex(part, ["M", "F"]);
            if (whole is "F" or "M" or "_U")
                sex = whole;
            else if (!Vocabulary.Is(part, "total"))
                sex ??= BreakdownLabels.SexWithin(part);
            if (part.Length > 2 && year is null && month is null && Areas.ByName(part) is { Confidence: >= 0.9 } byName)
                area = byName.Code;
        }
        var unit = UnitEvidence.Of(column.FullHeading);
        return new Facet(year, month, quarter, area, sex, unit.Unit, unit.IsRate, isTotal, null) { IsFiscal = isFiscal };
    }

    public static bool Next(ColumnProfile a, ColumnProfile b) => Math.Abs(a.At - b.At) == 1;

    private static List<IReadOnlyList<string>> Headings(TableBounds bounds)
    {
        var parts = Enumerable.Range(0, bounds.Width).Select(_ => new string[bounds.Header.Count]).ToList();
        for (var r = 0; r < bounds.Header.Count; r++)
        {
            var row = bounds.Header[r];
            var left = "";
            for (var c = 1; c <= bounds.Width; c++)
            {
                var text = row[c].Trim();
                // A merged cell holds its text in its first column only.
                var isCovered = text.Length == 0 && r < bounds.Header.Count - 1 && bounds.Header.Skip(r + 1).Any(h => !string.IsNullOrWhiteSpace(h[c]));
                if (text.Length > 0)
                    left = text;
                parts[c - 1][r] = text.Length > 0 ? text : isCovered ? left : "";
            }
        }
        return [.. parts];
    }

    public static bool LooksLikeKey(ColumnProfile column)
    {
        var code = Vocabulary.Says(column.FullHeading, "code");
        return code >= 0.75 && column.IsWhole;
    }

    public bool IsFree(ColumnProfile column) => !Roles.ContainsKey(column.At);
}
