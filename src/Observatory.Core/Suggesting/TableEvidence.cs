using System.Globalization;
using Observatory.Core.Mappings;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Suggesting;

/// <summary>
/// One table with what was found in it so far: the purpose of each column, the meaning of its headings, the questions for a person.
/// </summary>
internal sealed class TableEvidence
{
    public TableEvidence(
        TableBounds bounds,
        AreaMatcher areas,
        IndicatorMatcher indicators,
        TaxonomyCatalogue taxonomy,
        string country,
        string fileName
    )
    {
        (Bounds, Areas, Indicators, Taxonomy, Country, FileName) = (bounds, areas, indicators, taxonomy, country, fileName);
        Columns = [.. Headings(bounds).Select((parts, i) => new ColumnProfile(i + 1, parts, bounds.Data))];
        HasMonthNumbers =
            TableFinder.CountsUp(bounds.Header[^1])
            && Columns
                .Select(c => c.Parts[^1])
                .Where(p => p.Length > 0 && p.All(char.IsAsciiDigit))
                .Distinct(StringComparer.Ordinal)
                .Count()
                is 12;
    }

    /// <summary>Makes a column a total if it is the sum of others in every row; false if arithmetic does not prove that.</summary>
    public bool SetTotal(ColumnProfile column, IReadOnlyList<ColumnProfile> parts)
    {
        if (!PrintedSums.AreColumns(Bounds.Data, column.At, [.. parts.Select(p => p.At)]))
            return false;
        Set(column, ColumnRole.Total, 0.95, "column.total");
        RowSums[column.At] = [.. parts.Select(p => p.At)];
        return true;
    }

    public TableBounds Bounds { get; }

    public AreaMatcher Areas { get; }

    public IndicatorMatcher Indicators { get; }

    public TaxonomyCatalogue Taxonomy { get; }

    public string Country { get; }

    public string FileName { get; }

    /// <summary>The words of the file's name, without its ending.</summary>
    public string FileWords
    {
        get
        {
            var dot = FileName.LastIndexOf('.');
            return (dot > 0 ? FileName[..dot] : FileName).Replace('-', ' ').Replace('_', ' ');
        }
    }

    /// <summary>All text above, below and beside the table that may name an office, a period or what is counted.</summary>
    public string Surroundings =>
        string.Join(
            ' ',
            Bounds
                .Titles.Concat(Bounds.Footer)
                .SelectMany(r => Enumerable.Range(1, r.Count).Select(c => r[c]))
                .Append(Bounds.Sheet.Name)
                .Append(FileWords)
        );

    public List<ColumnProfile> Columns { get; }

    public Dictionary<int, (ColumnRole Role, double Confidence, Reason Because, string? Repeats)> Roles { get; } = [];

    public Dictionary<int, Facet> Facets { get; } = [];

    public List<Question> Questions { get; } = [];

    /// <summary>Columns of the classification, from the widest class to the narrowest.</summary>
    public List<int> Order { get; } = [];

    /// <summary>Columns that are proved by arithmetic to print the sum of others, with those others.</summary>
    public Dictionary<int, IReadOnlyList<int>> RowSums { get; } = [];

    /// <summary>True if the lowest header row numbers the months of years, or of the quarters above it.</summary>
    public bool HasMonthNumbers { get; }

    /// <summary>True if a column has years such as 2019/20.</summary>
    public bool HasFiscalColumn { get; set; }

    public IEnumerable<ColumnProfile> Free => Columns.Where(IsFree);

    public ColumnProfile? Holder(ColumnRole role) => Columns.FirstOrDefault(c => Roles.TryGetValue(c.At, out var r) && r.Role == role);

    public IEnumerable<ColumnProfile> Holders(ColumnRole role) => Columns.Where(c => Roles.TryGetValue(c.At, out var r) && r.Role == role);

    public void Set(ColumnProfile column, ColumnRole role, double confidence, string reason, params (string, string)[] arguments) =>
        Roles[column.At] = (role, confidence, Reason.Of(reason, [("column", column.FullHeading), .. arguments]), null);

    public void SetRepeats(ColumnProfile column, ColumnProfile of, double confidence) =>
        Roles[column.At] = (
            ColumnRole.Repeats,
            confidence,
            Reason.Of("column.repeats", ("column", column.FullHeading), ("other", of.FullHeading)),
            of.Heading
        );

    /// <summary>True if each label of one column always occurs with the same label of the other.</summary>
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
            if (
                !pairs.TryAdd(a, b)
                && !string.Equals(pairs[a], b, StringComparison.OrdinalIgnoreCase)
                && ++breaks > Bounds.Data.Count / 200
            )
                return false;
        }
        return pairs.Count > 1;
    }

    /// <summary>
    /// True if two columns have the same content: each follows from the other, and their labels repeat often enough to show it.
    /// </summary>
    public bool SaySame(ColumnProfile one, ColumnProfile other) =>
        one.Filled - one.Labels.Count >= Math.Max(2, one.Filled / 10) && Follows(one, other) && Follows(other, one);

    public Facet FacetOf(ColumnProfile column) => FacetOf(column, []);

    public Facet FacetOf(ColumnProfile column, List<string> siblings)
    {
        var isFiscal = false;
        int? year = null,
            month = null,
            quarter = null;
        string? area = null,
            sex = null;
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
            else if (
                HasMonthNumbers
                && part == column.Parts[^1]
                && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            )
                month = number;
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

    /// <summary>The heading of each column in each header row, with merged cells filled as the reader fills them.</summary>
    private static List<IReadOnlyList<string>> Headings(TableBounds bounds)
    {
        var headings = new HeadingRows(bounds.Header, bounds.Sheet.Name, TableDialect.Default with { HeaderRows = bounds.Header.Count });
        return
        [
            .. Enumerable
                .Range(1, bounds.Width)
                .Select(c => (IReadOnlyList<string>)[.. Enumerable.Range(1, bounds.Header.Count).Select(level => headings.At(level, c))]),
        ];
    }

    public static bool LooksLikeKey(ColumnProfile column) =>
        column.IsWhole && (CountWords.NameRecord(column.FullHeading) || SaysCode(column) >= 0.75);

    /// <summary>How clearly a heading means a code: "No. 5" does, "No especificado" and "Número de casos" do not.</summary>
    public static double SaysCode(ColumnProfile column) =>
        CountWords.AreIn(column.FullHeading) || Vocabulary.Is(column.Heading, "unknown") ? 0 : Vocabulary.Says(column.FullHeading, "code");

    public bool IsFree(ColumnProfile column) => !Roles.ContainsKey(column.At);
}
