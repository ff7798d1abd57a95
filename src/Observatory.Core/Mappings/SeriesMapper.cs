using System.Text;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Mappings;

/// <summary>A figure that a cell would make, before it is added.</summary>
/// <param name="Fractions">True if the value may have a fraction.</param>
/// <param name="Distinct">True if a text counts only once in the figure.</param>
internal readonly record struct Emission(ObservationKey Key, decimal? Value, int Attributes, bool Fractions, bool Distinct);

/// <summary>The result of a cell in one series: figures, an omission by rule, or a finding that sets it aside.</summary>
internal readonly record struct SeriesOutcome(Finding? Finding, bool IsNew, string? LeftOutBy);

/// <summary>The origin of a part of a figure in a table that is bound to its header.</summary>
/// <param name="Fills">The concepts that it gives.</param>
/// <param name="RowColumns">The columns of the row that it depends on, apart from those that name an area.</param>
/// <param name="IsOfCell">True if it depends on the column of the cell too.</param>
internal sealed record ConceptOrigin(
    ConceptSource Source,
    IReadOnlyList<string> Fills,
    IReadOnlyList<int> RowColumns,
    bool IsOfCell,
    bool AsksFacts
);

/// <summary>
/// Resolves the concepts of one series for a cell and makes its figures. Everything that depends on the row alone is resolved once per row.
/// </summary>
internal sealed class SeriesMapper
{
    private static readonly int Slots = Concepts.All.Count + 1;
    private static readonly int FreeNote = Concepts.All.Count;
    private static readonly int FirstDimension = SlotOf(BreakdownDimensions.All[0]);

    private readonly string _name;
    private readonly MappingRun _run;
    private readonly List<Plan> _rowPlans = [];
    private readonly List<Plan> _cellPlans = [];
    private readonly int[] _totalOver;
    private readonly bool _fractions;
    private readonly ConceptSource? _value;
    private readonly string?[] _slots = new string?[Slots];
    private readonly Frequency _frequency;
    private TableHeader? _header;
    private int _valueColumn;
    private Finding? _rowFinding;
    private bool _rowFindingShown;
    private string? _rowLeftOutBy;
    private string? _periodStatus;
    private string? _periodNote;

    /// <summary>The source of a text: a column of the row, something said of the cell's column, or a fact.</summary>
    private readonly record struct TextOrigin(int Column, int Level, string? Fact, CellLookup? Lookup = null)
    {
        public static TextOrigin Of(string name, TableHeader header, MappingRun run) =>
            name == TextPattern.Unpivoted ? default
            : run.Lookups.FirstOrDefault(l => l.PlaceOf(name) >= 0) is { } lookup
                ? new TextOrigin(
                    0,
                    0,
                    null,
                    new CellLookup(lookup, lookup.PlaceOf(name), [.. lookup.Lookup.On.Select(on => Of(on, header, run))])
                )
            : TextPattern.LevelOf(name) is { } level && header.ColumnOf(name) == 0 ? new TextOrigin(0, level, null)
            : name.StartsWith(TextPattern.FactPrefix, StringComparison.Ordinal) && header.ColumnOf(name) == 0 ? new TextOrigin(0, 0, name)
            : new TextOrigin(header.ColumnOf(name), 0, null);

        /// <summary>The columns of the row that it reads.</summary>
        public IEnumerable<int> RowColumns =>
            Lookup is { } lookup ? lookup.On.SelectMany(o => o.RowColumns)
            : Column > 0 ? [Column]
            : [];

        public IEnumerable<string> Facts =>
            Lookup is { } lookup ? lookup.On.SelectMany(o => o.Facts)
            : Fact is null ? []
            : [Fact];
    }

    /// <summary>A column that a lookup brings to each cell of a row.</summary>
    private sealed record CellLookup(LookupRows Rows, int At, IReadOnlyList<TextOrigin> On)
    {
        /// <summary>
        /// What it brings to each column, by the column's number, if its key does not depend on the row; null if it does.
        /// </summary>
        public Dictionary<int, string[]?>? OfColumns { get; } = On.Any(o => o.RowColumns.Any() || o.Facts.Any()) ? null : [];
    }

    private sealed class Plan(string concept, ConceptSource source)
    {
        public string Concept { get; } = concept;
        public ConceptSource Source { get; } = source;
        public int Slot { get; } = SlotOf(concept);
        public int[] TableSlots { get; } = source.Codes is null ? [] : [.. source.Codes.Concepts.Select(SlotOf)];
        public TextOrigin[] Columns { get; set; } = [];

