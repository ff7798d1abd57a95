using System.Text.RegularExpressions;
using Observatory.Core.Mappings;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;

namespace Observatory.Core.Suggesting;

/// <summary>
/// The mapping's name for each column: its heading, the headings of all header rows joined, or a name given by its letter. A heading keeps
/// its name only if the reader finds this column and no other by it, and if no word of the mapping language is written the same way.
/// </summary>
internal sealed partial class ColumnNames
{
    private const int LongestName = 200;

    private readonly Dictionary<int, string> _names = [];
    private readonly List<(string Letter, string Name)> _given = [];
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    public ColumnNames(TableSuggestion table)
    {
        var lowest = table.Columns.Where(c => c.Heading.Length > 0).ToLookup(c => LabelText.Key(c.Heading));
        var whole = table.Columns.ToLookup(c => LabelText.Key(Path(c)));
        var headings = HeadingsOf(table, []);
        foreach (var column in table.Columns)
        {
            if (
                column.Heading.Length > 0
                && lowest[LabelText.Key(column.Heading)].Count() == 1
                && Takes(table, column, column.Heading, headings)
            )
                continue;
            if (column.Heading.Length > 0 && table.HeaderRows > 1 && whole[LabelText.Key(Path(column))].Count() == 1)
                Takes(table, column, Path(column), headings);
        }
        var needed = table
            .Subtotals.Concat(table.Totals)
            .Select(t => t.Column)
            .Concat(table.FillDown)
            .Append(table.SectionColumn ?? 0)
            .ToHashSet();
        foreach (
            var column in table.Columns.Where(c =>
                !_names.ContainsKey(c.At) && (c.Role != ColumnRole.Empty || c.Heading.Length > 0 || needed.Contains(c.At))
            )
        )
            Give(column);
        // A name given to one column may be the name of another in a header of several rows.
        for (var isSettled = false; !isSettled; )
        {
            headings = HeadingsOf(table, _given);
            isSettled = true;
            foreach (
                var column in table.Columns.Where(c =>
                    _names.TryGetValue(c.At, out var name)
                    && !table.IsSection(c)
                    && headings.ColumnOf(name) != c.At
                    && _given.All(g => g.Letter != c.Letter)
                )
            )
            {
                Give(column);
                isSettled = false;
            }
        }
    }

    /// <summary>Names given to columns that have none.</summary>
    public IReadOnlyList<(string Letter, string Name)> Given => _given;

    public bool IsNamed(ColumnSuggestion column) => _names.ContainsKey(column.At);

    public string Of(ColumnSuggestion column) => _names[column.At];

    private static string Path(ColumnSuggestion column) => string.Join(" / ", column.Parts.Where(p => p.Length > 0));

    /// <summary>The header as the reader sees it, with the names that the mapping gives.</summary>
    private static HeadingRows HeadingsOf(TableSuggestion table, IReadOnlyList<(string Letter, string Name)> given)
    {
        var columns = table.Columns.Where(c => !table.IsSection(c)).ToList();
        var rows = Enumerable
            .Range(0, columns.Select(c => c.Parts.Count).DefaultIfEmpty(0).Max())
            .Select(level => new GridRow(table.Sheet, level + 1, [.. columns.Select(c => level < c.Parts.Count ? c.Parts[level] : "")]))
            .ToList();
        var names = given.ToDictionary(g => table.Columns.First(c => c.Letter == g.Letter).At, g => g.Name);
        return new HeadingRows(rows, table.Sheet, TableDialect.Default with { HeaderRows = rows.Count, Names = names });
    }

    private bool Takes(TableSuggestion table, ColumnSuggestion column, string heading, HeadingRows headings)
    {
        // A star at the end is a wildcard; as a footnote mark it is not part of the heading.
        var name = heading.TrimEnd('*', ' ');
        if (!table.IsSection(column) && (!IsFit(name) || headings.ColumnOf(name) != column.At))
            return false;
        if (!_taken.Add(LabelText.Key(name)))
            return false;
        _names[column.At] = name;
        return true;
    }

    /// <summary>
    /// False for a name that the mapping language reads as something other than a heading, and for one too long for a word of a mapping. A
    /// label table of the draft has columns <c>name</c> and <c>note</c> beside its labels.
    /// </summary>
    private static bool IsFit(string name) =>
        name.Length is > 0 and <= LongestName
        && name.IndexOfAny(['{', '}', '*']) < 0
        && TextPattern.IsHeading(name)
        && !Length().IsMatch(name)
        && LabelText.Key(name) is not ("" or "NAME" or "NOTE");

    private void Give(ColumnSuggestion column)
    {
        var byHeading = $"{column.Heading} ({column.Letter})";
        var start = column.Heading.Length > 0 && IsFit(byHeading) ? byHeading : $"column {column.Letter}";
        var name = start;
        for (var i = 2; !_taken.Add(LabelText.Key(name)); i++)
            name = $"{start} {DraftText.N(i)}";
        _names[column.At] = name;
        _given.Add((column.Letter, name));
    }

    /// <summary>In a pattern, a number after a colon says how much of the text is used.</summary>
    [GeneratedRegex(@":\d+$", RegexOptions.CultureInvariant)]
    private static partial Regex Length();
}
