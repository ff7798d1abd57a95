using System.Globalization;
using Observatory.Core.Cells;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Suggesting;

/// <summary>
/// Finds the purpose of each column of a table and the meaning of its labels. It uses evidence only: no country and no office is known
/// here.
/// </summary>
internal sealed class TableInference
{
    private const int MaxPaths = 3000;

    private static readonly (ColumnRole Role, string Kind, string Dimension)[] Breakdowns =
    [
        (ColumnRole.Mechanism, "mechanism", "MECHANISM"),
        (ColumnRole.Relationship, "relationship", "RELATIONSHIP"),
        (ColumnRole.Motive, "motive", "MOTIVE"),
        (ColumnRole.Place, "place", "PLACE"),
        (ColumnRole.Urban, "urban", "AREA"),
    ];

    private readonly TableEvidence _table;
    private readonly UnitRows? _units;
    private string? _factPlace;

    public TableInference(
        TableBounds bounds,
        AreaMatcher areas,
        IndicatorMatcher indicators,
        TaxonomyCatalogue taxonomy,
        string country,
        string fileName
    )
    {
        _units = UnitRows.Find(bounds);
        _table = new TableEvidence(_units?.Without(bounds) ?? bounds, areas, indicators, taxonomy, country, fileName);
    }

    /// <summary>All text above, below and beside the table that may name an office, a period or what is counted.</summary>
    public string Surroundings =>
        string.Join(
            ' ',
            _table
                .Bounds.Titles.Concat(_table.Bounds.Footer)
                .SelectMany(r => Enumerable.Range(1, r.Count).Select(c => r[c]))
                .Append(_table.Bounds.Sheet.Name)
                .Append(Stem(_table.FileName))
        );

    public TableSuggestion Infer()
    {
        if (_units is not null)
            _table.Set(_table.Columns[_units.Column - 1], ColumnRole.Unit, 0.95, "column.unit");
        AssignEmpty();
        AssignPersonal();
        new TimeColumns(_table).AssignTime();
        AssignSexAndAge();
        new AreaColumns(_table).AssignAreas();
        AssignBreakdowns();
        var measures = new MeasureColumns(_table);
        measures.AssignWide();
        measures.AssignIndicators();
        measures.AssignValues();
        AssignRest();
        var unit = new UnitInference(_table).Unit();
        var labels = Labels(unit);
        if (unit.Unit is null && _table.Indicators.OfficeUnit is { } office)
        {
            unit = unit with { Unit = office, Because = Reason.Of("unit.office", ("office", _table.Indicators.Office!)) };
            labels = Labels(unit);
        }
        return Suggest(unit, labels);
    }

    private void AssignEmpty()
    {
        foreach (var column in _table.Free.ToList())
            if (column.Filled == 0)
                _table.Set(column, ColumnRole.Empty, 1, "column.empty");
    }

    private void AssignPersonal()
    {
        foreach (var column in _table.Free.ToList())
        {
            var says = Vocabulary.Says(column.FullHeading, "personal");
            if (says >= 0.85 || IsNamesOfPersons(column))
                _table.Set(column, ColumnRole.Personal, Math.Max(0.7, says), "column.personal");
        }
    }

    /// <summary>
    /// True for texts of several words, without digits, hardly any of them twice, under a heading about names or victims.
    /// </summary>
    private bool IsNamesOfPersons(ColumnProfile column)
    {
        if (column.Filled < 5 || column.Labels.Count < 0.6 * column.Filled || column.Figures > 0 || column.IsDate)
            return false;
        if (Vocabulary.Says(column.FullHeading, "name") < 0.75 && Vocabulary.Says(column.FullHeading, "victims") < 0.75)
            return false;
        if (
            Vocabulary.Says(column.FullHeading, "municipality") > 0
            || Vocabulary.Says(column.FullHeading, "area") > 0
            || Vocabulary.Says(column.FullHeading, "offence") > 0
        )
            return false;
        var labels = column.Labels.Keys.Take(100).ToList();
        return labels.Count(l => l.Trim().Contains(' ', StringComparison.Ordinal) && !l.Any(char.IsAsciiDigit)) >= 0.8 * labels.Count
            && labels.Count(l => _table.Areas.ByName(l) is not null || _table.Indicators.Propose([l], null, UnitEvidence.None).Count > 0)
                < 0.3 * labels.Count;
    }