        /// <summary>
        /// The position in <see cref="Columns"/> of each label of the table, which may list its columns in another order.
        /// </summary>
        public int[] LabelOrder { get; set; } = [];
        public List<(PatternPart Part, TextOrigin Place)> Parts { get; } = [];
        public IReadOnlyList<LabelRow> Found { get; set; } = [];

        /// <summary>True if an optional column is absent, so that the concept is not given.</summary>
        public bool IsAbsent { get; private set; }

        /// <summary>The source of the parent of an area that the file brings; null if it brings none.</summary>
        public Plan? Parent { get; } = source.Define is { } define ? new Plan(Concepts.RefArea, define.Parent) : null;
        public Plan? Agrees { get; } = source.Define?.Agrees is { } agrees ? new Plan(Concepts.RefArea, agrees) : null;

        public void Bind(TableHeader header, MappingRun run)
        {
            IsAbsent = header.Absent.Count > 0 && TableHeader.Headings(Source).Any(header.Absent.Contains);
            Found = [];
            Columns = [.. Source.Columns.Select(c => TextOrigin.Of(c, header, run))];
            LabelOrder = Source.Codes is { } codes ? OrderOf(codes, Source.Columns) : [];
            Parts.Clear();
            foreach (var part in Source.Pattern is { } pattern ? TextPattern.Parts(pattern) : [])
                Parts.Add((part, part.Token is { } token ? TextOrigin.Of(token, header, run) : new TextOrigin(-1, 0, null)));
            Parent?.Bind(header, run);
            Agrees?.Bind(header, run);
            Joined = [.. Columns.Concat(Parts.Select(p => p.Place)).Select(p => p.Lookup).OfType<CellLookup>()];
        }

        /// <summary>The columns of the row that it depends on, apart from those that name an area.</summary>
        public IEnumerable<int> RowColumns =>
            Columns.Concat(Parts.Select(p => p.Place)).SelectMany(p => p.RowColumns).Concat(Agrees?.RowColumns ?? []);

        /// <summary>The columns that lookups bring to each cell.</summary>
        public IReadOnlyList<CellLookup> Joined { get; private set; } = [];
    }

    public SeriesMapper(string name, IReadOnlyDictionary<string, ConceptSource> concepts, IReadOnlyList<string> totalOver, MappingRun run)
    {
        _name = name;
        _run = run;
        // Several concepts may name a table that fills them all; it is looked up once.
        var tables = new HashSet<(LabelTable, string)>();
        foreach (var concept in Concepts.All)
        {
            if (!concepts.TryGetValue(concept, out var source))
                continue;
            if (concept is Concepts.ObsValue)
            {
                _value = source;
                _fractions = source.Fractions;
                continue;
            }
            if (concept is Concepts.LowerBound or Concepts.UpperBound)
                continue;
            if (concept == Concepts.Freq)
                _frequency = FrequencyCodes.TryParse(source.Value) ?? Frequency.Annual;
            if (source.Codes is { } codes && !tables.Add((codes, string.Join('\u001f', source.Columns))))
                continue;
            var plan = new Plan(concept, source);
            (source.IsOfCell ? _cellPlans : _rowPlans).Add(plan);
        }
        _totalOver = [.. totalOver.Select(SlotOf)];
    }

    public void Bind(TableHeader header)
    {
        _header = header;
        _valueColumn = _value is { IsUnpivoted: false, Columns: [var heading] } ? header.ColumnOf(heading) : 0;
        foreach (var plan in _rowPlans.Concat(_cellPlans))
            plan.Bind(header, _run);
    }

    public Frequency Frequency => _frequency;

    /// <summary>The parent of the area that a row brings; null if the table brings none.</summary>
    public string? ParentOf(GridRow row) =>
        _rowPlans.FirstOrDefault(p => p.Parent is not null) is { Parent: { } parent } ? AreaOf(parent, row, null, out _) : null;

    /// <summary>True if the current row has a finding that forbids all its cells.</summary>
    public bool HasRowFinding => _rowFinding is not null;

    /// <summary>True if the column with this heading gives the concept.</summary>
    public bool Reads(string concept, string heading) =>
        _rowPlans
            .Concat(_cellPlans)
            .Any(p =>
                (p.Concept == concept || p.Source.Codes?.Concepts.Contains(concept) == true)
                && TableHeader.Headings(p.Source).Contains(heading)
            );

