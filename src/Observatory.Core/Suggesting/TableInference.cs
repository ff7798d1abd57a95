using System.Globalization;
using Observatory.Core.Reading;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Suggesting;

/// <summary>Says of each column of a table what it is for, and of its labels what they stand for. Evidence only: no country and no office is known here.</summary>
internal sealed class TableInference
{
    private const int MaxPaths = 3000;

    private static readonly (ColumnRole Role, string Kind, string Dimension)[] Breakdowns =
    [
        (ColumnRole.Mechanism, "mechanism", "MECHANISM"), (ColumnRole.Relationship, "relationship", "RELATIONSHIP"), (ColumnRole.Motive, "motive", "MOTIVE"),
        (ColumnRole.Place, "place", "PLACE"), (ColumnRole.Urban, "urban", "AREA"),
    ];

    private readonly TableBounds _bounds;
    private readonly AreaMatcher _areas;
    private readonly IndicatorMatcher _indicators;
    private readonly TaxonomyCatalogue _taxonomy;
    private readonly string _country;
    private readonly string _fileName;
    private readonly List<ColumnProfile> _columns;
    private readonly Dictionary<int, (ColumnRole Role, double Confidence, Reason Because, string? Repeats)> _roles = [];
    private readonly Dictionary<int, Facet> _facets = [];
    private readonly List<Question> _questions = [];
    private bool _isFiscal;
    private string? _factPlace;
    // Columns of the classification, from the widest class to the narrowest.
    private readonly List<int> _order = [];

    public TableInference(TableBounds bounds, AreaMatcher areas, IndicatorMatcher indicators, TaxonomyCatalogue taxonomy, string country, string fileName)
    {
        (_bounds, _areas, _indicators, _taxonomy, _country, _fileName) = (bounds, areas, indicators, taxonomy, country, fileName);
        _columns = [.. Headings(bounds).Select((parts, i) => new ColumnProfile(i + 1, parts, bounds.Data))];
    }

    /// <summary>Everything above, below and beside the table that may name an office, a period or what is counted.</summary>
    public string Surroundings => string.Join(' ', _bounds.Titles.Concat(_bounds.Footer).SelectMany(r => Enumerable.Range(1, r.Count).Select(c => r[c])).Append(_bounds.Sheet.Name).Append(Stem(_fileName)));

    public TableSuggestion Infer()
    {
        AssignEmpty();
        AssignPersonal();
        AssignTime();
        AssignSexAndAge();
        AssignAreas();
        AssignBreakdowns();
        AssignWide();
        AssignIndicators();
        AssignValues();
        AssignRest();
        var unit = Unit();
        var labels = Labels(unit);
        if (unit.Unit is null && _indicators.OfficeUnit is { } office)
        {
            unit = unit with { Unit = office, Because = Reason.Of("unit.office", ("office", _indicators.Office!)) };
            labels = Labels(unit);
        }
        return Suggest(unit, labels);
    }

    // ---- columns

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

    private bool IsFree(ColumnProfile column) => !_roles.ContainsKey(column.At);

    private IEnumerable<ColumnProfile> Free => _columns.Where(IsFree);

    private ColumnProfile? Holder(ColumnRole role) => _columns.FirstOrDefault(c => _roles.TryGetValue(c.At, out var r) && r.Role == role);

    private IEnumerable<ColumnProfile> Holders(ColumnRole role) => _columns.Where(c => _roles.TryGetValue(c.At, out var r) && r.Role == role);

    private void Set(ColumnProfile column, ColumnRole role, double confidence, string reason, params (string, string)[] arguments) =>
        _roles[column.At] = (role, confidence, Reason.Of(reason, [("column", column.FullHeading), .. arguments]), null);

    private void SetRepeats(ColumnProfile column, ColumnProfile of, double confidence) =>
        _roles[column.At] = (ColumnRole.Repeats, confidence, Reason.Of("column.repeats", ("column", column.FullHeading), ("other", of.FullHeading)), of.Heading);

    private void AssignEmpty()
    {
        foreach (var column in Free.ToList())
            if (column.Filled == 0)
                Set(column, ColumnRole.Empty, 1, "column.empty");
    }

    private void AssignPersonal()
    {
        foreach (var column in Free.ToList())
        {
            var says = Vocabulary.Says(column.FullHeading, "personal");
            if (says >= 0.85 || IsNamesOfPersons(column))
                Set(column, ColumnRole.Personal, Math.Max(0.7, says), "column.personal");
        }
    }

    /// <summary>Several words each, no digits, hardly any twice, under a heading that speaks of names or of victims.</summary>
    private bool IsNamesOfPersons(ColumnProfile column)
    {
        if (column.Filled < 5 || column.Labels.Count < 0.6 * column.Filled || column.Figures > 0 || column.IsDate)
            return false;
        if (Vocabulary.Says(column.FullHeading, "name") < 0.75 && Vocabulary.Says(column.FullHeading, "victims") < 0.75)
            return false;
        if (Vocabulary.Says(column.FullHeading, "municipality") > 0 || Vocabulary.Says(column.FullHeading, "area") > 0 || Vocabulary.Says(column.FullHeading, "offence") > 0)
            return false;
        var labels = column.Labels.Keys.Take(100).ToList();
        return labels.Count(l => l.Trim().Contains(' ', StringComparison.Ordinal) && !l.Any(char.IsAsciiDigit)) >= 0.8 * labels.Count
            && labels.Count(l => _areas.ByName(l) is not null || _indicators.Propose([l], null, UnitEvidence.None).Count > 0) < 0.3 * labels.Count;
    }

    private void AssignTime()
    {
        foreach (var column in Free.ToList())
        {
            var heading = column.FullHeading;
            if (!column.IsNumeric && column.Labels.Count is > 0 and < 100 && column.Labels.Keys.All(l => Periods.Fiscal(l, [.. column.Labels.Keys]) is not null))
            {
                _isFiscal = true;
                Set(column, ColumnRole.Period, 0.93, "column.fiscal", ("text", column.Labels.Keys.First()));
            }
            else if (column.IsDate && !column.IsNumeric)
            {
                var proved = column.Dates.IsProved ? 0.95 : 0.75;
                Set(column, ColumnRole.Date, Vocabulary.Says(heading, "date") > 0 ? proved : proved - 0.1, "column.date", ("text", column.Dates.Sample ?? column.Labels.Keys.First()));
            }
            else if (column.IsWhole && column.Years >= 0.98 * column.Said && column.Labels.Count < 150)
            {
                Set(column, ColumnRole.Year, Vocabulary.Says(heading, "year") > 0 ? 0.99 : 0.85, "column.year");
            }
            else if (column.MonthNames >= 0.9 * column.Said && column.Said > 0)
            {
                Set(column, ColumnRole.Month, 0.97, "column.month");
            }
            else if (column.IsWhole && column.UpToTwelve >= 0.99 * column.Said && column.Labels.Count <= 12 && Vocabulary.Says(heading, "month") >= 0.85)
            {
                Set(column, ColumnRole.Month, 0.95, "column.month");
            }
            else if (Vocabulary.Says(heading, "quarter") >= 0.85 && column.Labels.Count <= 4 && Periods.YearQuarter(heading) is null && Periods.Quarter(heading) is null
                && column.Labels.Keys.All(l => l is "1" or "2" or "3" or "4" || Periods.Quarter(l) is not null || !column.IsNumeric))
            {
                Set(column, ColumnRole.Quarter, 0.9, "column.quarter");
            }
            else if (!column.IsNumeric && column.Labels.Count > 0 && column.Labels.Keys.Take(200).Count(l => Periods.Of(l) is not null || Periods.YearQuarter(l) is not null) >= 0.9 * Math.Min(200, column.Labels.Count))
            {
                Set(column, ColumnRole.Period, Vocabulary.Says(heading, "period") > 0 ? 0.95 : 0.85, "column.period", ("text", column.Labels.Keys.First()));
            }
        }
        // A range of months beside a year says how much of the year is covered.
        foreach (var column in Free.ToList())
            if (Vocabulary.Says(column.FullHeading, "period") > 0 && column.Labels.Count <= 24 && column.Labels.Keys.All(l => Periods.Range(l) is not null))
                Set(column, ColumnRole.Period, 0.9, "column.range", ("text", column.Labels.Keys.First()));
        KeepOne(ColumnRole.Year, "time.years");
        if (Holder(ColumnRole.Year) is { } ofYear)
            foreach (var day in Holders(ColumnRole.Date).Where(d => !LiesIn(d, ofYear)).ToList())
                Set(day, ColumnRole.Unknown, 0.3, "column.otherTime", ("other", ofYear.FullHeading));
        KeepOne(ColumnRole.Date, "time.dates");
        if (Holder(ColumnRole.Year) is { } year && Holder(ColumnRole.Month) is not null)
            foreach (var period in Holders(ColumnRole.Period).Where(p => p.Labels.Keys.All(l => Periods.Range(l) is null)).ToList())
                SetRepeats(period, year, 0.9);
    }