    private void AssignSexAndAge()
    {
        foreach (var column in _table.Free.Where(c => !c.IsNumeric && c.Labels.Count is > 0 and <= 12).ToList())
        {
            var known = column.Labels.Keys.Count(l => BreakdownLabels.Sex(l, column.Labels.Keys) is not null);
            var says = Vocabulary.Says(column.FullHeading, "sex");
            if (
                known >= 2
                && known >= 0.6 * column.Labels.Count
                && column.Labels.Keys.Any(l => BreakdownLabels.Sex(l, column.Labels.Keys) is "F" or "M")
            )
                _table.Set(column, ColumnRole.Sex, says > 0 ? 0.98 : 0.88, "column.sex");
            else if (says >= 0.85 && known > 0)
                _table.Set(column, ColumnRole.Sex, 0.9, "column.sex");
        }
        foreach (var other in _table.Holders(ColumnRole.Sex).OrderByDescending(c => _table.Roles[c.At].Confidence).Skip(1).ToList())
            _table.Set(other, ColumnRole.Unknown, 0.4, "column.otherSex");
        foreach (var column in _table.Free.Where(c => c.Labels.Count > 0).ToList())
        {
            var says = Vocabulary.Says(column.FullHeading, "age");
            if (says == 0)
                continue;
            var known = column.Labels.Keys.Take(300).Count(l => BreakdownLabels.Age(l) is not null || NumberEvidence.LooksLikeNumber(l));
            if (says >= 0.85 || known >= 0.5 * Math.Min(300, column.Labels.Count))
                _table.Set(column, ColumnRole.Age, Math.Max(says, 0.8), "column.age");
        }
    }

    private void AssignBreakdowns()
    {
        foreach (var (role, kind, dimension) in Breakdowns)
        {
            var best = _table
                .Free.Where(c => !c.IsNumeric && c.Labels.Count is > 1 and < 400)
                .Select(c => (Column: c, Says: Vocabulary.Says(c.FullHeading, kind), Share: ShareOfMembers(c, dimension)))
                .Where(c =>
                    (
                        c.Says >= 0.75
                        && c.Share >= (role is ColumnRole.Mechanism or ColumnRole.Motive or ColumnRole.Relationship ? 0.1 : 0.3)
                    ) || (c.Share >= 0.75 && c.Says > 0)
                )
                .Where(c => _table.Indicators.CountOwn(c.Column.Labels.Keys) < 0.5 * c.Column.Labels.Count)
                .OrderByDescending(c => c.Says + c.Share)
                .ToList();
            if (best.Count > 0)
                _table.Set(
                    best[0].Column,
                    role,
                    Math.Min(0.95, 0.5 + (0.25 * best[0].Says) + (0.25 * best[0].Share)),
                    "column.breakdown",
                    ("dimension", dimension)
                );
        }
        foreach (var column in _table.Free.Where(c => !c.IsNumeric).ToList())
        {
            if (Vocabulary.Says(column.FullHeading, "citizenship") >= 0.85)
                _table.Set(column, ColumnRole.Citizenship, 0.85, "column.breakdown", ("dimension", "CITIZENSHIP"));
            else if (Vocabulary.Says(column.FullHeading, "unit") >= 0.75 && column.Labels.Count < 20 && column.Labels.Keys.All(SaysUnit))
                _table.Set(column, ColumnRole.Unit, 0.8, "column.unit");
            else if (Vocabulary.Says(column.FullHeading, "unit") >= 0.9 && column.Labels.Count < 20)
                _table.Set(column, ColumnRole.Unit, 0.8, "column.unit");
            else if (Vocabulary.Says(column.FullHeading, "note") >= 0.85)
                _table.Set(column, ColumnRole.Note, 0.85, "column.note");
            else if (Vocabulary.Says(column.FullHeading, "source") >= 0.85 && column.Labels.Count < 40)
                _table.Set(column, ColumnRole.Source, 0.85, "column.source");
        }
        foreach (var column in _table.Free.Where(c => c.Labels.Count is > 0 and < 12).ToList())
            if (Vocabulary.Says(column.FullHeading, "status") >= 0.85)
                _table.Set(column, ColumnRole.Status, 0.8, "column.status");
    }

    private static bool SaysUnit(string label) =>
        Vocabulary.Says(label, "rate") > 0
        || Vocabulary.Says(label, "count") > 0
        || Vocabulary.Says(label, "victims") > 0
        || Vocabulary.Says(label, "incidents") > 0;