    public IEnumerable<ConceptOrigin> Origins =>
        _rowPlans
            .Concat(_cellPlans)
            .Where(plan => !plan.IsAbsent)
            .Select(plan => new ConceptOrigin(
                plan.Source,
                plan.Source.Codes?.Concepts ?? [plan.Concept],
                [.. plan.RowColumns],
                plan.Source.IsOfCell,
                plan.Columns.Concat(plan.Parts.Select(p => p.Place)).Any(p => p.Facts.Any())
            ));

    public void BeginRow(GridRow row)
    {
        Array.Clear(_slots);
        _rowFinding = null;
        _rowFindingShown = false;
        _rowLeftOutBy = null;
        foreach (var plan in _rowPlans)
        {
            if (plan.IsAbsent)
                continue;
            var outcome = Resolve(plan, row, null);
            if (outcome.Finding is not null)
            {
                _rowFinding ??= outcome.Finding;
                return;
            }
            _rowLeftOutBy ??= outcome.LeftOutBy;
        }
    }

    /// <summary>The period of a cell, without reporting anything; null if it has none.</summary>
    public TimePeriod? PeriodOf(GridRow row, TableColumn column)
    {
        foreach (var plan in _rowPlans.Concat(_cellPlans))
            if (plan.Concept == Concepts.TimePeriod)
                return PeriodOf(plan.Source, TextOf(plan, row, column)).Period;
        return null;
    }

    /// <summary>The period of a cell if it is covered completely; null if there is none, or only a part is covered.</summary>
    public TimePeriod? WholePeriodOf(GridRow row, TableColumn column)
    {
        foreach (var plan in _rowPlans.Concat(_cellPlans))
            if (plan.Concept == Concepts.TimePeriod)
                return PeriodOf(plan.Source, TextOf(plan, row, column)) is { IsPartial: false, Period: { } period } ? period : null;
        return null;
    }

    public SeriesOutcome Emit(GridRow row, ValueCell cell, List<Emission> into)
    {
        var column = cell.Column;
        if (_valueColumn != 0 && column.At != _valueColumn)
            return default;
        if (_rowFinding is not null)
        {
            var isNew = !_rowFindingShown;
            _rowFindingShown = true;
            return new SeriesOutcome(_rowFinding, isNew, null);
        }
        if (_rowLeftOutBy is not null)
            return new SeriesOutcome(null, false, _rowLeftOutBy);
        foreach (var plan in _cellPlans)
        {
            if (plan.IsAbsent)
                continue;
            var outcome = Resolve(plan, row, column);
            if (outcome.Finding is not null || outcome.LeftOutBy is not null)
                return outcome;
        }
        return Combine(0, _header!.Cell(row, column.At), cell, into);
    }

    /// <summary>Goes through every combination that the label tables allow, and makes a figure of each.</summary>
    private SeriesOutcome Combine(int at, CellRef where, ValueCell cell, List<Emission> into)
    {
        if (at == _rowPlans.Count + _cellPlans.Count)
            return Make(where, cell, into);
        var plan = at < _rowPlans.Count ? _rowPlans[at] : _cellPlans[at - _rowPlans.Count];
        if (plan.Found.Count == 0)
            return Combine(at + 1, where, cell, into);
        SeriesOutcome last = default;
        // An empty code gives nothing, so the value of another source stays.
        var said = new string?[plan.TableSlots.Length];
        for (var i = 0; i < said.Length; i++)
            said[i] = _slots[plan.TableSlots[i]];
        foreach (var row in plan.Found)
        {
            if (row.LeftOut)
            {
                last = last with { LeftOutBy = last.LeftOutBy ?? plan.Source.Codes!.File };
                continue;
            }
            for (var i = 0; i < plan.TableSlots.Length; i++)
                _slots[plan.TableSlots[i]] = row.Codes[i].Length == 0 ? said[i] : row.Codes[i];
            var outcome = Combine(at + 1, where, cell, into);
            if (outcome.Finding is not null)
            {
                last = outcome;
                break;
            }
            last = last with { LeftOutBy = last.LeftOutBy ?? outcome.LeftOutBy };
        }
        for (var i = 0; i < said.Length; i++)
            _slots[plan.TableSlots[i]] = said[i];
        return last;
    }

