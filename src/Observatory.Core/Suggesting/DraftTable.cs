using Observatory.Core.Normalising;

namespace Observatory.Core.Suggesting;

/// <summary>Writes the part of a draft's mapping that reads one table.</summary>
/// <param name="isOneOfSeveral">True if the file has other sheets.</param>
internal sealed class DraftTable(DraftPages pages, TableSuggestion table, string indent, string prefix, bool isOneOfSeveral)
{
    private readonly ColumnNames _columns = new(table);
    private readonly HashSet<int> _used = [];

    /// <summary>Columns that the table's part of the mapping reads, once it is written.</summary>
    public IReadOnlySet<int> Used => _used;

    public void Write()
    {
        if (indent.Length > 0)
            pages.Text.Line($"{indent[..^2]}- sheet: {DraftText.Q(table.Sheet)}");
        else if (table.Sheet.Length > 0 && isOneOfSeveral)
            pages.Text.Line($"sheet: {DraftText.Q(table.Sheet)}");
        Dialect();
        if (table.Footer is { } footer && FooterStart(footer.Text) is { } start)
            pages.Text.Line($"{indent}stopAt: {{ \"*\": [{DraftText.Q(start + "*")}] }}");
        Layout();
        Totals();
        var personal = table.Of(ColumnRole.Personal).Where(c => c.Heading.Length > 0).ToList();
        if (personal.Count > 0)
            pages.Text.Line($"{indent}neverStore: {DraftText.List(personal.Select(_columns.Of))}");
        var wide = table.Wide.ToList();
        var concepts = new List<(string Line, string? Remark)>();
        var used = new HashSet<int>(personal.Select(p => p.At));
        var perColumn = wide.Count > 0 && !DraftPeriod.IsPlainTime(table);
        if (
            wide.Count > 0
            && !perColumn
            && table.Columns.All(c => (c.Facet is not null && c.Role == ColumnRole.Value) == TableFinder.IsYear(c.Heading))
        )
        {
            // Future years will have similar columns.
            pages.Text.Line(
                $"{indent}unpivotMatching: {{ {(table.HeaderRows > 1 ? $"header: {DraftText.N(table.HeaderRows)}, " : "")}pattern: "
                    + $"'^(19|20)[0-9][0-9]$' }}"
            );
            used.UnionWith(wide.Select(w => w.At));
        }
        else if (wide.Count > 0)
        {
            pages.Text.Line($"{indent}unpivot:");
            foreach (var column in wide)
            {
                pages.Text.Line(
                    $"{indent}  {DraftText.Q(_columns.Of(column))}: "
                        + $"{DraftText.Q(perColumn ? _columns.Of(column) : DraftPeriod.TimeText(column.Facet!))}"
                );
                used.Add(column.At);
            }
        }
        concepts.Add(($"FREQ: {{ value: {table.Frequency} }}", null));
        concepts.Add(new DraftPeriod(pages, table, _columns, used, prefix, perColumn).Concept());
        concepts.Add(new DraftArea(pages, table, _columns, used, prefix, perColumn).Concept());
        var rest = new DraftConcepts(pages, table, _columns, used, prefix);
        concepts.AddRange(rest.Dimensions());
        if (!table.IsRate && table.Unit is { } unit && !(perColumn && wide.Any(w => w.Facet!.Unit is not null)))
            concepts.Add(
                (
                    $"{(table.IsUnitProved || table.UnitBecause?.Key == "unit.office" ? "" : "# ")}UNIT_MEASURE: {{ value: {unit} }}",
                    table.IsUnitProved ? pages.Text.Sure(table.UnitBecause!) : pages.Text.Ask(Reason.Of("ask.unitUnproved", ("unit", unit)))
                )
            );
        concepts.Add(("OBS_STATUS: { value: V }", Reason.Of("draft.status").In(pages.Language)));
        concepts.Add(rest.Value());
        var series = new DraftSeries(pages, table, _columns, indent, prefix, perColumn);
        if (perColumn)
            series.Headings(wide);
        foreach (var at in table.Classes)
            used.Add(at);
        used.UnionWith(pages.Trials.Sums(table).Select(s => s.Total));
        LeaveOut(used);
        Ignore(used);
        _used.UnionWith(used.Except(personal.Select(p => p.At)));
        _used.UnionWith(AllTotals.Select(t => t.Column).Concat(table.FillDown));
        if (table.SectionColumn is { } section)
            _used.Add(section);
        if (table.Shape == "register")
        {
            pages.Text.Line($"{indent}identicalRows: keep", pages.Text.Ask(Reason.Of("ask.register")));
            // Each record has one member of each breakdown, so all members together are the total.
            var over = concepts
                .Select(c => c.Line.Split(':')[0])
                .Where(c => DraftConcepts.Breakdowns.Any(b => b.Concept == c) && !rest.WithTotal.Contains(c))
                .ToList();
            if (over.Count > 0)
                pages.Text.Line($"{indent}totalOver: [{string.Join(", ", over)}]");
        }
        if (pages.Trials.Adds)
        {
            pages.Text.Line($"{indent}combine: sum", pages.Text.Ask(Reason.Of("ask.combine")));
            pages.Questions.Add(new Question("combine", 3, Reason.Of("ask.combine")));
        }
        // Figures that are added or counted have no second value, and the mapping reader refuses both words together.
        if (pages.Trials.StopsKeys && !pages.Trials.Adds && table.Shape != "register")
        {
            pages.Text.Line($"{indent}conflicts: stopKey", pages.Text.Ask(Reason.Of("ask.conflict")));
            pages.Questions.Add(new Question("conflicts", 3, Reason.Of("ask.conflict")));
        }
        Marks();
        pages.Text.Line($"{indent}concepts:");
        foreach (var (line, remark) in concepts)
            pages.Text.Line($"{indent}  {line}", remark);
        if (table.Areas.Any(a => a.Sure?.Because.Key == "area.sum") && table.Areas.All(a => a.Sure is not null))
        {
            pages.Text.Line($"{indent}checks:", Reason.Of("draft.sum").In(pages.Language));
            pages.Text.Line($"{indent}  - {{ over: REF_AREA, whole: {pages.Found.Country}, severity: warning }}");
        }
        series.Write();
        pages.Text.Line("");
    }