    private static double ShareOfMembers(ColumnProfile column, string dimension)
    {
        var labels = column.Labels.Keys.Take(300).ToList();
        return labels.Count(l => Vocabulary.Member(dimension, l) is { Confidence: >= 0.65 }) / (double)labels.Count;
    }

    private void AssignRest()
    {
        foreach (var column in _table.Free.ToList())
        {
            if (column.IsConstant)
                _table.Set(column, ColumnRole.Constant, 0.9, "column.constant", ("text", column.Labels.Keys.First()));
            else if (TableEvidence.SaysCode(column) > 0 && column.Labels.Count > 0.9 * column.Filled && column.Filled > 5)
                _table.Set(column, ColumnRole.Identifier, 0.8, "column.identifier");
            else if (
                (!column.IsNumeric || 2 * column.Labels.Count < column.Rows)
                && _table.Columns.FirstOrDefault(c =>
                    c != column
                    && _table.Roles.TryGetValue(c.At, out var r)
                    && r.Role
                        is not (ColumnRole.Value or ColumnRole.Repeats or ColumnRole.Unknown or ColumnRole.Constant or ColumnRole.Empty)
                    && c.Labels.Count > 1
                    && _table.SaySame(column, c)
                )
                    is { } same
            )
                _table.SetRepeats(column, same, 0.8);
            else
                _table.Set(column, ColumnRole.Unknown, 0.3, "column.unknown");
        }
    }

    // ---- what is counted

    private List<LabelSuggestion> Labels(UnitEvidence unit)
    {
        var columns = _table.Order.Select(at => _table.Columns[at - 1]).ToList();
        if (columns.Count > 0)
        {
            var code = _table.Columns.FirstOrDefault(c =>
                _table.Roles[c.At] is { Role: ColumnRole.Repeats } r && r.Repeats == columns[^1].Heading && columns.Count == 1
            );
            var paths = Paths(columns, code);
            _table.Indicators.FindOffice([.. paths.Select(p => p.Path)], Surroundings);
            var found =
                unit.Unit is null
                && _table.Indicators.OfficeUnit is { } office
                && !unit.IsRate
                && _table.Facets.Values.All(f => f.Unit is null)
                    ? unit with
                    {
                        Unit = office,
                    }
                    : unit;
            return
            [
                .. paths.Select(p => new LabelSuggestion(
                    "INDICATOR",
                    p.Path,
                    p.Code,
                    p.Times,
                    _table.Indicators.Propose(p.Path, p.Code, found)
                )),
            ];
        }
        var wide = _table
            .Columns.Where(c =>
                _table.Facets.TryGetValue(c.At, out var f) && f.Indicator is not null && _table.Roles[c.At].Role == ColumnRole.Value
            )
            .ToList();
        if (wide.Count > 0)
        {
            _table.Indicators.FindOffice([.. wide.Select(w => _table.Facets[w.At].Indicator!.Path)], Surroundings);
            foreach (var column in wide)
            {
                var facet = _table.Facets[column.At];
                var said = facet.Unit is null
                    ? unit with
                    {
                        IsRate = unit.IsRate || facet.IsRate,
                    }
                    : new UnitEvidence(facet.Unit, true, facet.IsRate, null);
                _table.Facets[column.At] = facet with
                {
                    Indicator = facet.Indicator! with { Proposals = _table.Indicators.Propose(facet.Indicator.Path, null, said) },
                };
            }
            return [.. wide.Select(c => _table.Facets[c.At].Indicator!)];
        }
        return [Constant(unit)];
    }