    private SeriesOutcome Make(CellRef where, ValueCell cell, List<Emission> into)
    {
        string? Slot(string concept) => _slots[SlotOf(concept)];

        if (
            Slot(Concepts.Indicator) is not { } indicatorCode
            || Slot(Concepts.RefArea) is not { } area
            || Slot(Concepts.TimePeriod) is not { } periodText
        )
            return new SeriesOutcome(
                Finding.Blocking(FindingCodes.LabelUnknown, where, ("label", _name), ("column", Concepts.Indicator), ("nearest", "")),
                true,
                null
            );
        if (TimePeriod.TryParse(periodText)?.Within(_frequency) is not { } period)
            return new SeriesOutcome(
                Finding.Blocking(FindingCodes.PeriodUnknown, where, ("value", periodText), ("expected", _frequency.Code())),
                true,
                null
            );
        var indicator = _run.Taxonomy.FindIndicator(indicatorCode)!;
        var unit = Slot(Concepts.UnitMeasure) ?? indicator.CountingUnit;
        var statuses = (cell.Status ?? Slot(Concepts.ObsStatus) ?? "A").Split(';').ToList();
        var notes = new List<string>();
        Note(Slot(Concepts.Note));
        Note(cell.Note);
        if (_periodStatus is { } partial)
            Say(partial);
        if (_periodNote is { } fiscal)
        {
            Say("D");
            Note(fiscal);
        }
        // A rate of households or of women beside one of the whole population: it is stored, and compared with none.
        if (_value?.Base is { } ofBase)
        {
            Say("D");
            Note(ofBase);
        }
        foreach (var remark in cell.Remarks)
        {
            if (!remark.HoldsFor(period))
                continue;
            Say(remark.Status);
            Note(remark.Note);
        }
        // Methodology rule 1: a unit other than the indicator's is loaded only with status "definition differs".
        if (unit != indicator.CountingUnit)
            Say("D");
        if (statuses.Count > 1)
            statuses.Remove("A");
        if (!string.IsNullOrWhiteSpace(_slots[FreeNote]))
            notes.Add("\"" + _slots[FreeNote]!.Trim());
        if (_run.NoteOnAll is { } onAll)
            notes.Add(onAll);
        var attributes = _run.Attributes.NumberOf(
            new ValueAttributes(
                string.Join(';', statuses.Order(StringComparer.Ordinal)),
                unit,
                Slot(Concepts.ConfStatus) ?? "F",
                string.Join('\n', notes)
            )
        );
        var value = cell.Value;
        if (value is not null && Slot(Concepts.UnitMult) is [>= '1' and <= '9' and var power])
            for (var i = '0'; i < power; i++)
                value *= 10;

        var members = new string[BreakdownDimensions.All.Count];
        for (var i = 0; i < members.Length; i++)
            members[i] = _slots[FirstDimension + i] ?? BreakdownDimensions.Total;
        var indicatorNumber = _run.Indicators.NumberOf(indicatorCode);
        var areaNumber = _run.Areas.NumberOf(area);
        var providerNumber = Slot(Concepts.DataProvider) is { } provider ? _run.Providers.NumberOf(provider) : 0;
        AddWithTotals(0);
        return default;

        void Note(string? name)
        {
            if (name is not null && $"{_run.Mapping.Id}#{name}" is var note && !notes.Contains(note))
                notes.Add(note);
        }

        void Say(string? codes)
        {
            foreach (var code in codes?.Split(';') ?? [])
                if (!statuses.Contains(code))
                    statuses.Add(code);
        }

        void AddWithTotals(int from)
        {
            if (from == _totalOver.Length)
            {
                into.Add(
                    new Emission(
                        new ObservationKey(
                            indicatorNumber,
                            areaNumber,
                            period.Id,
                            _run.Breakdowns.NumberOf(new Breakdown(members)),
                            providerNumber
                        ),
                        value,
                        attributes,
                        _fractions,
                        _value?.Distinct ?? false
                    )
                );
                return;
            }
            AddWithTotals(from + 1);
            var dimension = _totalOver[from] - FirstDimension;
            var member = members[dimension];
            // An indicator that does not add up has only the total that the office gives.
            if (member == BreakdownDimensions.Total || !indicator.AddsUp)
                return;
            members[dimension] = BreakdownDimensions.Total;
            AddWithTotals(from + 1);
            members[dimension] = member;
        }
    }