    private void Dialect()
    {
        var words = new List<string>();
        var remark = "";
        if (table.Numbers is { IsContradictory: false, Decimal: { } point })
        {
            words.Add($"decimalChar: {DraftText.Q(point.ToString())}");
            remark = pages.Text.Sure(Reason.Of("draft.proof", ("text", table.Numbers.DecimalProof!)));
        }
        if (table.Numbers is { IsContradictory: false, Group: { } group })
        {
            words.Add($"groupChar: {(group == ' ' ? "\" \"" : DraftText.Q(group.ToString()))}");
            remark = pages.Text.Sure(
                Reason.Of(
                    "draft.proof",
                    ("text", string.Join(" ", new[] { table.Numbers.DecimalProof, table.Numbers.GroupProof }.OfType<string>()))
                )
            );
        }
        if (table.Numbers.IsContradictory)
            remark = pages.Text.Ask(Reason.Of("ask.numbersContradict"));
        else if (table.Numbers.Open.Count > 0)
            remark = pages.Text.Ask(Reason.Of("ask.numbers", ("text", table.Numbers.Open[0])));
        if (table.FirstRow is { } firstRow)
            words.Add(firstRow > 1 ? $"headerRow: 0, firstRow: {DraftText.N(firstRow)}" : "headerRow: 0");
        if (table.HeaderRow > 1)
            words.Add($"headerRow: {DraftText.N(table.HeaderRow - table.HeaderRows + 1)}");
        if (table.HeaderRows > 1)
            words.Add($"headerRows: {DraftText.N(table.HeaderRows)}");
        if (_columns.Given.Count > 0)
            words.Add("name: { " + string.Join(", ", _columns.Given.Select(g => $"{g.Letter}: {DraftText.Q(g.Name)}")) + " }");
        if (words.Count > 0 || remark.Length > 0)
            pages.Text.Line($"{indent}dialect: {{ {string.Join(", ", words)} }}", remark.Length > 0 ? remark : null);
    }

    /// <summary>Writes rows that only name what follows, and cells that apply to those below them.</summary>
    private void Layout()
    {
        if (table.FillDown.Count > 0)
            pages.Text.Line($"{indent}fillDown: {DraftText.List(table.FillDown.Select(c => _columns.Of(table.Columns[c - 1])))}");
        if (table.SectionColumn is not { } at)
            return;
        var empty = table
            .Columns.Where(c => c.At != at && !table.IsSection(c) && _columns.IsNamed(c))
            .Select(c => $"{DraftText.Q(_columns.Of(c))}: {{ empty: true }}");
        var named = DraftText.Q(_columns.Of(table.Columns[at - 1]));
        pages.Text.Line($"{indent}sections:");
        pages.Text.Line(
            $"{indent}  - {{ where: {{ {named}: {{ empty: false }}, {string.Join(", ", empty)} }}, column: {named}, fact: section }}"
        );
    }

    /// <summary>Writes the sums that the file prints and that are correct: each reading compares them with the figures.</summary>
    private void Totals()
    {
        string Where(IEnumerable<(int Row, int Column, string Text)> of) =>
            string.Join(
                ", ",
                of.GroupBy(t => t.Column)
                    .Take(1)
                    .Select(g =>
                        $"{DraftText.Q(_columns.Of(table.Columns[g.Key - 1]))}: "
                        + $"{DraftText.List(g.Select(t => t.Text).Distinct(StringComparer.OrdinalIgnoreCase))}"
                    )
            );
        if (pages.Trials.SumsRows && AllTotals.Any())
        {
            pages.Text.Line($"{indent}totals:", Reason.Of("draft.sum").In(pages.Language));
            if (table.Subtotals.Count > 0)
                pages.Text.Line($"{indent}  - {{ where: {{ {Where(table.Subtotals)} }}, since: last, required: false }}");
            if (table.Totals.Count > 0)
                pages.Text.Line($"{indent}  - {{ where: {{ {Where(table.Totals)} }}, required: false }}");
        }
        var sums = pages.Trials.Sums(table);
        if (sums.Count == 0)
            return;
        pages.Text.Line($"{indent}rowTotals:", Reason.Of("draft.sum").In(pages.Language));
        foreach (var (total, parts) in sums)
        {
            var of = parts.Count == table.Wide.Count ? "" : $", of: {DraftText.List(parts.Select(p => _columns.Of(table.Columns[p - 1])))}";
            pages.Text.Line($"{indent}  - {{ column: {DraftText.Q(_columns.Of(table.Columns[total - 1]))}{of}, severity: warning }}");
        }
    }

    private void LeaveOut(HashSet<int> used)
    {
        var rules = new List<string>();
        if (table.RateRows is var (unit, rates))
        {
            used.Add(unit);
            var asks = Reason.Of("ask.rateRows", ("column", table.Columns[unit - 1].Heading), ("labels", string.Join(", ", rates)));
            rules.Add(
                $"{{ rule: rates, where: {{ {DraftText.Q(_columns.Of(table.Columns[unit - 1]))}: {DraftText.List(rates)} }}, "
                    + $"because: {DraftText.Q(pages.Text.Ask(asks))} }}"
            );
        }
        if (pages.Trials.KeepsOneSource && table.MainSource is var (source, kept))
        {
            used.Add(source);
            var file = $"{prefix}source.csv";
            pages.Files[file] = DraftText.Table([
                [DraftText.Heading(_columns.Of(table.Columns[source - 1]))],
                [kept],
            ]);
            var asks = Reason.Of("ask.sourceKept", ("column", table.Columns[source - 1].Heading), ("label", kept));
            pages.Questions.Add(new Question("DATA_PROVIDER", 3, asks));
            rules.Add(
                $"{{ rule: other-sources, where: {{ {DraftText.Q(_columns.Of(table.Columns[source - 1]))}: {{ notIn: {file} }} }}, "
                    + $"because: {DraftText.Q(pages.Text.Ask(asks))} }}"
            );
        }
        if (pages.Trials.KeepsWholes)
        {
            // If nobody uses the column, its parts would be added to their own total.
            foreach (var (at, wholes) in table.WholeMembers.Where(w => !used.Contains(w.Key)))
            {
                used.Add(at);
                var file = $"{prefix}whole-{DraftText.N(at)}.csv";
                pages.Files[file] = DraftText.Table(
                    wholes.Select(w => (IReadOnlyList<string>)[w]).Prepend([DraftText.Heading(_columns.Of(table.Columns[at - 1]))])
                );
                var asks = Reason.Of("ask.wholeKept", ("column", table.Columns[at - 1].Heading), ("labels", string.Join(", ", wholes)));
                pages.Questions.Add(new Question(table.Columns[at - 1].Heading, 3, asks));
                rules.Add(
                    $"{{ rule: parts-of-a-total, where: {{ {DraftText.Q(_columns.Of(table.Columns[at - 1]))}: {{ notIn: {file} }} "
                        + $"}}, because: {DraftText.Q(pages.Text.Ask(asks))} }}"
                );
            }
        }
        if (!pages.Trials.SumsRows)
        {
            foreach (
                var (column, texts) in AllTotals
                    .GroupBy(t => t.Column)
                    .Select(g => (g.Key, g.Select(t => t.Text).Distinct(StringComparer.OrdinalIgnoreCase).ToList()))
            )
                rules.Add(
                    $"{{ rule: total-row, where: {{ {DraftText.Q(_columns.Of(table.Columns[column - 1]))}: {DraftText.List(texts)} "
                        + $"}}, because: "
                        + $"{DraftText.Q(pages.Text.Ask(Reason.Of("ask.totals", ("row", DraftText.N(AllTotals.First().Row)))))} }}"
                );
        }
        if (pages.Trials.DropsNumbers)
        {
            pages.Questions.Add(new Question("dialect", 3, Reason.Of("ask.numberLeftOut")));
            foreach (var column in table.Of(ColumnRole.Value))
                rules.Add(
                    $"{{ rule: number-not-proved, where: {{ {DraftText.Q(_columns.Of(column))}: {{ pattern: "
                        + $"{DraftText.Q("[0-9]?[.,' ][0-9]")} }} }}, because: "
                        + $"{DraftText.Q(pages.Text.Ask(Reason.Of("ask.numberLeftOut")))} }}"
                );
        }
        if (rules.Count == 0)
            return;
        pages.Text.Line($"{indent}leaveOut:");
        foreach (var rule in rules)
            pages.Text.Line($"{indent}  - {rule}");
    }

    private void Ignore(HashSet<int> used)
    {
        var left = table
            .Columns.Where(c => !used.Contains(c.At) && !table.IsSection(c) && _columns.IsNamed(c))
            .DistinctBy(c => LabelText.Key(_columns.Of(c)))
            .ToList();
        if (left.Count == 0)
            return;
        pages.Text.Line($"{indent}ignore:");
        foreach (var column in left)
        {
            var isAsked =
                column.Role
                is ColumnRole.Unknown
                    or ColumnRole.FineArea
                    or ColumnRole.FineAreaCode
                    or ColumnRole.Status
                    or ColumnRole.Unit
                    or ColumnRole.Source
                    or ColumnRole.Value;
            // An unused column may contain data about persons, so the draft repeats none of its content.
            var because =
                isAsked ? pages.Text.Ask(Reason.Of("ask.column", ("column", column.Heading)))
                : column.Role == ColumnRole.Constant ? Reason.Of("draft.constant").In(pages.Language)
                : column.Because.In(pages.Language);
            pages.Text.Line($"{indent}  {DraftText.Q(_columns.Of(column))}: {DraftText.Q(because)}");
            if (column.Role == ColumnRole.Unknown)
                pages.Questions.Add(new Question(column.Heading, 1, Reason.Of("ask.column", ("column", column.Heading))));
        }
    }

    private void Marks()
    {
        if (pages.Trials.Marks.Count == 0)
            return;
        pages.Text.Line($"{indent}marks:", pages.Text.Ask(Reason.Of("ask.mark", ("text", string.Join(", ", pages.Trials.Marks.Take(5))))));
        pages.Text.Line($"{indent}  - {{ text: {DraftText.List(pages.Trials.Marks)}, rule: meaning-not-known }}");
        pages.Questions.Add(new Question("marks", 2, Reason.Of("ask.mark", ("text", string.Join(", ", pages.Trials.Marks.Take(5))))));
    }

    private IEnumerable<(int Row, int Column, string Text)> AllTotals => table.Subtotals.Concat(table.Totals);

    /// <summary>The beginning of the footer, if it is long enough to be recognised. Text after a colon may be a name.</summary>
    internal static string? FooterStart(string text)
    {
        var start = text.Length > 24 ? text[..24] : text;
        if (start.IndexOf(':', StringComparison.Ordinal) is >= 3 and var colon)
            start = start[..(colon + 1)];
        return start.Trim().TrimEnd('*').Length >= 3 ? start.Trim().TrimEnd('*') : null;
    }
}