    /// <summary>One indicator for the whole table, from the text above it or its name. It is never sure.</summary>
    private LabelSuggestion Constant(UnitEvidence unit)
    {
        var texts = _table
            .Bounds.Titles.Select(t => string.Join(' ', Enumerable.Range(1, t.Count).Select(c => t[c].Trim()).Where(c => c.Length > 0)))
            .Append(_table.Bounds.Sheet.Name)
            .Append(Stem(_table.FileName))
            .Concat(
                _table
                    .Columns.Where(c => _table.Roles[c.At].Role == ColumnRole.Value && !_table.Facets.ContainsKey(c.At))
                    .Select(c => c.FullHeading)
            )
            .Where(t => t.Length is > 2 and < 300)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        _table.Indicators.FindOffice([.. texts.Select(t => (IReadOnlyList<string>)[t])], Surroundings);
        var best = texts
            .Select(t => (Text: t, Proposals: _table.Indicators.Propose([t], null, unit)))
            .Where(p => p.Proposals.Count > 0 && p.Proposals[0].Code != IndicatorMatcher.None)
            .OrderByDescending(p => p.Proposals[0].Confidence)
            .FirstOrDefault();
        var proposals = (best.Proposals ?? [])
            .Select(p =>
                p with
                {
                    Certainty = p.Certainty == Certainty.Sure ? Certainty.Likely : p.Certainty,
                    Confidence = p.Confidence - 0.05,
                }
            )
            .ToList();
        return new LabelSuggestion("INDICATOR", [best.Text ?? Stem(_table.FileName)], null, _table.Bounds.Data.Count, proposals);
    }

    private List<(IReadOnlyList<string> Path, string? Code, int Times)> Paths(List<ColumnProfile> columns, ColumnProfile? code)
    {
        var counts = new Dictionary<string, (string[] Path, string? Code, int Times)>(StringComparer.Ordinal);
        foreach (var row in _table.Bounds.Data)
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
        var areaLabels = new AreaInference(_table).AreaLabels(unit.IsRate || numbers.Decimal is not null || numbers.Fractions);
        var whole = Whole(numbers);
        var columns = _table
            .Columns.Select(c =>
            {
                var (role, confidence, because, repeats) = _table.Roles[c.At];
                return new ColumnSuggestion(
                    c.At,
                    Letters(c.At),
                    c.Heading,
                    c.Parts,
                    role,
                    confidence,
                    because,
                    _table.Facets.GetValueOrDefault(c.At),
                    c.Labels.Count,
                    repeats
                );
            })
            .ToList();
        var values = columns.Where(c => c.Role == ColumnRole.Value).ToList();
        var shape =
            values.Count == 0
                ? IsList()
                    ? "list"
                    : "register"
                : values.Any(v => v.Facet is not null)
                    ? "wide"
                    : "long";
        var date = _table.Holder(ColumnRole.Date);
        Ask(unit, labels, areaLabels, numbers, shape, date);
        var footer = _table.Bounds.Footer.Count > 0 ? _table.Bounds.Footer[0] : null;
        var footerColumn = footer is null ? 0 : Enumerable.Range(1, footer.Count).First(c => !string.IsNullOrWhiteSpace(footer[c]));
        return new TableSuggestion(
            _table.Bounds.Sheet.Name,
            _table.Bounds.Header[^1].Number,
            _table.Bounds.Header[^1].Number - _table.Bounds.Header[0].Number + 1,
            shape,
            _table.Bounds.Data.Count,
            columns,
            labels,
            areaLabels,
            numbers,
            unit.Unit,
            unit.IsProved,
            unit.IsRate,
            unit.Because,
            [.. _table.Order],
            date is { IsDateProved: true } ? date.Dates.Pattern : null,
            Frequency(),
            FactYear(),
            [.. _table.Bounds.Totals.Select(t => (t.Row.Number, t.Column, t.Row[t.Column].Trim()))],
            footer?.Number,
            footer is null ? null : (footerColumn, footer[footerColumn].Trim()),
            RepeatedKeys(),
            _table.Questions
        )
        {
            FactOrigin = FactYear() is null ? null : _factPlace,
            FirstRow = _table.Bounds.FirstRow,
            RowSums = [.. _table.RowSums.Select(s => (s.Key, s.Value))],
            RateRows = _units is null ? null : (_units.Column, _units.Rates),
            WholeMembers = WholeMembers(),
            HasTwins = HasTwins(),
            MainSource = MainSource(),
            IsFiscal = IsFiscal,
            FiscalStart = IsFiscal ? Periods.StartIn(Surroundings) : null,
            WholeLabel = whole.Whole,
            IsNested = whole.IsNested,
            FillDown = _table.Bounds.FillDown,
            SectionColumn = _table.Bounds.SectionColumn,
            SectionRows = _table.Bounds.SectionRows,
            Subtotals = [.. _table.Bounds.Subtotals.Select(t => (t.Row.Number, t.Column, t.Row[t.Column].Trim()))],
        };
    }

    private bool IsFiscal => _table.HasFiscalColumn || _table.Facets.Values.Any(f => f.IsFiscal);

