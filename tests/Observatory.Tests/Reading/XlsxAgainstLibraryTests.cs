using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Reading;
using Observatory.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Observatory.Tests.Reading;

/// <summary>Our XLSX reader beside the library: the same texts, kinds and addresses, in no more time.</summary>
[Collection(nameof(AloneOnTheMachine))]
public sealed partial class XlsxAgainstLibraryTests(ITestOutputHelper output)
{
    private static IEnumerable<string> Workbooks =>
        new[] { "feeds", "hostile" }
            .SelectMany(f => Directory.EnumerateFiles(Shared.Path(f), "*.xlsx", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal);

    [SharedFact]
    public void Every_workbook_that_both_read_gives_the_same_cells()
    {
        var outcomes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var unexplained = new List<string>();
        foreach (var path in Workbooks)
        {
            using var content = new MemoryStream(File.ReadAllBytes(path));
            var outcome = Outcome(content, out var difference);
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
            if (outcome == "unexplained")
                unexplained.Add($"{path}: {difference}");
        }

        foreach (var (outcome, count) in outcomes)
            output.WriteLine($"{count, 5} {outcome}");
        Assert.True(unexplained.Count == 0, string.Join('\n', unexplained));
        Assert.InRange(outcomes["same"], 350, int.MaxValue);
    }

    /// <summary>The library reads a workbook of the strict edition as if it were empty, so its twin is the measure.</summary>
    [SharedFact]
    public void The_strict_edition_of_a_workbook_gives_the_same_cells_as_the_usual_one()
    {
        var twins = 0;
        foreach (var strict in Workbooks.Where(p => Path.GetFileName(Path.GetDirectoryName(p)) == "strict"))
        {
            var usual = Path.Combine(Path.GetDirectoryName(strict)!, "..", Path.GetFileName(strict));
            if (!File.Exists(usual) || Rows(strict) is not { } one || Rows(usual) is not { } other)
                continue;
            // Excel itself wrote some cells anew as it saved the other edition: numbers again, empty formatted rows not.
            Assert.Equal(Texts(other), Texts(one));
            twins++;
        }

        output.WriteLine($"{twins} pairs");
        Assert.InRange(twins, 5, int.MaxValue);
    }

    private static string Outcome(MemoryStream content, out string? difference)
    {
        difference = null;
        List<GridRow>? library = null;
        try
        {
            var mine = SourceFile.Open(content, "x.xlsx", ReadLimits.Default).Rows(default).ToList();
            try
            {
                library = LibraryXlsx.Read(content);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                return "read by us, the library fails";
            }

            difference = Difference(mine, library);
            if (difference is null)
                return mine.Sum(r => Enumerable.Range(1, r.Count).Count(c => r.KindOf(c) == CellKind.Error)) == LibraryXlsx.Errors(content)
                    ? "same"
                    : "unexplained";
            var sheets = Sheets(content);
            return library.Count == 0 && sheets.Any(s => s.Contains("http://purl.oclc.org/ooxml", StringComparison.Ordinal))
                    ? "strict edition, in which the library finds no row"
                : sheets.Any(s => SmallLetters().IsMatch(s)) ? "cells named in small letters, which the library puts in the next column"
                : sheets.Any(s => s.Contains("t=\"d\"", StringComparison.Ordinal))
                    ? "dates written by ISO 8601, of which the library knows one form"
                : "unexplained";
        }
        catch (UnreadableFileException refusal)
        {
            // What goes past a limit the library is not let at: that is how it hangs.
            return $"refused by us, {refusal.Finding.Code}";
        }
    }

    private static List<string> Sheets(Stream content)
    {
        using var zip = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
        return
        [
            .. zip
                .Entries.Where(e => e.FullName.Contains("worksheets/", StringComparison.OrdinalIgnoreCase))
                .Select(e =>
                {
                    using var text = new StreamReader(e.Open());
                    return text.ReadToEnd();
                }),
        ];
    }

    private static string? Difference(List<GridRow> mine, List<GridRow> library)
    {
        if (mine.Count != library.Count)
            return $"{mine.Count} rows for {library.Count}";
        // Hidden sheets come last with us, in the workbook's order with the library.
        var order = mine.Select(r => r.Sheet).Distinct().Select((sheet, at) => (sheet, at)).ToDictionary(s => s.sheet, s => s.at);
        foreach (var (a, b) in mine.OrderBy(r => order[r.Sheet]).Zip(library.OrderBy(r => order.GetValueOrDefault(r.Sheet, int.MaxValue))))
        {
            if (a.Sheet != b.Sheet || a.Number != b.Number)
                return $"row {a.Sheet}!{a.Number} for {b.Sheet}!{b.Number}";
            for (var c = 1; c <= Math.Max(a.Count, b.Count); c++)
            {
                if (!IsSame(a, b, c))
                    return $"{a.At(c)} '{a[c]}' {a.KindOf(c)} for '{b[c]}' {b.KindOf(c)}";
            }
        }

        return null;
    }

    /// <summary>
    /// The same, but for what we know better: errors, formulas without a value, marked runs, times of day, days before the first.
    /// </summary>
    private static bool IsSame(GridRow a, GridRow b, int c) =>
        (a.KindOf(c), b.KindOf(c)) switch
        {
            (CellKind.Error, var other) => other == CellKind.Empty,
            (CellKind.Formula, var other) => other == CellKind.Empty || b[c] == "0",
            (CellKind.Text, CellKind.Text) => a[c] == b[c] || Unmarked(a[c]) == b[c],
            // A time alone, where the library sees the day from which it counts.
            (CellKind.Date, CellKind.Date) => a[c] == b[c]
                || (
                    TimeAlone().IsMatch(a[c])
                    && b[c] is "1899-12-31" or "1904-01-01" or ['1', '9', '0', '4', '-', '0', '1', '-', '0', '1', 'T', ..]
                )
                || IsFrom1904(a[c], b[c]),
            // No day before the first; and a colour, [Magenta], that the library takes for elapsed months or minutes.
            (CellKind.Number, CellKind.Date) => a[c] == "0" || a[c].StartsWith('-') || Elapsed().IsMatch(b[c]),
            // A format that the library cannot take apart, such as mmm'yy.
            (CellKind.Date, CellKind.Number) => CellText.TryDate(
                double.Parse(b[c], CultureInfo.InvariantCulture),
                from1904: false,
                out var date
            )
                && date == a[c],
            var (kind, other) => kind == other && a[c] == b[c],
        };

    /// <summary>True where the library counts the days of a workbook from 1900 that says it counts them from 1904.</summary>
    private static bool IsFrom1904(string ours, string theirs) =>
        DateTime.TryParse(ours, CultureInfo.InvariantCulture, out var one)
        && DateTime.TryParse(theirs, CultureInfo.InvariantCulture, out var other)
        && one - other == TimeSpan.FromDays(1462);

    private static string Unmarked(string text) =>
        string.Concat(
            text.Replace(MarkedRuns.Struck, "", StringComparison.Ordinal)
                .Select(letter =>
                    "⁰¹²³⁴⁵⁶⁷⁸⁹".IndexOf(letter, StringComparison.Ordinal) is >= 0 and var raised ? (char)('0' + raised)
                    : "₀₁₂₃₄₅₆₇₈₉".IndexOf(letter, StringComparison.Ordinal) is >= 0 and var lowered ? (char)('0' + lowered)
                    : letter
                )
        );

    private static List<GridRow>? Rows(string path)
    {
        using var content = File.OpenRead(path);
        try
        {
            return [.. SourceFile.Open(content, "x.xlsx", ReadLimits.Default).Rows(default)];
        }
        catch (UnreadableFileException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Texts(List<GridRow> rows) =>
        rows.SelectMany(r => Enumerable.Range(1, r.Count).Where(c => r[c].Length > 0).Select(c => $"{r.At(c)} {r[c]}"));

    [GeneratedRegex("^[0-9]{2}:[0-9]{2}:[0-9]{2}$")]
    private static partial Regex TimeAlone();

    [GeneratedRegex("^[0-9]+:[0-9]{2}:[0-9]{2}$")]
    private static partial Regex Elapsed();

    [GeneratedRegex("<c r=\"[a-z]+[0-9]+\"")]
    private static partial Regex SmallLetters();
}