    /// <summary>True where the days lie in the year that the row names: then they say more of the same time; else they are about something else.</summary>
    private bool LiesIn(ColumnProfile date, ColumnProfile year)
    {
        var (within, outside) = (0, 0);
        foreach (var row in _bounds.Data.Take(2000))
        {
            if (row[date.At].Length == 0)
                continue;
            if (row[date.At].Contains(row[year.At].Trim(), StringComparison.Ordinal))
                within++;
            else
                outside++;
        }
        return within > 20 * outside && date.Labels.Count > 12;
    }

    /// <summary>Of several columns of one kind the one whose heading says it most plainly stays, and a person is asked.</summary>
    private void KeepOne(ColumnRole role, string question)
    {
        var all = Holders(role).ToList();
        if (all.Count < 2)
            return;
        var kept = all.OrderByDescending(c => _roles[c.At].Confidence).ThenByDescending(c => role == ColumnRole.Date ? TimeWords(c) : 0).ThenByDescending(c => c.Labels.Count).First();
        foreach (var other in all.Where(c => c != kept))
        {
            if (Follows(kept, other) && Follows(other, kept))
                SetRepeats(other, kept, 0.8);
            else
                Set(other, ColumnRole.Unknown, 0.3, "column.otherTime", ("other", kept.FullHeading));
        }
        _questions.Add(new Question("TIME_PERIOD", 3, Reason.Of(question, ("columns", string.Join(", ", all.Select(c => c.FullHeading))), ("column", kept.FullHeading))));
    }

    // The day of the event comes before the day on which somebody wrote it down.
    private static int TimeWords(ColumnProfile column) => Vocabulary.Says(column.FullHeading, "incidents") > 0 ? 1 : 0;

    private void AssignSexAndAge()
    {
        foreach (var column in Free.Where(c => !c.IsNumeric && c.Labels.Count is > 0 and <= 12).ToList())
        {
            var known = column.Labels.Keys.Count(l => BreakdownLabels.Sex(l, column.Labels.Keys) is not null);
            var says = Vocabulary.Says(column.FullHeading, "sex");
            if (known >= 2 && known >= 0.6 * column.Labels.Count && column.Labels.Keys.Any(l => BreakdownLabels.Sex(l, column.Labels.Keys) is "F" or "M"))
                Set(column, ColumnRole.Sex, says > 0 ? 0.98 : 0.88, "column.sex");
            else if (says >= 0.85 && known > 0)
                Set(column, ColumnRole.Sex, 0.9, "column.sex");
        }
        foreach (var other in Holders(ColumnRole.Sex).OrderByDescending(c => _roles[c.At].Confidence).Skip(1).ToList())
            Set(other, ColumnRole.Unknown, 0.4, "column.otherSex");
        foreach (var column in Free.Where(c => c.Labels.Count > 0).ToList())
        {
            var says = Vocabulary.Says(column.FullHeading, "age");
            if (says == 0)
                continue;
            var known = column.Labels.Keys.Take(300).Count(l => BreakdownLabels.Age(l) is not null || NumberEvidence.LooksLikeNumber(l));
            if (says >= 0.85 || known >= 0.5 * Math.Min(300, column.Labels.Count))
                Set(column, ColumnRole.Age, Math.Max(says, 0.8), "column.age");
        }
    }

