using Observatory.Core.Series;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Mappings;

/// <summary>
/// Reads the words of <c>mapping.yaml</c> that describe a table: its place in the file, its concepts and series, and by the types for their
/// subjects its dialect, rows, columns, cells, and wholes.
/// </summary>
/// <param name="brought">The names of the columns that lookups bring.</param>
internal sealed class TableWords(
    TaxonomyCatalogue taxonomy,
    LabelTableReader tables,
    ConceptWords conceptWords,
    IReadOnlyList<string> brought
)
{
    private static readonly Dictionary<string, bool> Conflicts = new() { ["refuse"] = false, ["stopKey"] = true };
    private static readonly Dictionary<string, IdenticalRows> Identical = new()
    {
        ["keep"] = IdenticalRows.Keep,
        ["leaveOut"] = IdenticalRows.LeaveOut,
        ["refuse"] = IdenticalRows.Refuse,
    };

    private readonly RowWords _rows = new(conceptWords);
    private readonly CellWords _cells = new(conceptWords);
    private readonly WholeWords _wholes = new(taxonomy, tables, conceptWords);

    /// <summary>The words of a table; a table inherits what it does not say from the words above all tables.</summary>
    public MappingTable Read(YamlWords words, MappingTable? from)
    {
        var concepts = ConceptsOf(words, from?.Concepts);
        var series = words.List("series").Select(SeriesBlockOf).ToList();
        var dialect = words.Words("dialect") is { } said ? DialectWords.Read(said) : from?.Dialect ?? TableDialect.Default;
        // A mark's first period is in the table's own frequency, so the frequency has to be known first.
        var frequency = concepts.TryGetValue(Concepts.Freq, out var freq) ? FrequencyCodes.TryParse(freq.Value) : null;
        return new MappingTable
        {
            File = words.Text("file") ?? from?.File,
            Sheet = words.Text("sheet") ?? from?.Sheet,
            Dialect = dialect,
            Optional = words.Has("optional") || from is null ? words.Texts("optional") : from.Optional,
            Brought = brought,
            StopAt = words.Has("stopAt") || from is null ? conceptWords.Conditions(words.Words("stopAt")) : from.StopAt,
            LeaveOut = words.Has("leaveOut") || from is null ? [.. words.List("leaveOut").Select(_rows.RowRuleOf)] : from.LeaveOut,
            Sections = words.Has("sections") || from is null ? [.. words.List("sections").Select(_rows.SectionOf)] : from.Sections,
            FillDown = words.Has("fillDown") || from is null ? words.Texts("fillDown") : from.FillDown,
            CheckOnly = words.Has("checkOnly") || from is null ? [.. words.List("checkOnly").Select(_rows.RowRuleOf)] : from.CheckOnly,
            RowTotals = words.Has("rowTotals") || from is null ? [.. words.List("rowTotals").Select(RowWords.RowTotalOf)] : from.RowTotals,
            Expect = words.Has("expect") || from is null ? [.. words.List("expect").Select(RowWords.ExpectationOf)] : from.Expect,
            IdenticalRows = words.OneOf("identicalRows", Identical) ?? from?.IdenticalRows,
            ConflictStopsKey = words.OneOf("conflicts", Conflicts) ?? from?.ConflictStopsKey ?? false,
            Remarks =
                words.Has("remarks") || from is null ? [.. words.List("remarks").Select(r => _cells.RemarkOf(r, frequency))] : from.Remarks,
            Totals = words.Has("totals") || from is null ? [.. words.List("totals").Select(_rows.TotalOf)] : from.Totals,
            Unpivot = words.Has("unpivot") || from is null ? ColumnWords.Unpivot(words) : from.Unpivot,
            UnpivotMatching =
                words.Has("unpivotMatching") || from is null
                    ? ColumnWords.UnpivotMatching(words.Words("unpivotMatching"))
                    : from.UnpivotMatching,
            Ignore = words.Has("ignore") || from is null ? ColumnWords.Ignored(words) : from.Ignore,
            NeverStore = words.Has("neverStore") || from is null ? words.Texts("neverStore") : from.NeverStore,
            Marks = words.Has("marks") || from is null ? [.. words.List("marks").Select(m => _cells.MarkOf(m, frequency))] : from.Marks,
            Concepts = concepts,
            Series = words.Has("series") || from is null ? series : from.Series,
            TotalOver = words.Has("totalOver") || from is null ? WholeWords.TotalOver(words) : from.TotalOver,
            CombineSum = Combine(words) ?? from?.CombineSum ?? false,
            Fill = words.Has("fill") || from is null ? _wholes.Fill(words.Words("fill")) : from.Fill,
            Covers = words.Has("covers") || from is null ? _wholes.Covers(words.Words("covers")) : from.Covers,
            Partitions =
                words.Has("partitions") || from is null ? [.. words.List("partitions").Select(_wholes.PartitionOf)] : from.Partitions,
            Checks = words.Has("checks") || from is null ? [.. words.List("checks").Select(_wholes.SumRuleOf)] : from.Checks,
        };
    }

    private static bool? Combine(YamlWords words)
    {
        var combine = words.Text("combine");
        if (combine is not (null or "sum"))
            words.Wrong("combine", "sum", combine, "sum");
        return combine is null ? null : true;
    }

    private Dictionary<string, ConceptSource> ConceptsOf(YamlWords words, IReadOnlyDictionary<string, ConceptSource>? from)
    {
        var concepts = from is null
            ? new Dictionary<string, ConceptSource>(StringComparer.Ordinal)
            : new Dictionary<string, ConceptSource>(from, StringComparer.Ordinal);
        if (words.Words("concepts") is not { } listed)
            return concepts;
        ReadConcepts(listed, concepts);
        return concepts;
    }

    private void ReadConcepts(YamlWords listed, Dictionary<string, ConceptSource> into)
    {
        foreach (var concept in Concepts.All)
            if (listed.Words(concept) is { } source)
                into[concept] = conceptWords.Source(concept, source);
        listed.Finish();
    }

    private SeriesBlock SeriesBlockOf(YamlWords words)
    {
        var name = words.Text("name", true) ?? "";
        var concepts = new Dictionary<string, ConceptSource>(StringComparer.Ordinal);
        if (words.Words("concepts", true) is { } listed)
            ReadConcepts(listed, concepts);
        var totals = WholeWords.TotalOver(words);
        words.Finish();
        return new SeriesBlock(name, concepts, totals);
    }
}
