using Observatory.Core.Series;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Suggesting;

/// <summary>Writes how the draft of a table finds the breakdowns of a figure and its value.</summary>
internal sealed class DraftConcepts(DraftPages pages, TableSuggestion table, ColumnNames columns, HashSet<int> used, string prefix)
{
    public static readonly (ColumnRole Role, string Concept)[] Breakdowns =
    [
        (ColumnRole.Sex, "SEX"),
        (ColumnRole.Age, "AGE"),
        (ColumnRole.Mechanism, "MECHANISM"),
        (ColumnRole.Relationship, "RELATIONSHIP"),
        (ColumnRole.Motive, "MOTIVE"),
        (ColumnRole.Place, "PLACE"),
        (ColumnRole.Urban, "AREA"),
        (ColumnRole.Citizenship, "CITIZENSHIP"),
    ];

    /// <summary>Breakdowns whose total the file itself has.</summary>
    public HashSet<string> WithTotal { get; } = new(StringComparer.Ordinal);

    public IEnumerable<(string Line, string? Remark)> Dimensions()
    {
        foreach (var (role, concept) in Breakdowns)
        {
            if (table.First(role) is not { } column || !columns.IsNamed(column))
                continue;
            if (
                concept == "AGE"
                && NumberAges.Are(pages.Labels.Of(table, column))
                && NumberAges.Table(pages.Labels.Of(table, column)) is { } ages
            )
            {
                used.Add(column.At);
                if (ages.Any(a => a[1] == BreakdownDimensions.Total))
                    WithTotal.Add(concept);
                pages.Files[prefix + "age.csv"] = DraftText.Table(
                    ages.Prepend([DraftText.Heading(columns.Of(column)), "AGE"]),
                    hasBands: true
                );
                pages.Questions.Add(new Question("AGE", 1, Reason.Of("ask.age")));
                yield return (
                    $"AGE: {{ column: {DraftText.Q(columns.Of(column))}, codes: {prefix}age.csv }}",
                    pages.Text.Ask(Reason.Of("ask.age"))
                );
                continue;
            }
            var labels = pages.Labels.Of(table, column).Where(l => l.Length > 0).ToList();
            var codes = labels.Select(l => (Label: l, Code: MemberOf(concept, l, labels))).ToList();
            if (codes.Count == 0 || codes.Any(c => c.Code is null) || pages.Labels.Of(table, column).Contains(""))
            {
                pages.Questions.Add(
                    new Question(concept, 1, Reason.Of("ask.breakdown", ("column", column.Heading), ("dimension", concept)))
                );
                continue;
            }
            used.Add(column.At);
            if (codes.Any(c => c.Code == BreakdownDimensions.Total))
                WithTotal.Add(concept);
            var file = $"{prefix}{concept.ToLowerInvariant()}.csv";
            pages.Files[file] = DraftText.Table(
                codes.Select(c => (IReadOnlyList<string>)[c.Label, c.Code!]).Prepend([DraftText.Heading(columns.Of(column)), concept])
            );
            yield return ($"{concept}: {{ column: {DraftText.Q(columns.Of(column))}, codes: {file} }}", pages.Text.Sure(column.Because));
        }
    }

    public (string Line, string? Remark) Value()
    {
        var type = table.Numbers.Decimal is not null || table.IsRate || table.Numbers.Fractions ? "decimal" : "integer";
        if (table.Wide.Count > 0)
            return ($"OBS_VALUE: {{ unpivoted: true, type: {type} }}", null);
        if (table.First(ColumnRole.Value) is { } value)
        {
            used.Add(value.At);
            return ($"OBS_VALUE: {{ column: {DraftText.Q(columns.Of(value))}, type: {type} }}", null);
        }
        // Any column that is never empty can be counted for the record; the first used one is.
        var counted = table
            .Columns.Where(c => used.Contains(c.At) && c.Role != ColumnRole.Personal && columns.IsNamed(c))
            .Concat(table.Columns.Where(c => c.Role != ColumnRole.Personal && columns.IsNamed(c)))
            .Concat(table.Columns.Where(columns.IsNamed))
            .First();
        used.Add(counted.At);
        return ($"OBS_VALUE: {{ count: {DraftText.Q(columns.Of(counted))} }}", null);
    }

    private static string? MemberOf(string concept, string label, List<string> siblings) =>
        concept switch
        {
            "SEX" => BreakdownLabels.Sex(label, siblings),
            // An age band of the office's own stays as it is.
            "AGE" => BreakdownLabels.Age(label) ?? AgeBand.OfLabel(label)?.Code,
            _ when Vocabulary.Is(label, "unknown") => "_U",
            _ when Vocabulary.Is(label, "total") => BreakdownDimensions.Total,
            "CITIZENSHIP" => null,
            _ => Vocabulary.Member(concept, label) is { Confidence: >= 0.9 } member ? member.Code : null,
        };
}
