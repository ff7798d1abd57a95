namespace Observatory.Core.Mappings;

/// <summary>The source of a text: a column of the row, something said of the cell's column, a fact, or a lookup.</summary>
/// <param name="Column">The column of the row; 0 if the text is not in the row.</param>
/// <param name="Level">The header row whose heading of the cell's column is the text, from 1; 0 for none.</param>
/// <param name="Fact">The token of the fact; null for none.</param>
/// <param name="Lookup">What a lookup brings to the cell; null for none.</param>
internal readonly record struct TextOrigin(int Column, int Level, string? Fact, CellLookup? Lookup = null)
{
    /// <summary>The origin of a text without a place, such as the fixed part of a pattern.</summary>
    public static readonly TextOrigin None = new(-1, 0, null);

    /// <summary>The origin that a heading or a token names in a table with this header.</summary>
    public static TextOrigin Of(string name, TableHeader header, MappingRun run)
    {
        if (name == TextPattern.Unpivoted)
            return default;
        if (run.Lookups.FirstOrDefault(l => l.PlaceOf(name) >= 0) is { } rows)
            return new TextOrigin(
                0,
                0,
                null,
                new CellLookup(rows, rows.PlaceOf(name), [.. rows.Lookup.On.Select(on => Of(on, header, run))])
            );
        // A column of the file with such a heading comes before the words of the mapping.
        var column = header.ColumnOf(name);
        if (column == 0 && TextPattern.LevelOf(name) is { } level)
            return new TextOrigin(0, level, null);
        if (column == 0 && name.StartsWith(TextPattern.FactPrefix, StringComparison.Ordinal))
            return new TextOrigin(0, 0, name);
        return new TextOrigin(column, 0, null);
    }

    /// <summary>The columns of the row that it reads.</summary>
    public IEnumerable<int> RowColumns =>
        Lookup is { } lookup ? lookup.On.SelectMany(o => o.RowColumns)
        : Column > 0 ? [Column]
        : [];

    /// <summary>The facts that it reads.</summary>
    public IEnumerable<string> Facts =>
        Lookup is { } lookup ? lookup.On.SelectMany(o => o.Facts)
        : Fact is null ? []
        : [Fact];
}