    /// <summary>True if nothing is counted and nothing happens: codes and their names.</summary>
    private bool IsList() =>
        FactYear() is null
        && !_table.Columns.Any(c =>
            _table.Roles[c.At].Role
                is ColumnRole.Date
                    or ColumnRole.Year
                    or ColumnRole.Month
                    or ColumnRole.Quarter
                    or ColumnRole.Period
                    or ColumnRole.Area
                    or ColumnRole.Sex
                    or ColumnRole.Age
                    or ColumnRole.Personal
                    or ColumnRole.Rate
        );

    private (string? Whole, bool IsNested) Whole(NumberFormat numbers)
    {
        if (_table.Holder(ColumnRole.FineArea) is not { } place)
            return (null, false);
        ColumnRole[] keys =
        [
            ColumnRole.Year,
            ColumnRole.Month,
            ColumnRole.Quarter,
            ColumnRole.Period,
            ColumnRole.Indicator,
            ColumnRole.Sex,
            ColumnRole.Age,
        ];
        return AreaLevels.Of(
            _table.Bounds.Data,
            place.At,
            [.. _table.Columns.Where(c => keys.Contains(_table.Roles[c.At].Role)).Select(c => c.At)],
            [.. _table.Holders(ColumnRole.Value).Select(v => v.At)],
            numbers
        );
    }

    private NumberFormat Numbers()
    {
        var evidence = new NumberEvidence();
        foreach (
            var column in _table.Columns.Where(c =>
                _table.Roles[c.At].Role is ColumnRole.Value or ColumnRole.LowerBound or ColumnRole.UpperBound or ColumnRole.Total
            )
        )
            evidence.Merge(column.Numbers);
        // Total columns that are correct only if the mark separates groups prove what the mark is.
        foreach (var (mark, text) in evidence.Open.ToList())
            if (evidence.Contradiction is null && SumsProveGroup(mark))
                evidence.ProveGroup(mark, text);
        return new NumberFormat(
            evidence.Decimal?.Mark,
            evidence.Decimal?.Text,
            evidence.Group?.Mark,
            evidence.Group?.Text,
            [.. evidence.Open.Select(o => o.Value)],
            evidence.Contradiction is not null,
            _table.Columns.Any(c => _table.Roles[c.At].Role == ColumnRole.Value && c.TypedFractions > 0)
        );
    }

