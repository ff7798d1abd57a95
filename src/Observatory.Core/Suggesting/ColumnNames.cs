using Observatory.Core.Normalising;

namespace Observatory.Core.Suggesting;

/// <summary>What the mapping calls each column: its heading, the headings of all header rows joined, or a name given by its letter.</summary>
internal sealed class ColumnNames
{
    private readonly Dictionary<int, string> _names = [];
    private readonly List<(string Letter, string Name)> _given = [];

    public ColumnNames(TableSuggestion table)
    {
        var lowest = table.Columns.Where(c => c.Heading.Length > 0).ToLookup(c => LabelText.Key(c.Heading));
        var whole = table.Columns.ToLookup(c => LabelText.Key(Path(c)));
        foreach (var column in table.Columns)
        {
            if (column.Heading.Length > 0 && lowest[LabelText.Key(column.Heading)].Count() == 1)
                _names[column.At] = column.Heading;
            else if (column.Heading.Length > 0 && table.HeaderRows > 1 && whole[LabelText.Key(Path(column))].Count() == 1)
                _names[column.At] = Path(column);
            else if (column.Role != ColumnRole.Empty)
                Give(column);
        }
    }

    /// <summary>Names given to columns that have none of their own.</summary>
    public IReadOnlyList<(string Letter, string Name)> Given => _given;

    public bool IsNamed(ColumnSuggestion column) => _names.ContainsKey(column.At);

    public string Of(ColumnSuggestion column) => _names[column.At];

    private static string Path(ColumnSuggestion column) => string.Join(" / ", column.Parts.Where(p => p.Length > 0));

    private void Give(ColumnSuggestion column)
    {
        var name = column.Heading.Length > 0 ? $"{column.Heading} ({column.Letter})" : $"column {column.Letter}";
        _names[column.At] = name;
        _given.Add((column.Letter, name));
    }
}
