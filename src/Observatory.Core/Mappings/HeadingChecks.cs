using Observatory.Core.Normalising;
using Observatory.Core.Series;

namespace Observatory.Core.Mappings;

/// <summary>Checks the headings that a mapping names: a table uses each of them, each means one column, and few may be absent.</summary>
internal static class HeadingChecks
{
    private static readonly string[] MayBeAbsent =
    [
        .. BreakdownDimensions.All,
        Concepts.LowerBound,
        Concepts.UpperBound,
        Concepts.ObsStatus,
        Concepts.Note,
    ];

    /// <summary>Reports names for columns that no table uses, and headings that already belong to another column.</summary>
    public static void CheckNames(IReadOnlyList<MappingTable> tables, IReadOnlyList<Lookup> lookups, YamlWords words)
    {
        foreach (var group in tables.GroupBy(t => t.Optional, ReferenceEqualityComparer.Instance))
        foreach (var heading in group.First().Optional.Where(h => !group.SelectMany(TableHeader.Asked).Contains(h)))
            words.Wrong("optional", string.Join(", ", group.SelectMany(TableHeader.Asked).Distinct(StringComparer.Ordinal)), heading);
        foreach (var group in tables.GroupBy(t => t.Dialect, ReferenceEqualityComparer.Instance))
        {
            var asked = group
                .SelectMany(TableHeader.Asked)
                .Concat(lookups.SelectMany(l => l.On))
                .Select(LabelText.Key)
                .ToHashSet(StringComparer.Ordinal);
            var others = asked
                .Concat(group.SelectMany(t => t.Ignore.Select(i => i.Heading).Concat(t.NeverStore)).Select(LabelText.Key))
                .ToHashSet(StringComparer.Ordinal);
            foreach (var (name, called) in group.First().Dialect.AlsoCalled)
            {
                // Columns that must never be stored are removed before anything else is known of a file, so neverStore lists each of their
                // headings itself.
                if (!asked.Contains(LabelText.Key(name)) || group.Any(t => t.NeverStore.Any(h => LabelText.Key(h) == LabelText.Key(name))))
                    words.Wrong("dialect", string.Join(", ", group.SelectMany(TableHeader.Asked).Distinct(StringComparer.Ordinal)), name);
                foreach (var heading in called.Where(h => others.Contains(LabelText.Key(h))))
                    words.Wrong("dialect", "alsoCalled", heading);
            }
        }
    }

    /// <summary>
    /// A column may be absent only if a figure means the same without it: a breakdown, an interval, a remark, or a column that becomes
    /// rows. A column that tells totals from their parts, or rows that are left out, must be there; so must a breakdown whose parts would
    /// compete for one figure.
    /// </summary>
    public static void CheckOptional(MappingTable table, YamlWords words)
    {
        if (table.Optional.Count == 0)
            return;
        var sources = table.Concepts.Concat(table.Series.SelectMany(s => s.Concepts)).ToList();
        var needed = TableHeader
            .Asked(
                table with
                {
                    Concepts = new Dictionary<string, ConceptSource>(),
                    Series =
                    [
                        new SeriesBlock(
                            "",
                            sources.Where(IsNeeded).Select((s, i) => (s, i)).ToDictionary(s => $"{s.i}", s => s.s.Value),
                            []
                        ),
                    ],
                    Unpivot =
                        table.Unpivot.All(u => table.Optional.Contains(u.Heading)) && table.UnpivotMatching is null ? table.Unpivot : [],
                }
            )
            .ToHashSet(StringComparer.Ordinal);
        foreach (var heading in table.Optional.Where(needed.Contains))
            words.Wrong("optional", string.Join(", ", TableHeader.Asked(table).Where(h => !needed.Contains(h))), heading);

        bool IsNeeded(KeyValuePair<string, ConceptSource> source) =>
            !(source.Value.Codes?.Concepts ?? [source.Key]).All(MayBeAbsent.Contains)
            || source.Value.Codes?.Rows.Any(r => r.LeftOut || r.Codes.Contains(BreakdownDimensions.Total)) == true
            || (table.ConflictStopsKey && TableHeader.IsBreakdown(source.Key, source.Value));
    }
}
