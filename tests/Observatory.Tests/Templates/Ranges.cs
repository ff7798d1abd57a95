using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace Observatory.Tests.Templates;

/// <summary>The ranges that entry rules of a workbook name.</summary>
internal static partial class Ranges
{
    /// <summary>
    /// Asserts that there are lists, and that each range on another sheet exists and is filled from its first to its last cell.
    /// </summary>
    /// <param name="lists">True where there must be lists: the mapping has tables for labels of columns.</param>
    public static void AreFilled(byte[] bytes, bool lists = true)
    {
        var workbook = new FilledWorkbook(bytes);
        var rows = FilledWorkbook.Rows(bytes).ToDictionary(r => (r.Sheet, r.Number));
        var entries = workbook.Entries().ToList();
        Assert.Equal(lists, entries.Any(e => e.Kind == "list"));
        foreach (var (sheet, range, kind, formula) in entries)
        {
            Assert.Contains(sheet, workbook.Sheets);
            Assert.Matches("^[A-Z]+[0-9]+:[A-Z]+[0-9]+$", range);
            var ranges = Range().Matches(formula);
            Assert.True(kind != "list" || ranges.Count == 1, formula);
            foreach (Match named in ranges)
            {
                var column = named.Groups[2].Value.Aggregate(0, (sum, letter) => (sum * 26) + letter - 'A' + 1);
                var (from, to) = (
                    int.Parse(named.Groups[3].Value, CultureInfo.InvariantCulture),
                    int.Parse(named.Groups[4].Value, CultureInfo.InvariantCulture)
                );
                Assert.True(from <= to, formula);
                for (var row = from; row <= to; row++)
                    Assert.True(
                        rows[(named.Groups[1].Value.Replace("''", "'", StringComparison.Ordinal), row)][column].Length > 0,
                        $"{formula} row {row}"
                    );
                Assert.True(
                    !rows.TryGetValue((named.Groups[1].Value, to + 1), out var after) || after[column].Length == 0,
                    $"{formula} ends too early"
                );
            }
        }
    }

    [GeneratedRegex(@"'((?:[^']|'')+)'!\$([A-Z]+)\$(\d+):\$\2\$(\d+)")]
    private static partial Regex Range();
}