    /// <summary>Fills the slots of one plan, or keeps the rows of its label table for <see cref="Combine"/>.</summary>
    private SeriesOutcome Resolve(Plan plan, GridRow row, TableColumn? column)
    {
        plan.Found = [];
        if (NotCalculatedIn(plan, row) is { } unknown)
            return new SeriesOutcome(unknown, true, null);
        foreach (var lookup in plan.Joined)
            if (OrphanOf(lookup, row, column) is { } orphan)
                return new SeriesOutcome(orphan, true, null);
        if (plan.Source.Codes is { } codes)
        {
            var labels = LabelsOf(plan, codes, row, column, out var at);
            plan.Found = codes.Find(labels);
            if (plan.Found.Count == 0)
            {
                var (blamed, others) = Blamed(plan, row, column, _header!.Cell(row, at == 0 ? column?.At ?? 0 : at));
                return Unknown(plan, blamed, string.Join(" | ", labels), codes.Rows.Select(r => string.Join(" | ", r.Labels)), others);
            }
            _run.Accounting.Label(plan.Concept, string.Join('\u001f', labels.Select(LabelText.Key)));
            if (plan.Found.All(r => r.LeftOut))
                return new SeriesOutcome(null, false, codes.File);
            return default;
        }

        var text = TextOf(plan, row, column);
        var cell = _header!.Cell(
            row,
            plan.Columns is [{ Column: > 0 and var only }]
                ? only
                : plan.Parts.Select(p => p.Place.Column).FirstOrDefault(c => c > 0, column?.At ?? 0)
        );
        switch (plan.Concept)
        {
            case Concepts.TimePeriod when YearAsDate(plan, row) is { } wrong:
                return wrong;
            case Concepts.TimePeriod:
                var found = PeriodOf(plan.Source, text);
                if (found.Period is not { } period)
                {
                    var (blamed, others) = Blamed(plan, row, column, cell);
                    return new SeriesOutcome(
                        Finding.Blocking(FindingCodes.PeriodUnknown, blamed, [("value", text), ("expected", _frequency.Code()), .. others]),
                        true,
                        null
                    );
                }
                if (found.IsPartial && plan.Source.Partial is null)
                    return new SeriesOutcome(
                        Finding.Blocking(FindingCodes.PeriodPartial, cell, ("value", text), ("period", period.ToString())),
                        true,
                        null
                    );
                _slots[plan.Slot] = period.ToString();
                _periodStatus = found.IsPartial ? plan.Source.Partial : null;
                _periodNote = plan.Source.Fiscal?.Note;
                return default;
            case Concepts.RefArea when plan.Source.Define is { } define:
                return DefineArea(plan, define, text, row, column, cell);
            case Concepts.RefArea:
                if (!_run.KnowsArea(text))
                    return Unknown(plan, cell, text, _run.Taxonomy.Areas.Select(a => a.Code));
                _slots[plan.Slot] = text;
                return default;
            case Concepts.Note when plan.Source.Verbatim:
                _slots[FreeNote] = text;
                return default;
            case Concepts.DataProvider when _run.Taxonomy.FindProvider(text) is null:
                return Unknown(plan, cell, text, _run.Taxonomy.Providers.Select(p => p.Code));
            case Concepts.UnitMult when text is not [>= '0' and <= '9']:
                return Unknown(plan, cell, text, ["0", "3", "6"]);
            case Concepts.Indicator when _run.Taxonomy.FindIndicator(text) is null:
                return Unknown(plan, cell, text, _run.Taxonomy.Indicators.Select(i => i.Code));
            case var dimension when BreakdownDimensions.IndexOf(dimension) >= 0 && _run.Taxonomy.FindMember(dimension, text) is null:
                return Unknown(plan, cell, text, _run.Taxonomy.FindDimension(dimension)?.Members.Select(m => m.Code) ?? []);
            case Concepts.UnitMeasure when _run.Taxonomy.FindMember("COUNTING_UNIT", text) is null:
                return Unknown(plan, cell, text, _run.Taxonomy.FindDimension("COUNTING_UNIT")?.Members.Select(m => m.Code) ?? []);
            case Concepts.ConfStatus or Concepts.ObsStatus when text.Length == 0:
                _slots[plan.Slot] = null;
                return default;
            case Concepts.ConfStatus when _run.Taxonomy.FindMember("CONF", text) is null:
                return Unknown(plan, cell, text, _run.Taxonomy.FindDimension("CONF")?.Members.Select(m => m.Code) ?? []);
            case Concepts.ObsStatus when !text.Split(';').All(s => _run.Taxonomy.FindStatus(s) is not null):
                return Unknown(plan, cell, text, _run.Taxonomy.Statuses.Select(s => s.Code));
            case Concepts.Note when text.Length > 0 && !_run.Mapping.Notes.ContainsKey(text):
                return Unknown(plan, cell, text, _run.Mapping.Notes.Keys);
            case Concepts.Note when text.Length == 0:
                _slots[plan.Slot] = null;
                return default;
            default:
                _slots[plan.Slot] = text;
                return default;
        }
    }