    private void AssignAreas()
    {
        var found = new List<(ColumnProfile Column, double Share, bool IsCode)>();
        foreach (var column in Free.Where(c => c.Labels.Count is > 0 and < 3000 && !c.IsDate).ToList())
        {
            if (column.TypedFractions > 0 || column.Numbers.Decimal is not null)
                continue;
            var labels = column.Labels.Keys.Take(400).ToList();
            var heading = Math.Max(Vocabulary.Says(column.FullHeading, "area"), Vocabulary.Says(column.FullHeading, "subdivision"));
            var byName = column.IsNumeric ? 0 : labels.Count(l => _areas.ByName(l) is { Confidence: >= 0.7 });
            var byCode = labels.Count(l => _areas.ByCode(l) is not null);
            var share = Math.Max(byName, byCode) / (double)labels.Count;
            // The whole world's codes: only those of the Americas are known.
            var areCodes = byCode >= 5 && !column.IsNumeric && labels.Count(l => l.Length is 2 or 3 && l.All(char.IsAsciiLetterUpper)) >= 0.8 * labels.Count;
            var isEnough = areCodes ? share >= 0.12 : labels.Count == 1 ? share == 1 && heading > 0 : share >= (heading > 0 ? 0.3 : 0.5) && Math.Max(byName, byCode) >= 2;
            if (isEnough && (!column.IsNumeric || heading > 0))
                found.Add((column, share + (heading * 0.3), byCode > byName));
        }
        // Of columns that say the same the name is used, because a person can check it; of nested ones the widest whole.
        foreach (var (column, share, isCode) in found.OrderByDescending(f => f.Share).ThenBy(f => f.IsCode))
        {
            if (Holder(ColumnRole.Area) is { } area)
            {
                if (Follows(column, area) && Follows(area, column))
                    SetRepeats(column, area, 0.9);
                else if (Vocabulary.Says(column.FullHeading, "municipality") > 0)
                    Set(column, ColumnRole.FineArea, 0.8, "column.fineArea");
                continue;
            }
            Set(column, ColumnRole.Area, Math.Min(0.99, 0.6 + (0.4 * share)), isCode ? "column.areaCode" : "column.area");
        }
        foreach (var column in Free.Where(c => !c.IsNumeric && c.Labels.Count > 1).ToList())
        {
            var says = Vocabulary.Says(column.FullHeading, "municipality");
            if (says >= 0.75 || (says == 0 && IsNameBesideCode(column) && Vocabulary.Says(column.FullHeading, "area") + Vocabulary.Says(column.FullHeading, "subdivision") > 0 && Holder(ColumnRole.Area) is null))
                Set(column, ColumnRole.FineArea, Math.Max(0.8, says), "column.fineArea");
        }
        foreach (var column in Free.Where(c => c.Labels.Count > 1 && !c.IsDate && c.Labels.Keys.All(l => l.Length < 24 && l.Any(char.IsAsciiDigit))).ToList())
        {
            if (column.Numbers.Any || column.TypedFractions > 0)
                continue;
            var code = Vocabulary.Says(column.FullHeading, "code");
            if (Holder(ColumnRole.Area) is { } area && Follows(column, area) && Follows(area, column) && (code > 0 || StandsBefore(column, area)))
                SetRepeats(column, area, 0.9);
            else if (Holders(ColumnRole.FineArea).FirstOrDefault(f => Follows(column, f) && (code > 0 || StandsBefore(column, f)) && 1.3 * column.Labels.Count >= f.Labels.Count) is { } fine)
                Set(column, ColumnRole.FineAreaCode, 0.85, "column.fineAreaCode", ("other", fine.FullHeading));
        }
        // A name and a code that always go together and repeat from period to period: places that the taxonomy does not hold.
        if (Holder(ColumnRole.Area) is null && Holder(ColumnRole.FineArea) is null
            && Free.FirstOrDefault(c => !c.IsNumeric && c.Heading.Length > 0 && c.Labels.Count > 5 && 3 * c.Labels.Count < c.Rows && c.LongestText < 60 && IsNameBesideCode(c)
                && Vocabulary.Says(c.FullHeading, "offence") < 0.75 && _indicators.CountOwn(c.Labels.Keys) == 0 && ShareNamed(c) < 0.1) is { } place)
        {
            Set(place, ColumnRole.FineArea, 0.65, "column.fineArea");
            if (Free.FirstOrDefault(c => Next(c, place) && c.IsWhole && Follows(c, place)) is { } number)
                Set(number, ColumnRole.FineAreaCode, 0.65, "column.fineAreaCode", ("other", place.FullHeading));
        }
        // Names without a heading beside codes: an unnamed label column on the left of a crosstab.
        if (Holder(ColumnRole.Area) is null && Holder(ColumnRole.FineArea) is null)
        {
            var unnamed = Free.Where(c => c.Heading.Length == 0 && !c.IsNumeric && c.At <= 3).ToList();
            foreach (var column in unnamed)
            {
                var areas = column.Labels.Keys.Take(3000).Count(l => _areas.ByName(l) is { Certainty: Certainty.Sure });
                if (areas >= 3)
                    Set(column, column.Labels.Count > 3 * areas ? ColumnRole.FineArea : ColumnRole.Area, 0.8, "column.area");
            }
            if (Holder(ColumnRole.FineArea) is { } names)
                foreach (var column in Free.Where(c => Next(c, names) && c.At < names.At && c.Heading.Length == 0 && c.Labels.Keys.Take(50).Count(l => l.Any(char.IsAsciiDigit)) > 20).ToList())
                    Set(column, ColumnRole.FineAreaCode, 0.75, "column.fineAreaCode", ("other", names.FullHeading));
        }
    }

    /// <summary>A code stands before its name; a figure behind it would follow from the name as well where each place has one row.</summary>
    private static bool StandsBefore(ColumnProfile code, ColumnProfile name) => code.At == name.At - 1 && !TableFinder.IsYear(code.Heading) && Vocabulary.Month(code.Heading) is null;

    private static bool Next(ColumnProfile a, ColumnProfile b) => Math.Abs(a.At - b.At) == 1;

    private double ShareNamed(ColumnProfile column) =>
        column.Labels.Keys.Take(100).Average(l => _indicators.Propose([l], null, UnitEvidence.None) is [{ Confidence: >= 0.55 }, ..] ? 1.0 : 0.0);

    private bool IsNameBesideCode(ColumnProfile column) => Free.Any(c => c != column && Next(c, column) && c.IsWhole && Follows(c, column));

    private void AssignBreakdowns()
    {
        foreach (var (role, kind, dimension) in Breakdowns)
        {
            var best = Free.Where(c => !c.IsNumeric && c.Labels.Count is > 1 and < 400)
                .Select(c => (Column: c, Says: Vocabulary.Says(c.FullHeading, kind), Share: ShareOfMembers(c, dimension)))
                .Where(c => (c.Says >= 0.75 && c.Share >= (role is ColumnRole.Mechanism or ColumnRole.Motive or ColumnRole.Relationship ? 0.1 : 0.3)) || (c.Share >= 0.75 && c.Says > 0))
                .Where(c => _indicators.CountOwn(c.Column.Labels.Keys) < 0.5 * c.Column.Labels.Count)
                .OrderByDescending(c => c.Says + c.Share).ToList();
            if (best.Count > 0)
                Set(best[0].Column, role, Math.Min(0.95, 0.5 + (0.25 * best[0].Says) + (0.25 * best[0].Share)), "column.breakdown", ("dimension", dimension));
        }
        foreach (var column in Free.Where(c => !c.IsNumeric).ToList())
        {
            if (Vocabulary.Says(column.FullHeading, "citizenship") >= 0.85)
                Set(column, ColumnRole.Citizenship, 0.85, "column.breakdown", ("dimension", "CITIZENSHIP"));
            else if (Vocabulary.Says(column.FullHeading, "unit") >= 0.9 && column.Labels.Count < 20)
                Set(column, ColumnRole.Unit, 0.8, "column.unit");
            else if (Vocabulary.Says(column.FullHeading, "note") >= 0.85)
                Set(column, ColumnRole.Note, 0.85, "column.note");
            else if (Vocabulary.Says(column.FullHeading, "source") >= 0.85 && column.Labels.Count < 40)
                Set(column, ColumnRole.Source, 0.85, "column.source");
        }
        foreach (var column in Free.Where(c => c.Labels.Count is > 0 and < 12).ToList())
            if (Vocabulary.Says(column.FullHeading, "status") >= 0.85)
                Set(column, ColumnRole.Status, 0.8, "column.status");
    }

    private static double ShareOfMembers(ColumnProfile column, string dimension)
    {
        var labels = column.Labels.Keys.Take(300).ToList();
        return labels.Count(l => Vocabulary.Member(dimension, l) is { Confidence: >= 0.65 }) / (double)labels.Count;
    }

