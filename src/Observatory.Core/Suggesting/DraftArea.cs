using Observatory.Core.Normalising;

namespace Observatory.Core.Suggesting;

/// <summary>Writes how the draft of a table finds the area of a figure.</summary>
internal sealed class DraftArea(
    DraftPages pages,
    TableSuggestion table,
    ColumnNames columns,
    HashSet<int> used,
    string prefix,
    bool perColumn
)
{
    private const double MostlySure = 0.8;

    public (string Line, string? Remark) Concept()
    {
        if (perColumn && table.Wide.Any(w => w.Facet!.Area is not null))
        {
            var abbreviated = table.Wide.Where(w => w.Facet!.IsAbbreviated).ToList();
            return (
                $"REF_AREA: {{ unpivoted: true, codes: {prefix}columns.csv }}",
                abbreviated.Count == 0
                    ? pages.Text.Sure(table.Wide.First(w => w.Facet!.Area is not null).Because)
                    : pages.Text.Ask(Reason.Of("ask.abbreviated", ("text", string.Join(", ", abbreviated.Take(5).Select(w => w.Heading)))))
            );
        }
        if (table.First(ColumnRole.Area) is { } area)
        {
            used.Add(area.At);
            var file = prefix + "areas.csv";
            var rows = new List<IReadOnlyList<string>> { new[] { DraftText.Heading(columns.Of(area)), "REF_AREA", "note" } };
            rows.AddRange(
                table
                    .Areas.Take(DraftLabels.Most)
                    .Select(a =>
                        a.Sure is { } sure
                            ? (IReadOnlyList<string>)[a.Text, sure.Code, pages.Text.SureOf(sure)]
                            : [a.Text, "-", pages.Text.Perhaps(a.Proposals)]
                    )
            );
            if (pages.Labels.Of(table, area).Contains(""))
            {
                rows.Add(["", "-", pages.Text.Ask(Reason.Of("ask.blankArea", ("country", pages.Found.Country)))]);
                pages.Questions.Add(new Question("REF_AREA", 2, Reason.Of("ask.blankArea", ("country", pages.Found.Country))));
            }
            pages.Files[file] = DraftText.Table(rows);
            var sure = table.Areas.Count(a => a.Sure is not null);
            var (count, of) = (DraftText.N(sure), DraftText.N(table.Areas.Count));
            // The content of the column is proved by its labels, and by nothing else.
            return (
                $"REF_AREA: {{ column: {DraftText.Q(columns.Of(area))}, codes: {file} }}",
                sure >= MostlySure * table.Areas.Count
                    ? pages.Text.Sure(Reason.Of("area.counted", ("count", count), ("of", of)))
                    : pages.Text.Ask(Reason.Of("ask.areaColumn", ("column", area.Heading), ("count", count), ("of", of)))
            );
        }
        if (
            table.First(ColumnRole.FineArea) is { } fine
            && table.First(ColumnRole.FineAreaCode) is { } code
            && pages.Found.Country != AreaMatcher.International
            && columns.IsNamed(fine)
            && columns.IsNamed(code)
            && pages.Labels.Of(table, code).All(l => l.Length is > 1 and < 20 && l.All(char.IsAsciiLetterOrDigit))
        )
        {
            used.Add(fine.At);
            used.Add(code.At);
            var line =
                $"REF_AREA: {{ pattern: {DraftText.Q($"{pages.Found.Country}:{{{columns.Of(code)}}}")}, define: {{ level: "
                + $"municipality, name: {DraftText.Q(columns.Of(fine))}, parent: {{ value: {pages.Found.Country} }} }} }}";
            return (line, pages.Text.Ask(Reason.Of("ask.fineArea", ("column", fine.Heading), ("country", pages.Found.Country))));
        }
        if (table.First(ColumnRole.FineArea) is { } names && columns.IsNamed(names))
        {
            used.Add(names.At);
            var file = prefix + "areas.csv";
            var brings = pages.Trials.Brings(table);
            // One column may have places of several levels: then none is used except the one that is proved to be the whole.
            var asks =
                brings ? Reason.Of("ask.place", ("column", columns.Of(names)))
                : table is { IsNested: true, WholeLabel: { } all } ? Reason.Of("ask.nested", ("column", columns.Of(names)), ("whole", all))
                : Reason.Of("ask.fineArea", ("column", columns.Of(names)), ("country", pages.Found.Country));
            pages.Questions.Add(new Question("REF_AREA", 3, asks));
            var rows = new List<IReadOnlyList<string>> { new[] { DraftText.Heading(columns.Of(names)), "REF_AREA", "name", "note" } };
            if (table.WholeLabel is { } whole && pages.Found.Country != AreaMatcher.International)
                rows.Add([
                    whole,
                    pages.Found.Country,
                    "",
                    $"{Reason.Of("draft.sure").In(pages.Language)}: {Reason.Of("draft.sum").In(pages.Language)}",
                ]);
            if (brings)
                rows.AddRange(Places(pages.Labels.Of(table, names), table.WholeLabel));
            else
                rows.Add(["*", "-", "", pages.Text.Ask(asks)]);
            pages.Files[file] = DraftText.Table(rows);
            return ($"REF_AREA: {{ column: {DraftText.Q(columns.Of(names))}, codes: {file} }}", pages.Text.Ask(asks));
        }
        if (pages.Found.Country == AreaMatcher.International)
        {
            pages.Files[prefix + "areas.csv"] = DraftText.Table([
                ["area", "REF_AREA", "note"],
                ["?", "-", pages.Text.Ask(Reason.Of("ask.noArea", ("country", pages.Found.Country)))],
            ]);
            return (
                $"REF_AREA: {{ pattern: \"?\", codes: {prefix}areas.csv }}",
                pages.Text.Ask(Reason.Of("ask.noArea", ("country", pages.Found.Country)))
            );
        }
        return ($"REF_AREA: {{ value: {pages.Found.Country} }}", pages.Text.Ask(Reason.Of("ask.noArea", ("country", pages.Found.Country))));
    }

    /// <summary>Places with codes of their own inside the country; a sum among them that is not proved is left out.</summary>
    private IEnumerable<IReadOnlyList<string>> Places(IEnumerable<string> labels, string? whole)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var label in labels.Where(l => l != whole).OrderBy(l => l, StringComparer.Ordinal).DistinctBy(LabelText.Key))
        {
            if (Vocabulary.Is(label, "total"))
            {
                yield return [label, "-", "", pages.Text.Ask(Reason.Of("ask.totals", ("row", label)))];
                continue;
            }
            var code = DraftText.Slug(label, 40);
            for (var i = 2; !taken.Add(code); i++)
                code = $"{DraftText.Slug(label, 36)}_{DraftText.N(i)}";
            yield return [label, $"{pages.Found.Country}:{code}", label, ""];
        }
    }
}