    /// <summary>
    /// The finding on the first cell that the plan reads and that has no stored value; null for none, which is the usual case.
    /// </summary>
    private Finding? NotCalculatedIn(Plan plan, GridRow row)
    {
        foreach (var place in plan.Columns)
            if (place.Column > 0 && row.KindOf(place.Column) == CellKind.Formula)
                return NotCalculated.In(row, place.Column, _header!.Cell(row, place.Column), _header.TextOf(place.Column));
        foreach (var (_, place) in plan.Parts)
            if (place.Column > 0 && row.KindOf(place.Column) == CellKind.Formula)
                return NotCalculated.In(row, place.Column, _header!.Cell(row, place.Column), _header.TextOf(place.Column));
        return null;
    }

    /// <summary>
    /// The finding on a key that is missing in a lookup of cells, if the mapping does not read that as blank; null for none.
    /// </summary>
    private Finding? OrphanOf(CellLookup lookup, GridRow row, TableColumn? column)
    {
        foreach (var on in lookup.On)
            if (on.Lookup is { } earlier && OrphanOf(earlier, row, column) is { } orphan)
                return orphan;
        foreach (var at in lookup.On.SelectMany(o => o.RowColumns))
            if (NotCalculated.In(row, at, _header!.Cell(row, at), _header.TextOf(at)) is { } unknown)
                return unknown;
        if (lookup.Rows.Lookup.AbsentIsBlank || !lookup.Rows.IsFound || CellsOf(lookup, row, column) is not null)
            return null;
        return Finding.Blocking(
            FindingCodes.LookupOrphan,
            column is null ? row.At(0) : _header!.Cell(_header.Row, column.At),
            ("lookup", lookup.Rows.Lookup.Name),
            ("label", string.Join(" | ", lookup.On.Select(o => Text(o, row, column)))),
            ("column", string.Join(", ", lookup.Rows.Lookup.On)),
            ("file", lookup.Rows.Lookup.File ?? lookup.Rows.Lookup.Sheet ?? "")
        );
    }

    private string[]? CellsOf(CellLookup lookup, GridRow row, TableColumn? column)
    {
        if (lookup.OfColumns is not { } known || column is null)
            return Find();
        if (!known.TryGetValue(column.At, out var cells))
            known.Add(column.At, cells = Find());
        return cells;

        string[]? Find() => lookup.Rows.Find(LookupRows.KeyOf(lookup.On.Select(o => Text(o, row, column))));
    }