    /// <summary>Columns that become rows: their headings are periods, areas, sexes, or several offences.</summary>
    private void AssignWide()
    {
        var candidates = Free.Where(c => c.Parts.Any(p => p.Length > 0) && (c.IsNumeric || c.Said == 0 || (c.Figures > 0 && c.Figures >= 0.5 * c.Said))).ToList();
        var parts = candidates.SelectMany(c => c.Parts).Where(p => p.Length > 0).Distinct(StringComparer.Ordinal).Where(p => p.Length < 12 && Periods.YearsIn(p).Any()).ToList();
        var facets = candidates.ToDictionary(c => c.At, c => FacetOf(c, parts));
        var months = facets.Values.Count(f => f.Month is not null);
        var years = facets.Values.Count(f => f.Year is not null);
        var areas = facets.Values.Count(f => f.Area is not null && f.Month is null);
        var sexes = facets.Values.Count(f => f.Sex is not null);
        var quarters = facets.Values.Count(f => f.Quarter is not null);
        var byTime = months >= 3 || years >= 2 || quarters >= 2;
        var byArea = areas >= 3 && Holder(ColumnRole.Area) is null;
        foreach (var column in candidates)
        {
            var facet = facets[column.At];
            // A year that heads a column of other figures ("Población 2020") is no period of the table unless its siblings are.
            var isOne = (byTime && (facet.Month is not null || facet.Year is not null || facet.Quarter is not null)) || (byArea && facet.Area is not null);
            if (!isOne && byTime && facet.IsTotal)
                Set(column, ColumnRole.Total, 0.9, "column.total");
            else if (!isOne && byArea && (facet.IsTotal || Vocabulary.Is(column.Heading, "national")))
                Set(column, ColumnRole.Total, 0.85, "column.total");
            if (!isOne)
                continue;
            if (facet.IsTotal && byTime && facets.Values.Any(f => f != facet && f.Year == facet.Year && f.Month == facet.Month && !f.IsTotal))
            {
                Set(column, ColumnRole.Total, 0.9, "column.total");
                continue;
            }
            _facets[column.At] = facet;
            Set(column, ColumnRole.Value, 0.95, byTime ? "column.widePeriod" : "column.wideArea");
        }
        if (_facets.Count > 0)
            return;
        if (sexes >= 2 && Holder(ColumnRole.Sex) is null)
        {
            // Sexes with their total, or measures with their sexes: hechos, víctimas, víctimas masc, víctimas fem.
            foreach (var column in candidates)
            {
                var facet = facets[column.At];
                if (facet.IsTotal && facet.Sex is null && facet.Unit is null)
                {
                    Set(column, ColumnRole.Total, 0.85, "column.total");
                    continue;
                }
                if (facet.Sex is null && facet.Unit is null && !facet.IsRate)
                    continue;
                _facets[column.At] = facet;
                Set(column, facet.IsRate ? ColumnRole.Rate : ColumnRole.Value, 0.9, facet.IsRate ? "column.rate" : "column.wideSex");
            }
        }
    }

    private Facet FacetOf(ColumnProfile column) => FacetOf(column, []);

