using Observatory.Core.Normalising;
using Observatory.Core.Series;

namespace Observatory.Core.Suggesting;

/// <summary>
/// Writes how the draft of a table finds what is counted: by the office's own classification, and by the shared taxonomy as far as it is
/// sure.
/// </summary>
internal sealed class DraftSeries(
    DraftPages pages,
    TableSuggestion table,
    ColumnNames columns,
    string indent,
    string prefix,
    bool perColumn
)
{
    public void Write()
    {
        var classes = table.Classes.Select(at => table.Columns[at - 1]).ToList();
        var measures =
            perColumn
            && table.Wide.Any(w => w.Facet!.Unit is not null || w.Facet.Sex is not null)
            && !table.Wide.Any(w => w.Facet!.Year is not null || w.Facet.Area is not null || w.Facet.Indicator is not null);
        var labels = table.Labels.Take(DraftLabels.Most).ToList();
        var byHeading = classes.Count == 0 && table.Wide.Any(w => w.Facet!.Indicator is not null);
        var constant = classes.Count == 0 && !byHeading;
        var source =
            constant ? $"pattern: {DraftText.Q(Literal(labels[0].Text))}"
            : byHeading ? "unpivoted: true"
            : classes.Count == 1 ? $"column: {DraftText.Q(columns.Of(classes[0]))}"
            : $"columns: {DraftText.List(classes.Select(columns.Of))}";
        List<string> heading =
            constant ? ["label"]
            : byHeading ? ["unpivoted"]
            : [.. classes.Select(c => DraftText.Heading(columns.Of(c)))];
        IReadOnlyList<string> PathOf(LabelSuggestion label) =>
            constant ? [Literal(label.Text)]
            : byHeading ? [columns.Of(table.Wide.First(w => w.Facet!.Indicator == label))]
            : label.Path;

        pages.Text.Line($"{indent}series:");
        var rates = table.IsRate;
        // Fractions of an unknown quantity are not offences of any classification.
        var isCount = !rates && (table.Numbers is { Decimal: null, Fractions: false } || table.Unit is not null || measures);
        if (isCount)
        {
            // The office's own classification keeps every label as it is written, so nothing has to be known of its meaning.
            pages.Text.Line($"{indent}  - name: national classification");
            pages.Text.Line($"{indent}    concepts:");
            if (measures)
            {
                pages.Files[prefix + "measures.csv"] = DraftText.Table(
                    table
                        .Wide.Select(w =>
                            (IReadOnlyList<string>)(
                                w.Facet!.Unit is { } unit
                                    ? [columns.Of(w), unit == "VICTIMS" ? "OFFENCES_VICT" : "OFFENCES_INC", w.Facet.Sex ?? "_T", unit, ""]
                                    : [columns.Of(w), "-", "", "", pages.Text.Ask(Reason.Of("ask.unit"))]
                            )
                        )
                        .Prepend(["unpivoted", "INDICATOR", "SEX", "UNIT_MEASURE", "note"])
                );
                pages.Text.Line($"{indent}      INDICATOR: {{ unpivoted: true, codes: {prefix}measures.csv }}");
            }
            else
            {
                pages.Text.Line(
                    $"{indent}      INDICATOR: {{ value: {(table.Unit == "VICTIMS" ? "OFFENCES_VICT" : "OFFENCES_INC")} }}",
                    table.Unit is null ? pages.Text.Ask(Reason.Of("ask.unit")) : null
                );
            }
            pages.Text.Line($"{indent}      OFFENCE: {{ {source}, codes: {prefix}national.csv }}");
            pages.Files[prefix + "national.csv"] = DraftText.Table(
                National(labels, PathOf).Prepend([.. heading, "OFFENCE", "name"]),
                heading.Count
            );
        }
        else if (table.UnitBecause?.Key != "unit.negative" && labels.Any(l => !IsIndex(l)) && !measures)
        {
            // Fractions that are never summed: rates as the office prints them, until a person says what they are.
            pages.Text.Line($"{indent}  - name: national rates");
            pages.Text.Line($"{indent}    concepts:");
            pages.Text.Line(
                $"{indent}      INDICATOR: {{ value: {(table.Unit == "VICTIMS" ? "OFFENCES_VICT_RATE" : "OFFENCES_INC_RATE")} }}",
                pages.Text.Ask(Reason.Of("ask.rate"))
            );
            pages.Text.Line($"{indent}      OFFENCE: {{ {source}, codes: {prefix}national.csv }}");
            var kept = National([.. labels.Where(l => !IsIndex(l))], PathOf).Select(r => (IReadOnlyList<string>)[.. r, ""]).ToList();
            var left = labels
                .Where(IsIndex)
                .Select(l => (IReadOnlyList<string>)[.. PathOf(l), "-", "", pages.Text.Ask(Reason.Of("ask.index"))]);
            pages.Files[prefix + "national.csv"] = DraftText.Table(
                [
                    [.. heading, "OFFENCE", "name", "note"],
                    .. kept,
                    .. left,
                ],
                heading.Count
            );
            if (!table.IsRate)
                pages.Questions.Add(new Question("OBS_VALUE", 3, Reason.Of("ask.rate")));
        }
        pages.Text.Line($"{indent}  - name: shared taxonomy");
        pages.Text.Line($"{indent}    concepts:");
        if (measures)
        {
            var measureSource = constant ? "unpivoted: true" : $"columns: {DraftText.List([.. classes.Select(columns.Of), "unpivoted"])}";
            pages.Text.Line($"{indent}      INDICATOR: {{ {measureSource}, codes: {prefix}offences.csv }}");
            var rows = new List<IReadOnlyList<string>>
            {
                (string[])[.. constant ? [] : heading, "unpivoted", "INDICATOR", "SEX", "UNIT_MEASURE", "note"],
            };
            foreach (var label in labels)
            {
                foreach (var column in table.Wide)
                {
                    IReadOnlyList<string> path = constant ? [] : PathOf(label);
                    // A code is sure for figures in the unit that it was seen with; for others it is a question.
                    var fits = label.Sure is { } sure && pages.Taxonomy.FindIndicator(sure.Code)?.CountingUnit == column.Facet!.Unit;
                    rows.Add(
                        fits
                            ?
                            [
                                .. path,
                                columns.Of(column),
                                label.Sure!.Code,
                                column.Facet!.Sex ?? "_T",
                                column.Facet.Unit!,
                                pages.Text.SureOf(label.Sure),
                            ]
                            : [.. path, columns.Of(column), "-", "", "", pages.Text.Perhaps(label.Proposals)]
                    );
                }
            }
            pages.Files[prefix + "offences.csv"] = DraftText.Table(rows, constant ? 1 : heading.Count + 1);
            return;
        }
        pages.Text.Line($"{indent}      INDICATOR: {{ {source}, codes: {prefix}offences.csv }}");
        var dimensions = labels
            .SelectMany(l => l.Sure?.Breakdown.Split(';', StringSplitOptions.RemoveEmptyEntries) ?? [])
            .Select(b => b.Split('=')[0])
            .Distinct()
            .Where(d => !table.Columns.Any(c => DraftConcepts.Breakdowns.Any(b => b.Concept == d && b.Role == c.Role)))
            .ToList();
        pages.Files[prefix + "offences.csv"] = DraftText.Table(
            labels
                .Select(l =>
                {
                    var row = new List<string>(PathOf(l)) { l.Sure?.Code ?? "-" };
                    row.AddRange(
                        dimensions.Select(d =>
                            l.Sure?.Breakdown.Split(';').FirstOrDefault(b => b.StartsWith(d + "=", StringComparison.Ordinal))?.Split('=')[1]
                            ?? ""
                        )
                    );
                    row.Add(l.Sure is { } sure ? pages.Text.SureOf(sure) : pages.Text.Perhaps(l.Proposals));
                    return (IReadOnlyList<string>)row;
                })
                .Prepend([.. heading, "INDICATOR", .. dimensions, "note"]),
            heading.Count
        );
    }

    /// <summary>Writes the table of what headings say, if they say more than a time.</summary>
    public void Headings(List<ColumnSuggestion> wide)
    {
        var hasTime = wide.Any(w => w.Facet!.Year is not null || (table.FactYear is not null && w.Facet.Month is not null));
        var hasArea = wide.Any(w => w.Facet!.Area is not null);
        var hasSex = wide.Any(w => w.Facet!.Sex is not null);
        var hasUnit = wide.Any(w => w.Facet!.Unit is not null);
        if (!hasTime && !hasArea)
            return;
        var heading = new List<string> { "unpivoted" };
        heading.AddRange(
            new[] { (hasTime, "TIME_PERIOD"), (hasArea, "REF_AREA"), (hasSex, "SEX"), (hasUnit, "UNIT_MEASURE") }
                .Where(h => h.Item1)
                .Select(h => h.Item2)
        );
        heading.Add("note");
        pages.Files[prefix + "columns.csv"] = DraftText.Table(
            wide.Select(w =>
                {
                    var facet = w.Facet!;
                    var row = new List<string> { columns.Of(w) };
                    var period = !hasTime ? "" : PeriodOf(facet);
                    if (hasTime)
                        row.Add(period ?? "-");
                    if (hasArea)
                        row.Add(facet.Area ?? "");
                    if (hasSex)
                        row.Add(facet.Sex ?? "_T");
                    if (hasUnit)
                        row.Add(facet.Unit ?? "");
                    row.Add(period is null ? pages.Text.Ask(Reason.Of("ask.noPeriod")) : "");
                    return (IReadOnlyList<string>)row;
                })
                .Prepend(heading)
        );
    }

    /// <summary>
    /// The period that a heading gives, with the year of the whole table if it gives none; null if there is no year at all.
    /// </summary>
    private string? PeriodOf(Facet facet)
    {
        if ((facet.Year ?? table.FactYear) is not { } year)
            return null;
        return facet.Month is { } month ? $"{DraftText.N(year)}-{month:00}"
            : facet.Quarter is { } quarter ? $"{DraftText.N(year)}-Q{DraftText.N(quarter)}"
            : DraftText.N(year);
    }

    private IEnumerable<IReadOnlyList<string>> National(List<LabelSuggestion> labels, Func<LabelSuggestion, IReadOnlyList<string>> pathOf)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var codes = new Dictionary<string, string>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        // The office's existing codes stay, and no new code may equal one of them.
        taken.UnionWith(pages.Found.Codes.Values.Select(c => c[(c.IndexOf(':', StringComparison.Ordinal) + 1)..]));
        foreach (var label in labels)
        {
            var path = pathOf(label);
            if (!seen.Add(string.Join('\u001f', path.Select(LabelText.Key))))
                continue;
            // A heading for a total means all offences together and is not an offence of the office.
            if (label.Path.Where(p => p.Length > 0).ToList() is { Count: > 0 } said && said.TrueForAll(p => Vocabulary.Is(p, "total")))
            {
                yield return [.. path, BreakdownDimensions.Total, ""];
                continue;
            }
            if (pages.Found.Codes.TryGetValue(KnownMappings.KeyOf(label.Path), out var known))
            {
                yield return
                [
                    .. path,
                    known,
                    string.Join(" > ", label.Path.Where(p => p.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)),
                ];
                continue;
            }
            // One offence has one code, whichever column it heads.
            var key = string.Join('\u001f', label.Path.Select(LabelText.Key)) + label.Code;
            if (!codes.TryGetValue(key, out var unique))
            {
                var code = unique = DraftText.Slug(
                    label.Code ?? string.Join(" ", label.Path.Distinct(StringComparer.OrdinalIgnoreCase)),
                    60
                );
                for (var i = 2; !taken.Add(unique); i++)
                    unique = $"{code}_{DraftText.N(i)}";
                codes[key] = unique;
            }
            yield return
            [
                .. path,
                $"{pages.Provider}:{unique}",
                string.Join(" > ", label.Path.Where(p => p.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)),
            ];
        }
    }

    private static bool IsIndex(LabelSuggestion label) => label.Path.Any(p => Vocabulary.Says(p, "index") > 0);

    /// <summary>A pattern that matches exactly this text: braces would be tokens.</summary>
    private static string Literal(string text)
    {
        var literal = text.Replace('{', '(').Replace('}', ')').Trim();
        return literal is "" or "-" or "*" ? "table" : literal;
    }
}
