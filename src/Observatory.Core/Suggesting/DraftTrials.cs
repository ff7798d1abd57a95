using Observatory.Core.Checking;
using Observatory.Core.Mappings;

namespace Observatory.Core.Suggesting;

/// <summary>The assumptions of a draft until reading its own file disproves them, and what that reading has shown.</summary>
internal sealed class DraftTrials(Suggestion found, DraftLabels labels)
{
    private const int MostMarks = 50;

    private readonly HashSet<string> _marks = new(StringComparer.Ordinal);
    private bool _sumsColumns = true;
    private bool _bringsPlaces = true;

    /// <summary>Rows that print a sum are compared with the figures above them; otherwise they are left out.</summary>
    public bool SumsRows { get; private set; } = true;

    /// <summary>Rows that share a key are added up.</summary>
    public bool Adds { get; private set; }

    /// <summary>Keys with two values are stopped individually.</summary>
    public bool StopsKeys { get; private set; }

    /// <summary>Numbers whose marks are not proved are left out.</summary>
    public bool DropsNumbers { get; private set; }

    /// <summary>Texts in place of numbers.</summary>
    public IReadOnlySet<string> Marks => _marks;

    /// <summary>Whether places with names of their own become areas of the country.</summary>
    public bool Brings(TableSuggestion table) => _bringsPlaces && MayBring(table);

    /// <summary>Of a column that nobody uses, only the rows of its total are read.</summary>
    public bool KeepsWholes { get; private set; }

    /// <summary>If several sources have the same figures, one is read.</summary>
    public bool KeepsOneSource { get; private set; }

    /// <summary>The columns that print sums of columns that are read, with those columns.</summary>
    public IReadOnlyList<(int Total, IReadOnlyList<int> Parts)> Sums(TableSuggestion table) =>
        _sumsColumns
            ?
            [
                .. table.RowSums.Where(s =>
                    table.Columns[s.Total - 1].Role == ColumnRole.Total && s.Parts.All(p => table.Wide.Any(w => w.At == p))
                ),
            ]
            : [];

    /// <summary>Takes in what reading the file with the draft shows and the draft can express; false if there is nothing more.</summary>
    public bool Learns(FileReading reading)
    {
        var learned = false;
        if (SumsRows && reading.Findings.Counts.ContainsKey(FindingCodes.TotalDiffers))
            (learned, SumsRows) = (true, false);
        if (_sumsColumns && reading.Findings.Counts.ContainsKey(FindingCodes.RowTotalDiffers))
            (learned, _sumsColumns) = (true, false);
        if (reading.Findings.Counts.ContainsKey(FindingCodes.KeyDuplicate))
        {
            // The same name twice is two places, or a place inside another: nothing may be added up.
            if (_bringsPlaces && found.DraftTables.Any(MayBring))
                (learned, _bringsPlaces) = (true, false);
            else if (!KeepsOneSource && found.DraftTables.Any(t => t.MainSource is not null))
                learned = KeepsOneSource = true;
            else if (!KeepsWholes && found.DraftTables.Any(t => t.WholeMembers.Count > 0))
                learned = KeepsWholes = true;
            else if (!Adds && !found.Tables.Any(t => IsNoCount(t) || IsNoSum(t)))
                learned = Adds = true;
            else if (!StopsKeys)
                learned = StopsKeys = true;
        }
        foreach (var finding in reading.Findings.Kept.Where(f => f.Code == FindingCodes.ValueNotNumber))
        {
            var text = finding.Arguments.GetValueOrDefault("value", "").Trim();
            if (NumberEvidence.LooksLikeNumber(text))
                (learned, DropsNumbers) = (learned || !DropsNumbers, true);
            else if (text.Length is > 0 and < 100 && _marks.Count < MostMarks)
                learned |= _marks.Add(text);
        }
        return learned;
    }

    /// <summary>Rates and fractions are never added up.</summary>
    private static bool IsNoCount(TableSuggestion table) =>
        table.IsRate
        || (
            table.Unit is null
            && (table.Numbers.Decimal is not null || table.Numbers.Fractions)
            && table.Wide.All(w => w.Facet!.Unit is null)
        );

    /// <summary>Rows that contradict each other, and figures in several units, are never added up.</summary>
    private static bool IsNoSum(TableSuggestion table) =>
        table.HasTwins || table.Columns.Any(c => c.Role == ColumnRole.Unit && c.Labels > 1);

    private bool MayBring(TableSuggestion table) =>
        found.Country != AreaMatcher.International
        && !table.IsNested
        && table.First(ColumnRole.Area) is null
        && table.First(ColumnRole.FineArea) is { } names
        && labels.Of(table, names) is { Count: > 0 and < DraftLabels.Most } own
        && !own.Contains("");
}