    private Facet FacetOf(ColumnProfile column, List<string> siblings)
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
            if (part.Length > 2 && year is null && month is null && _areas.ByName(part) is { Confidence: >= 0.9 } byName)
                area = byName.Code;
        }
        var unit = UnitEvidence.Of(column.FullHeading);
        return new Facet(year, month, quarter, area, sex, unit.Unit, unit.IsRate, isTotal, null) { IsFiscal = isFiscal };
    }

    /// <summary>The columns of labels that say what is counted, or the headings of value columns that do.</summary>
    private void AssignIndicators()
    {
        AssignClasses();
        if (Holder(ColumnRole.Indicator) is null && _facets.Count > 0 && _facets.Values.Any(f => f.Year is not null || f.Month is not null || f.Area is not null))
            ReadOffencesInHeadings();
    }

    /// <summary>Under a header of several rows a column may say a period and an offence: 2021 over homicides.</summary>
    private void ReadOffencesInHeadings()
    {
        var said = new Dictionary<int, LabelSuggestion>();
        foreach (var column in _columns.Where(c => _facets.ContainsKey(c.At)))
        {
            var rest = column.Parts.Where(p => p.Length > 2 && !SaysNoOffence(p)).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
            if (rest.Count > 0)
                said[column.At] = new LabelSuggestion("INDICATOR", rest, null, 1, _indicators.Propose(rest, null, UnitEvidence.None));
        }
        if (said.Count < _facets.Count || !said.Values.Any(l => l.Proposals.Count > 0))
            return;
        foreach (var (at, label) in said)
            _facets[at] = _facets[at] with { Indicator = label };
    }

    private bool SaysNoOffence(string part) =>
        TableFinder.IsYear(part) || Vocabulary.Month(part) is not null || Periods.YearMonth(part) is not null || Periods.LoneYear(part) is not null || Periods.Quarter(part) is not null || Periods.YearQuarter(part) is not null || Periods.Fiscal(part, []) is not null
        || Vocabulary.Is(part, "total") || BreakdownLabels.Sex(part, ["M", "F"]) is not null || Vocabulary.Says(part, "year") >= 0.95 || _areas.ByName(part) is { Confidence: >= 0.9 };

    private void AssignClasses()
    {
        var found = new List<(ColumnProfile Column, double Score)>();
        foreach (var column in Free.Where(c => c.Labels.Count is > 0 and <= 2500 && c.Figures < 0.5 * Math.Max(1, c.Said) && !c.IsDate).ToList())
        {
            var says = Vocabulary.Says(column.FullHeading, "offence");
            var labels = column.Labels.Keys.Take(300).ToList();
            var share = labels.Count(l => _indicators.Propose([l], null, UnitEvidence.None) is [{ Confidence: >= 0.55 }, ..]) / (double)labels.Count;
            if (_bounds.Data.Count > 4 && column.Labels.Count == 1 && share == 0)
                continue;
            // A class column says offence in its heading; short lists of other things (flags, codes) do not read like offences.
            var reads = column.Labels.Keys.Take(50).Average(l => l.Length) > 4;
            if ((says >= 0.8 && reads && (share >= 0.04 || labels.Count > 2)) || (share >= 0.4 && labels.Count > 1))
                found.Add((column, (says * 0.5) + share));
        }
        if (found.Count > 0)
        {
            var best = found.MaxBy(f => f.Score);
            var enough = found.Where(f => f.Score >= Math.Min(0.45, 0.6 * best.Score) || f == best).Select(f => f.Column).OrderBy(c => c.At).ToList();
            // Where one column already holds the country's own words for offences, what lies below it only breaks them down.
            if (enough.FirstOrDefault(c => _indicators.CountOwn(c.Labels.Keys) >= Math.Max(2, 0.6 * c.Labels.Count)) is { } own)
                enough = [own];
            // Columns side by side belong to one classification only where the narrower one lies within the wider.
            var kept = new List<ColumnProfile>();
            foreach (var column in enough)
                if (kept.Count == 0 || kept.Count < 4)
                    kept.Add(column);
            foreach (var column in kept)
                _order.Add(column.At);
            // A category that stands behind the name it sums up is the wider class all the same.
            if (kept.Count > 1 && kept.OrderBy(c => c.Labels.Count).Zip(kept.OrderBy(c => c.Labels.Count).Skip(1)).All(p => Follows(p.Second, p.First)))
                _order.Sort((a, b) => _columns[a - 1].Labels.Count.CompareTo(_columns[b - 1].Labels.Count));
            foreach (var column in kept)
                Set(column, ColumnRole.Indicator, Math.Min(0.97, 0.55 + (0.4 * found.First(f => f.Column == column).Score)), "column.offence");
            foreach (var column in Free.Where(c => c.Labels.Count > 1 && c.LongestText <= 24 && !c.IsDate).ToList())
                if (kept.FirstOrDefault(k => Follows(column, k) && Follows(k, column) && Vocabulary.Says(column.FullHeading, "code") > 0) is { } named)
                    SetRepeats(column, named, 0.9);
            return;
        }
        if (_facets.Count > 0)
            return;
        var measures = Free.Where(c => c.IsNumeric && c.Heading.Length > 0 && !LooksLikeKey(c))
            .Select(c => (Column: c, Proposals: _indicators.Propose([c.FullHeading], null, UnitEvidence.None)))
            .ToList();
        var named2 = measures.Where(m => m.Proposals is [{ Confidence: >= 0.5 }, ..]).ToList();
        if (named2.Count < 2 && !(named2.Count == 1 && measures.Count == 1))
            return;
        var (first, last) = (named2.Min(m => m.Column.At), named2.Max(m => m.Column.At));
        foreach (var (column, proposals) in measures)
        {
            // Columns between those that name offences are of the same kind, though nothing is known of them.
            var isNamed = proposals is [{ Confidence: >= 0.5 }, ..];
            if (!isNamed && (column.At < first || column.At > last + 12))
                continue;
            if (proposals is [{ Code: "POP_TOT" }, ..])
            {
                Set(column, ColumnRole.Unknown, 0.6, "column.population");
                continue;
            }
            var facet = FacetOf(column);
            _facets[column.At] = facet with { Indicator = new LabelSuggestion("INDICATOR", [column.FullHeading], null, 1, proposals) };
            Set(column, ColumnRole.Value, isNamed ? 0.9 : 0.6, "column.wideOffence");
        }
    }

    private static bool LooksLikeKey(ColumnProfile column)
    {
        var code = Vocabulary.Says(column.FullHeading, "code");
        return code >= 0.75 && column.IsWhole;
    }

    private void AssignValues()
    {
        if (_facets.Count > 0)
        {
            foreach (var column in Free.Where(c => c.IsNumeric && Vocabulary.Says(c.FullHeading, "rate") > 0).ToList())
                Set(column, ColumnRole.Rate, 0.85, "column.rate");
            return;
        }
        var candidates = Free.Where(c => (c.IsNumeric || (c.Figures > 0 && c.Figures >= 0.3 * c.Said && Vocabulary.Says(c.FullHeading, "count") > 0.9)) && !LooksLikeKey(c) && c.Said > 0).ToList();
        foreach (var (kind, role) in new[] { ("lower", ColumnRole.LowerBound), ("upper", ColumnRole.UpperBound) })
            if (candidates.Count > 1 && candidates.FirstOrDefault(c => Vocabulary.Says(c.FullHeading, kind) >= 0.95) is { } bound)
            {
                Set(bound, role, 0.85, "column.bound");
                candidates.Remove(bound);
            }
        var ranked = candidates
            .Select(c => (Column: c, Score: (Vocabulary.Says(c.FullHeading, "count") * 0.6) + (Vocabulary.Says(c.FullHeading, "rate") > 0 ? 0.2 : 0)
                + (Vocabulary.Says(c.FullHeading, "victims") > 0 || Vocabulary.Says(c.FullHeading, "incidents") > 0 ? 0.4 : 0) + (c.Numbers.Decimal is not null || c.TypedFractions > 0 ? 0.15 : 0)
                - (c.Labels.Count == 1 && c.Rows > 10 ? 0.3 : 0) + (c.At / (double)_bounds.Width * 0.2) + (c.IsNumeric ? 0.1 : 0)))
            .OrderByDescending(c => c.Score)
            .ToList();
        var units = ranked.Where(r => UnitEvidence.Of(r.Column.FullHeading).IsProved || Vocabulary.Says(r.Column.FullHeading, "rate") > 0).ToList();
        if (units.Count >= 2 && units.Any(u => UnitEvidence.Of(u.Column.FullHeading) is { IsProved: true, IsRate: false }))
        {
            foreach (var (column, _) in units)
            {
                var facet = FacetOf(column);
                _facets[column.At] = facet;
                Set(column, facet.IsRate ? ColumnRole.Rate : ColumnRole.Value, 0.9, facet.IsRate ? "column.rate" : "column.measure");
            }
            return;
        }
        // In a register an age or a number of the record is no figure: the heading has to say that it counts.
        var isRegister = Holder(ColumnRole.Date) is not null && Holder(ColumnRole.Year) is null;
        if (ranked.Count == 0 || (ranked[0].Score < (isRegister ? 0.5 : 0.12)))
            return;
        Set(ranked[0].Column, ColumnRole.Value, Math.Min(0.95, 0.6 + (ranked[0].Score / 2)), "column.value");
        if (ranked.Count > 1 && ranked[1].Score > 0.8 * ranked[0].Score && ranked[1].Column.Labels.Count > 1)
            _questions.Add(new Question("OBS_VALUE", 3, Reason.Of("value.several", ("column", ranked[0].Column.FullHeading), ("other", ranked[1].Column.FullHeading))));
    }

    private void AssignRest()
    {
        foreach (var column in Free.ToList())
        {
            if (column.IsConstant)
                Set(column, ColumnRole.Constant, 0.9, "column.constant", ("text", column.Labels.Keys.First()));
            else if (Vocabulary.Says(column.FullHeading, "code") > 0 && column.Labels.Count > 0.9 * column.Filled && column.Filled > 5)
                Set(column, ColumnRole.Identifier, 0.8, "column.identifier");
            else if ((!column.IsNumeric || 2 * column.Labels.Count < column.Rows) && _columns.FirstOrDefault(c => c != column && _roles.TryGetValue(c.At, out var r) && r.Role is not (ColumnRole.Value or ColumnRole.Repeats or ColumnRole.Unknown or ColumnRole.Constant or ColumnRole.Empty)
                && c.Labels.Count > 1 && Follows(column, c) && Follows(c, column)) is { } same)
                SetRepeats(column, same, 0.8);
            else
                Set(column, ColumnRole.Unknown, 0.3, "column.unknown");
        }
    }

    /// <summary>True where each label of one column always stands with the same label of the other.</summary>
    private bool Follows(ColumnProfile from, ColumnProfile to)
    {
        if (from.MoreLabels || to.MoreLabels)
            return false;
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        var breaks = 0;
        foreach (var row in _bounds.Data)
        {
            var (a, b) = (row[from.At].Trim(), row[to.At].Trim());
            if (a.Length == 0)
                continue;
            if (!pairs.TryAdd(a, b) && !string.Equals(pairs[a], b, StringComparison.OrdinalIgnoreCase) && ++breaks > _bounds.Data.Count / 200)
                return false;
        }
        return pairs.Count > 1;
    }

    // ---- what is counted

    private UnitEvidence Unit()
    {
        var values = Holders(ColumnRole.Value).ToList();
        if (values.Count > 1 && values.Any(v => _facets.TryGetValue(v.At, out var f) && f.Unit is not null))
            return UnitEvidence.None;
        if (RateBySize() is { } bySize)
            return new UnitEvidence(null, false, true, bySize);
        if (values.FirstOrDefault(v => v.Negative > 0) is { } negative)
            return new UnitEvidence(null, false, true, Reason.Of("unit.negative", ("column", negative.FullHeading)));
        var classes = Holders(ColumnRole.Indicator).SelectMany(c => c.Labels.Keys).ToList();
        if (classes.Count > 0 && classes.Count(l => Vocabulary.Says(l, "rate") > 0) >= 0.6 * classes.Count)
            return new UnitEvidence(null, false, true, Reason.Of("unit.rate", ("text", classes[0])));
        var heading = values.Count == 1 ? UnitEvidence.Of(values[0].FullHeading) : UnitEvidence.None;
        if (heading.IsRate)
            return heading with { Unit = null, IsProved = false };
        if (heading.IsProved)
            return heading;
        var sheet = UnitEvidence.Of(_bounds.Sheet.Name);
        if (sheet.IsProved)
            return sheet;
        foreach (var title in _bounds.Titles.Select(t => string.Join(' ', Enumerable.Range(1, t.Count).Select(c => t[c].Trim()))))
            if (UnitEvidence.Of(title) is { } said && (said.IsProved || (said.IsRate && Vocabulary.Says(title, "rate") > 0.8)))
                return said;
        // A file's name is given by whoever saved it.
        if (UnitEvidence.Of(Stem(_fileName)) is { IsProved: true } byName)
            return byName with { IsProved = false };
        // Persons have a sex and an age; case files have none.
        if (Holder(ColumnRole.Sex) is { } sex)
            return new UnitEvidence("VICTIMS", false, false, Reason.Of("unit.person", ("column", sex.FullHeading)));
        return UnitEvidence.None;
    }

    /// <summary>Where the row of the whole country is smaller than one of its parts, the figures are no counts.</summary>
    private Reason? RateBySize()
    {
        if (Holder(ColumnRole.Area) is not { } area)
            return null;
        var values = Holders(ColumnRole.Value).Select(v => v.At).ToList();
        if (values.Count == 0)
            return null;
        var keys = _columns.Where(c => c != area && !values.Contains(c.At) && _roles[c.At].Role is ColumnRole.Indicator or ColumnRole.Year or ColumnRole.Month or ColumnRole.Sex or ColumnRole.Age).Select(c => c.At).ToList();
        var wholes = new Dictionary<string, (decimal[] Values, string Text)>(StringComparer.Ordinal);
        var largest = new Dictionary<string, decimal[]>(StringComparer.Ordinal);
        foreach (var row in _bounds.Data)
        {
            var label = row[area.At].Trim();
            var isWhole = label.Length > 0 && _areas.ByName(label)?.Code == _country;
            var key = string.Join('\u001f', keys.Select(k => row[k]));
            var figures = values.Select(v => decimal.TryParse(row[v], NumberStyles.Float, CultureInfo.InvariantCulture, out var n) ? n : 0).ToArray();
            if (isWhole)
            {
                wholes.TryAdd(key, (figures, label));
                continue;
            }
            if (!largest.TryGetValue(key, out var most))
                largest[key] = figures;
            else
                for (var i = 0; i < most.Length; i++)
                    most[i] = Math.Max(most[i], figures[i]);
        }
        var (below, compared) = (0, 0);
        var text = "";
        foreach (var (key, whole) in wholes)
        {
            if (!largest.TryGetValue(key, out var most))
                continue;
            for (var i = 0; i < most.Length; i++)
            {
                if (whole.Values[i] <= 0)
                    continue;
                compared++;
                if (most[i] > whole.Values[i])
                    (below, text) = (below + 1, whole.Text);
            }
        }
        return compared >= 3 && below >= 0.5 * compared ? Reason.Of("unit.whole", ("label", text), ("count", below.ToString(CultureInfo.InvariantCulture)), ("of", compared.ToString(CultureInfo.InvariantCulture))) : null;
    }

    private List<LabelSuggestion> Labels(UnitEvidence unit)
    {
        var columns = _order.Select(at => _columns[at - 1]).ToList();
        if (columns.Count > 0)
        {
            var code = _columns.FirstOrDefault(c => _roles[c.At] is { Role: ColumnRole.Repeats } r && r.Repeats == columns[^1].Heading && columns.Count == 1);
            var paths = Paths(columns, code);
            _indicators.FindOffice([.. paths.Select(p => p.Path)], Surroundings);
            var found = unit.Unit is null && _indicators.OfficeUnit is { } office && !unit.IsRate && _facets.Values.All(f => f.Unit is null) ? unit with { Unit = office } : unit;
            return [.. paths.Select(p => new LabelSuggestion("INDICATOR", p.Path, p.Code, p.Times, _indicators.Propose(p.Path, p.Code, found)))];
        }
        var wide = _columns.Where(c => _facets.TryGetValue(c.At, out var f) && f.Indicator is not null).ToList();
        if (wide.Count > 0)
        {
            _indicators.FindOffice([.. wide.Select(w => _facets[w.At].Indicator!.Path)], Surroundings);
            foreach (var column in wide)
            {
                var facet = _facets[column.At];
                var said = facet.Unit is null ? unit with { IsRate = unit.IsRate || facet.IsRate } : new UnitEvidence(facet.Unit, true, facet.IsRate, null);
                _facets[column.At] = facet with { Indicator = facet.Indicator! with { Proposals = _indicators.Propose(facet.Indicator.Path, null, said) } };
            }
            return [.. wide.Select(c => _facets[c.At].Indicator!)];
        }
        return [Constant(unit)];
    }

    /// <summary>One indicator for the whole table, by what stands above it or in its name. Never sure.</summary>
    private LabelSuggestion Constant(UnitEvidence unit)
    {
        var texts = _bounds.Titles.Select(t => string.Join(' ', Enumerable.Range(1, t.Count).Select(c => t[c].Trim()).Where(c => c.Length > 0)))
            .Append(_bounds.Sheet.Name).Append(Stem(_fileName))
            .Concat(_columns.Where(c => _roles[c.At].Role == ColumnRole.Value && !_facets.ContainsKey(c.At)).Select(c => c.FullHeading))
            .Where(t => t.Length is > 2 and < 300).Distinct(StringComparer.Ordinal).ToList();
        _indicators.FindOffice([.. texts.Select(t => (IReadOnlyList<string>)[t])], Surroundings);
        var best = texts
            .Select(t => (Text: t, Proposals: _indicators.Propose([t], null, unit)))
            .Where(p => p.Proposals.Count > 0 && p.Proposals[0].Code != IndicatorMatcher.None)
            .OrderByDescending(p => p.Proposals[0].Confidence)
            .FirstOrDefault();
        var proposals = (best.Proposals ?? []).Select(p => p with { Certainty = p.Certainty == Certainty.Sure ? Certainty.Likely : p.Certainty, Confidence = p.Confidence - 0.05 }).ToList();
        return new LabelSuggestion("INDICATOR", [best.Text ?? texts.FirstOrDefault() ?? Stem(_fileName)], null, _bounds.Data.Count, proposals);
    }

    private List<(IReadOnlyList<string> Path, string? Code, int Times)> Paths(List<ColumnProfile> columns, ColumnProfile? code)
    {
        var counts = new Dictionary<string, (string[] Path, string? Code, int Times)>(StringComparer.Ordinal);
        foreach (var row in _bounds.Data)
        {
            var path = columns.Select(c => row[c.At].Trim()).ToArray();
            if (path.All(p => p.Length == 0))
                continue;
            var key = string.Join('\u001f', path.Select(Normalising.LabelText.Key));
            if (counts.TryGetValue(key, out var known))
                counts[key] = known with { Times = known.Times + 1 };
            else if (counts.Count < MaxPaths)
                counts[key] = (path, code is null ? null : row[code.At].Trim(), 1);
        }
        return [.. counts.Values.Select(c => ((IReadOnlyList<string>)c.Path, c.Code, c.Times))];
    }

    // ---- the whole

    private TableSuggestion Suggest(UnitEvidence unit, List<LabelSuggestion> labels)
    {
        var numbers = Numbers();
        var areaLabels = AreaLabels(unit.IsRate || numbers.Decimal is not null || numbers.Fractions);
        var whole = Whole(numbers);
        var columns = _columns.Select(c =>
        {
            var (role, confidence, because, repeats) = _roles[c.At];
            return new ColumnSuggestion(c.At, Letters(c.At), c.Heading, c.Parts, role, confidence, because, _facets.GetValueOrDefault(c.At), c.Labels.Count, repeats);
        }).ToList();
        var values = columns.Where(c => c.Role == ColumnRole.Value).ToList();
        var shape = values.Count == 0 ? IsList() ? "list" : "register" : values.Any(v => v.Facet is not null) ? "wide" : "long";
        var date = Holder(ColumnRole.Date);
        Ask(unit, labels, areaLabels, numbers, shape, date);
        var footer = _bounds.Footer.Count > 0 ? _bounds.Footer[0] : null;
        var footerColumn = footer is null ? 0 : Enumerable.Range(1, footer.Count).First(c => !string.IsNullOrWhiteSpace(footer[c]));
        return new TableSuggestion(
            _bounds.Sheet.Name, _bounds.Header[^1].Number, _bounds.Header[^1].Number - _bounds.Header[0].Number + 1, shape, _bounds.Data.Count, columns, labels, areaLabels, numbers,
            unit.Unit, unit.IsProved, unit.IsRate, unit.Because, [.. _order], date?.Dates.Pattern, Frequency(), FactYear(), [.. _bounds.Totals.Select(t => (t.Row.Number, t.Column, t.Row[t.Column].Trim()))],
            footer?.Number, footer is null ? null : (footerColumn, footer[footerColumn].Trim()), RepeatedKeys(), _questions)
        {
            FactPlace = FactYear() is null ? null : _factPlace,
            IsFiscal = IsFiscal,
            FiscalStart = IsFiscal ? Periods.StartIn(Surroundings) : null,
            WholeLabel = whole.Whole,
            IsNested = whole.IsNested,
            FillDown = _bounds.FillDown,
            SectionColumn = _bounds.SectionColumn,
            SectionRows = _bounds.SectionRows,
            Subtotals = [.. _bounds.Subtotals.Select(t => (t.Row.Number, t.Column, t.Row[t.Column].Trim()))],
        };
    }

    private bool IsFiscal => _isFiscal || _facets.Values.Any(f => f.IsFiscal);

    /// <summary>True where nothing is counted and nothing happens: codes and their names.</summary>
    private bool IsList() =>
        FactYear() is null && !_columns.Any(c => _roles[c.At].Role is ColumnRole.Date or ColumnRole.Year or ColumnRole.Month or ColumnRole.Quarter or ColumnRole.Period or ColumnRole.Area
            or ColumnRole.Sex or ColumnRole.Age or ColumnRole.Personal or ColumnRole.Rate);

    private (string? Whole, bool IsNested) Whole(NumberFormat numbers)
    {
        if (Holder(ColumnRole.FineArea) is not { } place)
            return (null, false);
        ColumnRole[] keys = [ColumnRole.Year, ColumnRole.Month, ColumnRole.Quarter, ColumnRole.Period, ColumnRole.Indicator, ColumnRole.Sex, ColumnRole.Age];
        return PlaceLevels.Of(
            _bounds.Data, place.At, [.. _columns.Where(c => keys.Contains(_roles[c.At].Role)).Select(c => c.At)], [.. Holders(ColumnRole.Value).Select(v => v.At)], numbers);
    }

    private NumberFormat Numbers()
    {
        var evidence = new NumberEvidence();
        foreach (var column in _columns.Where(c => _roles[c.At].Role is ColumnRole.Value or ColumnRole.LowerBound or ColumnRole.UpperBound or ColumnRole.Total))
            evidence.Merge(column.Numbers);
        // Total columns that only come out when the mark parts groups prove what the mark is.
        foreach (var (mark, text) in evidence.Open.ToList())
            if (evidence.Contradiction is null && SumsProveGroup(mark))
                evidence.ProveGroup(mark, text);
        return new NumberFormat(evidence.Decimal?.Mark, evidence.Decimal?.Text, evidence.Group?.Mark, evidence.Group?.Text, [.. evidence.Open.Select(o => o.Value)], evidence.Contradiction is not null,
            _columns.Any(c => _roles[c.At].Role == ColumnRole.Value && c.TypedFractions > 0));
    }

    private bool SumsProveGroup(char mark)
    {
        if (Holder(ColumnRole.Total) is not { } total)
            return false;
        var parts = Holders(ColumnRole.Value).Select(c => c.At).ToList();
        var (asGroup, asFraction) = (0, 0);
        foreach (var row in _bounds.Data)
        {
            if (!row[total.At].Contains(mark, StringComparison.Ordinal) || row.KindOf(total.At) == CellKind.Number)
                continue;
            if (!Read(row[total.At], mark, true, out var whole) || !Read(row[total.At], mark, false, out var fraction))
                continue;
            var (sumGroup, sumFraction) = (0m, 0m);
            foreach (var part in parts)
            {
                sumGroup += Read(row[part], mark, true, out var g) ? g : 0;
                sumFraction += Read(row[part], mark, false, out var f) ? f : 0;
            }
            asGroup += whole == sumGroup ? 1 : 0;
            asFraction += fraction == sumFraction ? 1 : 0;
        }
        return asGroup >= 2 && asFraction < asGroup;
    }

    private static bool Read(string text, char mark, bool isGroup, out decimal number) => decimal.TryParse(
        isGroup ? text.Replace(mark.ToString(), "", StringComparison.Ordinal) : text.Replace(mark, '.'), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    /// <summary>A country has at least what its parts have together: a label with less in any period is a part.</summary>
    private bool IsLessThanSisters(ColumnProfile column, string label, List<LabelSuggestion> labels)
    {
        var values = Holders(ColumnRole.Value).Select(v => v.At).ToList();
        ColumnRole[] said = [ColumnRole.Year, ColumnRole.Month, ColumnRole.Quarter, ColumnRole.Period, ColumnRole.Date, ColumnRole.Indicator, ColumnRole.Sex, ColumnRole.Age];
        var keys = _columns.Where(c => said.Contains(_roles[c.At].Role)).Select(c => c.At).ToList();
        var sisters = labels.Where(l => l.Sure is { } sure && sure.Code != _country).Select(l => l.Text).ToHashSet(StringComparer.Ordinal);
        var (own, others) = (new Dictionary<string, decimal>(StringComparer.Ordinal), new Dictionary<string, decimal>(StringComparer.Ordinal));
        foreach (var row in _bounds.Data)
        {
            var name = row[column.At].Trim();
            var into = name == label ? own : sisters.Contains(name) ? others : null;
            if (into is null)
                continue;
            var key = string.Join('\u001f', keys.Select(k => row[k].Trim()));
            foreach (var at in values)
            {
                // Only whole numbers without any mark are held against each other.
                if (!row[at].Trim().All(char.IsAsciiDigit) || !decimal.TryParse(row[at].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var figure))
                    continue;
                var cell = $"{key}\u001e{at}";
                into[cell] = into.GetValueOrDefault(cell) + figure;
            }
        }
        return own.Any(o => others.TryGetValue(o.Key, out var sum) && o.Value < sum);
    }

    private List<LabelSuggestion> AreaLabels(bool isRate)
    {
        if (Holder(ColumnRole.Area) is not { } column)
            return [];
        var isCode = _roles[column.At].Because.Key == "column.areaCode";
        var labels = column.Labels
            .DistinctBy(l => Normalising.LabelText.Key(l.Key))
            .Select(l => new LabelSuggestion("REF_AREA", [l.Key], null, l.Value, (isCode ? _areas.ByCode(l.Key) : _areas.ByName(l.Key)) is { } area ? [area] : []))
            .ToList();
        if (!isRate)
            for (var i = 0; i < labels.Count; i++)
                if (labels[i].Best is { Because.Key: "area.several", Certainty: Certainty.Likely } part && part.Code != _country && IsLessThanSisters(column, labels[i].Text, labels))
                    labels[i] = labels[i] with { Proposals = [part with { Certainty = Certainty.Sure, Confidence = 0.92, Because = Reason.Of("area.lessThanSisters", ("name", labels[i].Text)) }] };
        // A label that two areas share is the one that is missing among its sisters.
        var taken = labels.Where(l => l.Sure is not null).Select(l => l.Sure!.Code).ToHashSet(StringComparer.Ordinal);
        var missing = _taxonomy.Areas.Where(a => a.Country == _country && a.Level == AreaLevel.Subdivision && !taken.Contains(a.Code)).ToList();
        for (var i = 0; i < labels.Count; i++)
            if (labels[i].Sure is null && missing.Count == 1 && labels[i].Best?.Code == missing[0].Code)
                labels[i] = labels[i] with { Proposals = [labels[i].Best! with { Certainty = Certainty.Sure, Confidence = 0.93, Because = Reason.Of("area.last", ("name", missing[0].Label.En)) }] };
        return labels;
    }

    private string Frequency()
    {
        if (_facets.Values.Any(f => f.Month is not null) || Holder(ColumnRole.Month) is not null || Holder(ColumnRole.Date) is not null)
            return "M";
        if (_facets.Values.Any(f => f.Quarter is not null) || Holder(ColumnRole.Quarter) is not null)
            return "Q";
        if (Holder(ColumnRole.Period) is { } quarters && Holder(ColumnRole.Year) is null && quarters.Labels.Keys.All(l => Periods.YearQuarter(l) is not null))
            return "Q";
        return Holder(ColumnRole.Period) is { } period && Holder(ColumnRole.Year) is null && period.Labels.Keys.All(l => Periods.Of(l) is (_, not null)) ? "M" : "A";
    }

    /// <summary>The one year that titles, sheet or file name speak of; null where they name none or several.</summary>
    private int? FactYear()
    {
        if (Holder(ColumnRole.Year) is not null || Holder(ColumnRole.Date) is not null || Holder(ColumnRole.Period) is not null || _facets.Values.Any(f => f.Year is not null))
            return null;
        var titles = string.Join(' ', _bounds.Titles.SelectMany(r => Enumerable.Range(1, r.Count).Select(c => r[c])));
        // A sheet that is called by a year is about that year, whatever its titles say.
        var ofSheet = ("sheetName", _bounds.Sheet.Name);
        var places = Periods.LoneYear(_bounds.Sheet.Name) is not null ? new[] { ofSheet, ("title", titles) } : [("title", titles), ofSheet];
        foreach (var (place, text) in places.Append(("fileName", Stem(_fileName))))
        {
            var years = Periods.YearsIn(text).Distinct().ToList();
            if (years.Count != 1)
                continue;
            _factPlace = place;
            return years[0];
        }
        return null;
    }

    /// <summary>Rows that share their key with an earlier one, so that their figures have to be added or are repeated.</summary>
    private int RepeatedKeys()
    {
        var keys = _columns.Where(c => _roles[c.At].Role is ColumnRole.Year or ColumnRole.Month or ColumnRole.Quarter or ColumnRole.Date or ColumnRole.Period or ColumnRole.Area or ColumnRole.Indicator or ColumnRole.Sex).Select(c => c.At).ToList();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return _bounds.Data.Count(row => !seen.Add(string.Join('\u001f', keys.Select(k => row[k].Trim()))));
    }

    private void Ask(UnitEvidence unit, List<LabelSuggestion> labels, List<LabelSuggestion> areas, NumberFormat numbers, string shape, ColumnProfile? date)
    {
        void Question(string about, int weight, string key, params (string, string)[] arguments) => _questions.Add(new Question(about, weight, Reason.Of(key, arguments)));
        static string N(int number) => number.ToString(CultureInfo.InvariantCulture);

        if (shape == "list")
        {
            Question("OBS_VALUE", 3, "ask.list", ("sheet", _bounds.Sheet.Name.Length > 0 ? _bounds.Sheet.Name : _fileName));
            return;
        }
        if (IsFiscal)
            Question("TIME_PERIOD", 3, Periods.StartIn(Surroundings) is null ? "ask.fiscal" : "ask.fiscalNamed");
        if (_bounds.Subtotals.Count > 0)
            Question("totals", 1, "ask.totals", ("row", N(_bounds.Subtotals[0].Row.Number)));
        if (_bounds.Sheet.Beyond > 0)
            Question("rows", 1, "ask.rows", ("count", N(_bounds.Sheet.Rows.Count)), ("more", N(_bounds.Sheet.Beyond)));
        if (numbers.IsContradictory)
            Question("dialect", 3, "ask.numbersContradict");
        else if (numbers.Open.Count > 0)
            Question("dialect", 3, "ask.numbers", ("text", numbers.Open[0]));
        if (date is { Dates.IsProved: false })
            Question("TIME_PERIOD", 3, date.Dates.Contradicts ? "ask.dateContradicts" : "ask.date", ("column", date.FullHeading), ("text", date.Dates.Sample ?? ""));
        var hasPeriod = Holder(ColumnRole.Year) is not null || date is not null || Holder(ColumnRole.Period) is not null || _facets.Values.Any(f => f.Year is not null);
        if (!hasPeriod && FactYear() is { } year)
            Question("TIME_PERIOD", 2, "ask.yearOutside", ("year", N(year)));
        else if (!hasPeriod)
            Question("TIME_PERIOD", 3, "ask.noPeriod");
        if (unit.IsRate)
            Question("OBS_VALUE", 3, "ask.rate", ("reason", unit.Because?.Key ?? ""));
        else if (unit.Unit is null && _facets.Values.All(f => f.Unit is null))
            Question("UNIT_MEASURE", 3, "ask.unit");
        else if (!unit.IsProved && unit.Unit is not null)
            Question("UNIT_MEASURE", 2, "ask.unitUnproved", ("unit", unit.Unit));
        var open = labels.Count(l => l.Sure is null);
        if (open > 0)
            Question("INDICATOR", 2, "ask.labels", ("count", N(open)), ("of", N(labels.Count)));
        if (Holder(ColumnRole.Area) is null && !_facets.Values.Any(f => f.Area is not null))
            Question("REF_AREA", 2, Holder(ColumnRole.FineArea) is null ? "ask.noArea" : "ask.fineArea", ("column", Holder(ColumnRole.FineArea)?.FullHeading ?? ""), ("country", _country));
        var unknownAreas = areas.Where(a => a.Sure is null).ToList();
        if (unknownAreas.Count > 0)
            Question("REF_AREA", 2, "ask.areas", ("count", N(unknownAreas.Count)), ("labels", string.Join(", ", unknownAreas.Take(5).Select(a => a.Text))));
        foreach (var source in Holders(ColumnRole.Source).Where(s => s.Labels.Count > 1))
            Question("DATA_PROVIDER", 3, "ask.sources", ("column", source.FullHeading), ("count", N(source.Labels.Count)));
        if (shape == "register")
            Question("OBS_VALUE", 2, "ask.register");
        foreach (var total in _bounds.Totals.Take(1))
            Question("totals", 1, "ask.totals", ("row", N(total.Row.Number)));
        foreach (var personal in Holders(ColumnRole.Personal))
            Question("neverStore", 2, "ask.personal", ("column", personal.FullHeading));
    }

    internal static string Letters(int column)
    {
        var letters = "";
        for (; column > 0; column = (column - 1) / 26)
            letters = (char)('A' + ((column - 1) % 26)) + letters;
        return letters;
    }

    internal static string Stem(string fileName)
    {
        var dot = fileName.LastIndexOf('.');
        return (dot > 0 ? fileName[..dot] : fileName).Replace('-', ' ').Replace('_', ' ');
    }
}