    private bool SumsProveGroup(char mark)
    {
        if (_table.Holder(ColumnRole.Total) is not { } total)
            return false;
        var parts = _table.Holders(ColumnRole.Value).Select(c => c.At).ToList();
        var (asGroup, asFraction) = (0, 0);
        foreach (var row in _table.Bounds.Data)
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

    private static bool Read(string text, char mark, bool isGroup, out decimal number) =>
        decimal.TryParse(
            isGroup ? text.Replace(mark.ToString(), "", StringComparison.Ordinal) : text.Replace(mark, '.'),
            NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture,
            out number
        )
        && Math.Abs(number) < NumberEvidence.TooLarge;

    private string Frequency()
    {
        if (
            _table.Facets.Values.Any(f => f.Month is not null)
            || _table.Holder(ColumnRole.Month) is not null
            || _table.Holder(ColumnRole.Date) is not null
        )
            return "M";
        if (_table.Facets.Values.Any(f => f.Quarter is not null) || _table.Holder(ColumnRole.Quarter) is not null)
            return "Q";
        if (
            _table.Holder(ColumnRole.Period) is { } quarters
            && _table.Holder(ColumnRole.Year) is null
            && quarters.Labels.Keys.All(l => Periods.YearQuarter(l) is not null)
        )
            return "Q";
        return
            _table.Holder(ColumnRole.Period) is { } period
            && _table.Holder(ColumnRole.Year) is null
            && period.Labels.Keys.All(l => Periods.Of(l) is (_, not null))
            ? "M"
            : "A";
    }

    /// <summary>The one year that titles, sheet or file name give; null if they give none or several.</summary>
    private int? FactYear()
    {
        if (
            _table.Holder(ColumnRole.Year) is not null
            || _table.Holder(ColumnRole.Date) is not null
            || _table.Holder(ColumnRole.Period) is not null
            || _table.Facets.Values.Any(f => f.Year is not null)
        )
            return null;
        var titles = string.Join(' ', _table.Bounds.Titles.SelectMany(r => Enumerable.Range(1, r.Count).Select(c => r[c])));
        // A sheet named after a year is about that year, whatever its titles say.
        var ofSheet = ("sheetName", _table.Bounds.Sheet.Name);
        var places = Periods.LoneYear(_table.Bounds.Sheet.Name) is not null
            ? new[] { ofSheet, ("title", titles) }
            : [("title", titles), ofSheet];
        foreach (var (place, text) in places.Append(("fileName", Stem(_table.FileName))))
        {
            var years = Periods.YearsIn(text).Distinct().ToList();
            if (years.Count != 1)
                continue;
            _factPlace = place;
            return years[0];
        }
        return null;
    }

    /// <summary>
    /// The number of rows that share their key with an earlier one, so that their figures have to be added up or are repeated.
    /// </summary>
    private int RepeatedKeys()
    {
        var keys = _table
            .Columns.Where(c =>
                _table.Roles[c.At].Role
                    is ColumnRole.Year
                        or ColumnRole.Month
                        or ColumnRole.Quarter
                        or ColumnRole.Date
                        or ColumnRole.Period
                        or ColumnRole.Area
                        or ColumnRole.Indicator
                        or ColumnRole.Sex
            )
            .Select(c => c.At)
            .ToList();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return _table.Bounds.Data.Count(row => !seen.Add(string.Join('\u001f', keys.Select(k => row[k].Trim()))));
    }

    /// <summary>
    /// Labels such as "Total" among others of a column of unknown meaning: the rows of the other labels are parts of theirs.
    /// </summary>
    private Dictionary<int, IReadOnlyList<string>> WholeMembers() =>
        _table
            .Columns.Where(c =>
                !c.IsNumeric
                && c.Labels.Count is > 1 and <= DraftLabels.Most
                && (
                    _table.Roles[c.At].Role is ColumnRole.Unknown or ColumnRole.Status or ColumnRole.Note
                    || DraftConcepts.Breakdowns.Any(b => b.Role == _table.Roles[c.At].Role)
                )
            )
            .Select(c =>
                (c.At, Wholes: (IReadOnlyList<string>)[.. c.Labels.Keys.Where(l => Vocabulary.Is(l, "total") || Vocabulary.Is(l, "both"))])
            )
            .Where(c => c.Wholes.Count > 0)
            .ToDictionary(c => c.At, c => c.Wholes);

    /// <summary>
    /// True if a total is given more than once for the same labels: the figures contradict each other, and their sum is neither.
    /// </summary>
    private bool HasTwins()
    {
        if (_table.Holder(ColumnRole.Date) is not null)
            return false;
        var said = _table
            .Columns.Where(c =>
                _table.Roles[c.At].Role
                    is not (ColumnRole.Value or ColumnRole.Rate or ColumnRole.LowerBound or ColumnRole.UpperBound or ColumnRole.Total)
            )
            .Select(c => c.At)
            .ToList();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return said.Count > 0
            && _table.Bounds.Data.Any(row =>
                !seen.Add(string.Join('\u001f', said.Select(s => row[s].Trim())))
                && said.Exists(s => Vocabulary.Is(row[s], "total") || Vocabulary.Is(row[s], "both"))
            );
    }

    /// <summary>
    /// The column that says which of several sources a row comes from, and the source of most rows; null if there is none.
    /// </summary>
    private (int Column, string Label)? MainSource() =>
        _table.Holder(ColumnRole.Source) is { Labels.Count: > 1 } column
            ? (column.At, column.Labels.OrderByDescending(l => l.Value).ThenBy(l => l.Key, StringComparer.Ordinal).First().Key)
            : null;

    private void Ask(
        UnitEvidence unit,
        List<LabelSuggestion> labels,
        List<LabelSuggestion> areas,
        NumberFormat numbers,
        string shape,
        ColumnProfile? date
    )
    {
        void Question(string about, int weight, string key, params (string, string)[] arguments) =>
            _table.Questions.Add(new Question(about, weight, Reason.Of(key, arguments)));
        static string N(int number) => number.ToString(CultureInfo.InvariantCulture);

        if (shape == "list")
        {
            Question(
                "OBS_VALUE",
                3,
                "ask.list",
                ("sheet", _table.Bounds.Sheet.Name.Length > 0 ? _table.Bounds.Sheet.Name : _table.FileName)
            );
            return;
        }
        if (_table.Bounds.FirstRow is not null)
            Question(
                "dialect",
                3,
                "ask.noHeader",
                ("sheet", _table.Bounds.Sheet.Name.Length > 0 ? _table.Bounds.Sheet.Name : _table.FileName)
            );
        if (_table.Bounds.Unproved > 0)
            Question("totals", 2, "ask.totalUnproved", ("row", N(_table.Bounds.Unproved)));
        if (_units is not null)
            Question(
                "UNIT_MEASURE",
                2,
                "ask.rateRows",
                ("column", _table.Columns[_units.Column - 1].FullHeading),
                ("labels", string.Join(", ", _units.Rates))
            );
        if (IsFiscal)
            Question("TIME_PERIOD", 3, Periods.StartIn(Surroundings) is null ? "ask.fiscal" : "ask.fiscalNamed");
        if (_table.Bounds.Subtotals.Count > 0)
            Question("totals", 1, "ask.totals", ("row", N(_table.Bounds.Subtotals[0].Row.Number)));
        if (_table.Bounds.Sheet.Beyond > 0)
            Question("rows", 1, "ask.rows", ("count", N(_table.Bounds.Sheet.Rows.Count)), ("more", N(_table.Bounds.Sheet.Beyond)));
        if (numbers.IsContradictory)
            Question("dialect", 3, "ask.numbersContradict");
        else if (numbers.Open.Count > 0)
            Question("dialect", 3, "ask.numbers", ("text", numbers.Open[0]));
        if (date is not null && !date.IsDateProved)
            Question(
                "TIME_PERIOD",
                3,
                date.Dates.Contradicts ? "ask.dateContradicts"
                    : date.Dates.LooksTurned || date.TurnedBy is not null ? "ask.dateTurned"
                    : "ask.date",
                ("column", date.FullHeading),
                ("text", date.Dates.Sample ?? ""),
                ("other", date.TurnedBy ?? "")
            );
        var hasPeriod =
            _table.Holder(ColumnRole.Year) is not null
            || date is not null
            || _table.Holder(ColumnRole.Period) is not null
            || _table.Facets.Values.Any(f => f.Year is not null);
        if (!hasPeriod && FactYear() is { } year)
            Question("TIME_PERIOD", 2, "ask.yearOutside", ("year", N(year)));
        else if (!hasPeriod)
            Question("TIME_PERIOD", 3, "ask.noPeriod");
        if (unit.IsRate)
            Question("OBS_VALUE", 3, "ask.rate", ("reason", unit.Because?.Key ?? ""));
        else if (unit.Unit is null && _table.Facets.Values.All(f => f.Unit is null))
            Question("UNIT_MEASURE", 3, "ask.unit");
        else if (!unit.IsProved && unit.Unit is not null)
            Question("UNIT_MEASURE", 2, "ask.unitUnproved", ("unit", unit.Unit));
        var open = labels.Count(l => l.Sure is null);
        if (open > 0)
            Question("INDICATOR", 2, "ask.labels", ("count", N(open)), ("of", N(labels.Count)));
        if (_table.Holder(ColumnRole.Area) is null && !_table.Facets.Values.Any(f => f.Area is not null))
            Question(
                "REF_AREA",
                2,
                _table.Holder(ColumnRole.FineArea) is null ? "ask.noArea" : "ask.fineArea",
                ("column", _table.Holder(ColumnRole.FineArea)?.FullHeading ?? ""),
                ("country", _table.Country)
            );
        var unknownAreas = areas.Where(a => a.Sure is null).ToList();
        if (unknownAreas.Count > 0)
            Question(
                "REF_AREA",
                2,
                "ask.areas",
                ("count", N(unknownAreas.Count)),
                ("labels", string.Join(", ", unknownAreas.Take(5).Select(a => a.Text)))
            );
        foreach (var source in _table.Holders(ColumnRole.Source).Where(s => s.Labels.Count > 1))
            Question("DATA_PROVIDER", 3, "ask.sources", ("column", source.FullHeading), ("count", N(source.Labels.Count)));
        if (shape == "register")
            Question("OBS_VALUE", 2, "ask.register");
        foreach (var total in _table.Bounds.Totals.Take(1))
            Question("totals", 1, "ask.totals", ("row", N(total.Row.Number)));
        foreach (var personal in _table.Holders(ColumnRole.Personal))
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