    private string[] LabelsOf(Plan plan, LabelTable codes, GridRow row, TableColumn? column, out int at)
    {
        var labels = new string[codes.LabelColumns.Count];
        at = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            var from = plan.LabelOrder[i];
            labels[i] = plan.Columns.Length == 0 ? TextOf(plan, row, column) : Shape(plan.Source, Text(plan.Columns[from], row, column));
            if (plan.Columns.Length > 0 && plan.Columns[from].Column > 0)
                at = plan.Columns[from].Column;
        }
        return labels;
    }

    /// <summary>The area that a source gives, by its label table if it has one; empty if the table does not have the label.</summary>
    private string AreaOf(Plan plan, GridRow row, TableColumn? column, out string label)
    {
        if (plan.Source.Codes is not { } codes)
            return label = TextOf(plan, row, column);
        var labels = LabelsOf(plan, codes, row, column, out _);
        label = string.Join(" | ", labels);
        var at = codes.Concepts.ToList().IndexOf(Concepts.RefArea);
        return at >= 0 && codes.Find(labels) is [var found, ..] ? found.Codes[at] : "";
    }

    /// <summary>
    /// Detects a year typed into a cell that is formatted as a date: 2023 becomes 15 July 1905, or 1909 in a workbook that counts from
    /// 1904. No office has dates of those summers beside its years. Null if the cells of the period are no such dates.
    /// </summary>
    private SeriesOutcome? YearAsDate(Plan plan, GridRow row)
    {
        foreach (var at in plan.Columns.Concat(plan.Parts.Select(p => p.Place)).Select(p => p.Column))
        {
            if (at <= 0 || row.KindOf(at) != CellKind.Date || PeriodText.TypedYear(row[at]) is not { } year)
                continue;
            return new SeriesOutcome(
                Finding.Blocking(
                    FindingCodes.YearAsDate,
                    _header!.Cell(row, at),
                    ("value", row[at]),
                    ("actual", year.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                    ("column", _header.TextOf(at))
                ),
                true,
                null
            );
        }
        return null;
    }

    private SeriesOutcome DefineArea(Plan plan, AreaDefinition define, string code, GridRow row, TableColumn? column, CellRef cell)
    {
        if ((NotCalculatedIn(plan.Parent!, row) ?? (plan.Agrees is { } agreeing ? NotCalculatedIn(agreeing, row) : null)) is { } unsaid)
            return new SeriesOutcome(unsaid, true, null);
        foreach (var heading in define.NamedWhere is { } where ? [define.NameColumn, where.Column] : new[] { define.NameColumn })
            if (_header!.ColumnOf(heading) is > 0 and var at && NotCalculated.In(row, at, _header.Cell(row, at), heading) is { } unknown)
                return new SeriesOutcome(unknown, true, null);
        _slots[plan.Slot] = code;
        _run.Accounting.Label(
            plan.Concept,
            string.Join('\u001f', plan.Parts.Where(p => p.Place.Column > 0).Select(p => row[p.Place.Column].Trim()))
        );
        var country = code.Split(':')[0];
        var better = define.NamedWhere is { } named && named.Holds(row[_header!.ColumnOf(named.Column)]);
        if (plan.Agrees is null && _run.BroughtAreas.ContainsKey(code) && !better)
            return default;
        var parent = AreaOf(plan.Parent!, row, column, out _);
        if (plan.Agrees is { } other)
        {
            var at = _header!.Cell(row, other.RowColumns.FirstOrDefault());
            var said = AreaOf(other, row, column, out var label);
            if (said.Length == 0)
                return Unknown(other, at, label, other.Source.Codes?.Rows.Select(r => string.Join(" | ", r.Labels)) ?? []);
            if (said != parent)
                return new SeriesOutcome(
                    Finding.Blocking(
                        FindingCodes.ParentDiffers,
                        at,
                        ("label", label),
                        ("column", string.Join(", ", other.Source.Columns)),
                        ("area", code),
                        ("actual", parent)
                    ),
                    true,
                    null
                );
            if (_run.BroughtAreas.ContainsKey(code) && !better)
                return default;
        }
        if (_run.Taxonomy.FindArea(country) is null || !_run.KnowsArea(parent))
            return Unknown(plan, cell, code, _run.Taxonomy.Areas.Where(a => a.Country == country).Select(a => a.Code));
        var name = row[_header!.ColumnOf(define.NameColumn)].Trim();
        _run.BringArea(
            new Area(code, define.Level, country, parent, Languages.LocalText.Same(name.Length > 0 ? name : code), null),
            better,
            cell
        );
        return default;
    }

    /// <summary>
    /// The faulty cell if a text is made of several: the only one that cannot be a part of such a text; otherwise the first, with the
    /// addresses of all.
    /// </summary>
    private (CellRef Where, (string Name, string Value)[] Others) Blamed(Plan plan, GridRow row, TableColumn? column, CellRef usual)
    {
        var took = new List<(CellRef Cell, bool IsFine)>();
        if (plan.Source.Codes is { } codes && plan.Columns.Length > 1)
            for (var i = 0; i < plan.LabelOrder.Length; i++)
                Take(plan.Columns[plan.LabelOrder[i]], text => codes.KnowsAlone(i, Shape(plan.Source, text)));
        else
            foreach (var (part, place) in plan.Parts)
                if (part.Token is not null)
                    Take(place, text => plan.Concept == Concepts.TimePeriod && PeriodText.IsPart(text));
        if (took.Count < 2)
            return (usual, []);
        if (took.Where(t => !t.IsFine).ToList() is [var wrong])
            return (wrong.Cell, []);
        return (took[0].Cell, [("cells", string.Join(", ", took.Select(t => t.Cell.A1)))]);

        void Take(TextOrigin place, Func<string, bool> isFine)
        {
            if (place.Fact is not null || (place.Column <= 0 && column is null))
                return;
            var cell = place.Column > 0 ? _header!.Cell(row, place.Column) : _header!.Cell(_header.Row, column!.At);
            if (!took.Exists(t => t.Cell == cell))
                took.Add((cell, isFine(Text(place, row, column).Trim())));
        }
    }

    private static SeriesOutcome Unknown(
        Plan plan,
        CellRef cell,
        string label,
        IEnumerable<string> known,
        params (string Name, string Value)[] others
    )
    {
        var code = plan.Concept == Concepts.RefArea ? FindingCodes.AreaUnknown : FindingCodes.LabelUnknown;
        return new SeriesOutcome(
            Finding.Blocking(
                code,
                cell,
                [
                    ("label", label),
                    ("column", string.Join(", ", plan.Source.Columns)),
                    ("concept", plan.Concept),
                    ("file", plan.Source.Codes?.File ?? MappingReader.FileName),
                    ("nearest", Languages.NearestWord.To(label, known) ?? ""),
                    .. others,
                ]
            ),
            true,
            null
        );
    }

    private string TextOf(Plan plan, GridRow row, TableColumn? column)
    {
        if (plan.Source.Value is { } value)
            return value;
        if (plan.Parts.Count == 0)
            return plan.Columns is [var only] ? Shape(plan.Source, DayText(plan, only, row, column)) : "";
        var text = new StringBuilder();
        foreach (var (part, place) in plan.Parts)
        {
            text.Append(part.Literal);
            if (part.Token is null)
                continue;
            text.Append(part.Shaped(Text(place, row, column).Trim()));
        }
        return Shape(plan.Source, text.ToString());
    }

    /// <summary>The text of a source; a number that represents a day is converted to count from 1900.</summary>
    private string DayText(Plan plan, TextOrigin place, GridRow row, TableColumn? column)
    {
        var text = Text(place, row, column);
        if (plan.Source.DateFormat != PeriodText.SerialDates || place.Fact is not null)
            return text;
        var traits =
            place.Column > 0 ? row.TraitsOf(place.Column)
            : column is null ? CellTraits.None
            : _header!.Row.TraitsOf(column.At);
        return traits.HasFlag(CellTraits.From1904) ? PeriodText.From1904(text) : text;
    }

    private string Text(TextOrigin place, GridRow row, TableColumn? column) =>
        place switch
        {
            { Column: > 0 } => row[place.Column],
            { Fact: { } fact } => _run.Fact(fact) ?? "",
            { Lookup: { } lookup } => CellsOf(lookup, row, column)?[lookup.At] ?? "",
            { Level: > 0 } => column is null ? "" : _header!.Level(place.Level, column.At),
            _ => column?.Text ?? "",
        };

    private (TimePeriod? Period, bool IsPartial) PeriodOf(ConceptSource source, string text)
    {
        if (source.Fiscal is { } fiscal && _frequency == Frequency.Annual)
            return (PeriodText.TryFiscalYear(text, fiscal.NamedByEnd), false);
        if (PeriodText.TryParse(text, _frequency, source.DateFormat) is { } period)
            return (period, false);
        return PeriodText.TryRange(text, _frequency) is { } range ? (range.Period, range.IsPartial) : (null, false);
    }

    private static string Shape(ConceptSource source, string text)
    {
        text = source.Without is { } without ? without.Replace(text, "").Trim() : text.Trim();
        if (source.Pad is { } pad)
            text = text.PadLeft(pad, '0');
        return source.Take is { } take && text.Length > take ? text[..take] : text;
    }

    private static int SlotOf(string concept)
    {
        for (var i = 0; i < Concepts.All.Count; i++)
            if (Concepts.All[i] == concept)
                return i;
        throw new ArgumentOutOfRangeException(nameof(concept), concept, "No such concept.");
    }

    /// <summary>
    /// For each label column of the table, the position of its heading among the concept's columns: by name, otherwise in order.
    /// </summary>
    private static int[] OrderOf(LabelTable codes, IReadOnlyList<string> columns)
    {
        var order = new int[codes.LabelColumns.Count];
        var byName = codes.LabelColumns.All(l => columns.Any(c => LabelText.Key(c) == LabelText.Key(l)));
        for (var i = 0; i < order.Length; i++)
            order[i] = byName ? columns.ToList().FindIndex(c => LabelText.Key(c) == LabelText.Key(codes.LabelColumns[i])) : i;
        return order;
    }
}
