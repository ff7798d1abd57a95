using System.Globalization;
using Observatory.Core.Cells;
using Observatory.Core.Reading;

namespace Observatory.Core.Suggesting;

/// <summary>
/// Finds the table in a sheet: the title block above it, the rows of its header, and the end of its data. It uses form alone: how many
/// cells of a row are filled, which of them are numbers, what repeats below.
/// </summary>
internal static class TableFinder
{
    private const int HeaderWithin = 120;
    private const int Below = 30;
    private const int TailRows = 60;
    private const int MaxHeaderRows = 4;
    private const int LeastRowsWithoutHeader = 3;
    private const int LeastCounted = 4;

    /// <summary>Null if the sheet has no table, because it has fewer than two rows or only a single cell in each.</summary>
    public static TableBounds? Find(SheetRows sheet)
    {
        var rows = sheet.Rows;
        var bottom = BestHeader(rows);
        if (bottom < 0)
            return WithoutHeader(sheet);
        var top = bottom;
        while (top > 0 && bottom - top < MaxHeaderRows - 1 && IsUpperHeader(rows[top - 1], rows[top], rows, bottom))
            top--;
        return Bounds(sheet, rows.GetRange(top, bottom - top + 1), top, bottom);
    }

    /// <summary>Rows without a header: a table whose columns are named by their letters. Null if the rows are not alike.</summary>
    private static TableBounds? WithoutHeader(SheetRows sheet)
    {
        var rows = sheet.Rows;
        var filled = rows.Take(HeaderWithin).Where(r => !r.IsBlank).Select(Filled).Order().ToList();
        if (filled.Count < LeastRowsWithoutHeader || filled[filled.Count / 2] is var usual && usual < 2)
            return null;
        var first = rows.FindIndex(r => Filled(r) >= Math.Max(2, 0.5 * usual));
        var sample = rows.Skip(first).Where(r => !r.IsBlank).Take(Below).ToList();
        // In a table, figures are below figures; otherwise these are lines of a text.
        var hasFigures = Enumerable.Range(1, sample.Max(r => r.Count)).Any(c => sample.Count(r => IsFigure(r, c)) >= 0.8 * sample.Count);
        if (!hasFigures || Bounds(sheet, [new GridRow(sheet.Name, 0, [])], first, first - 1) is not { } bounds)
            return null;
        return bounds with { FirstRow = rows[first].Number };
    }

    private static TableBounds? Bounds(SheetRows sheet, List<GridRow> header, int top, int bottom)
    {
        var rows = sheet.Rows;
        var (end, printed, footer) = End(rows, bottom);
        var data = new List<GridRow>();
        for (var i = bottom + 1; i < end; i++)
            if (!rows[i].IsBlank)
                data.Add(rows[i]);
        var totals = Proved(data, printed);
        if (data.Count == 0)
            return null;
        return ReportLayout.Apply(
            new TableBounds(sheet, header, data, totals, footer, [.. rows.Take(top).Where(r => !r.IsBlank)])
            {
                // A label that occurs repeatedly is a member of its column and not a row that prints a sum.
                Unproved = printed
                    .Except(totals)
                    .Where(t => data.Count(r => Vocabulary.Is(r[t.Column], "total")) == 1)
                    .Select(t => t.Row.Number)
                    .FirstOrDefault(),
            }
        );
    }

    /// <summary>
    /// The rows at the end that print the sums of the rows above them. The others are ordinary rows, whatever word they contain.
    /// </summary>
    private static List<(GridRow Row, int Column)> Proved(List<GridRow> data, List<(GridRow Row, int Column)> printed)
    {
        var totals = new List<(GridRow, int)>();
        if (printed.Count == 0)
            return totals;
        var width = data.Concat(printed.Select(p => p.Row)).Max(r => r.Count);
        // If there are sums in between, the last one is the sum of the plain rows.
        var (all, plain) = (new PrintedSums(width), new PrintedSums(width));
        foreach (var row in data)
            Add(row);
        foreach (var (row, column) in printed)
        {
            if (plain.IsPrintedBy(row) || all.IsPrintedBy(row))
            {
                totals.Add((row, column));
                continue;
            }
            data.Add(row);
            Add(row);
        }
        return totals;

        void Add(GridRow row)
        {
            all.Add(row);
            if (ReportLayout.SubtotalColumn(row) is null)
                plain.Add(row);
        }
    }

    internal static bool IsFigure(GridRow row, int column) =>
        row.KindOf(column) == CellKind.Number || NumberEvidence.LooksLikeNumber(row[column]);

    internal static int Filled(GridRow row)
    {
        var filled = 0;
        for (var c = 1; c <= row.Count; c++)
            if (!string.IsNullOrWhiteSpace(row[c]))
                filled++;
        return filled;
    }

    private static int BestHeader(List<GridRow> rows)
    {
        var (best, bestScore) = (-1, 0.0);
        var within = Math.Min(rows.Count - 1, HeaderWithin);
        for (var i = 0; i < within; i++)
        {
            var score = HeaderScore(rows, i);
            if (score > bestScore + 0.05)
                (best, bestScore) = (i, score);
        }
        return best;
    }

    /// <summary>
    /// How much a row looks like the last row of a header: texts over figures, as wide as the rows below, each text once.
    /// </summary>
    private static double HeaderScore(List<GridRow> rows, int at)
    {
        var header = rows[at];
        var filled = Filled(header);
        if (filled < 2)
            return 0;
        var below = rows.Skip(at + 1).Where(r => !r.IsBlank).Take(Below).ToList();
        if (below.Count == 0)
            return 0;
        // A footer or a title among the next rows is narrow: the table is as wide as its wider half.
        var widths = below.Select(Filled).Order().ToList();
        var usual = Math.Max(1, widths[widths.Count * 3 / 4]);
        if (filled < 0.5 * usual)
            return 0;
        var (labels, figures, repeated, typed) = (0, 0, 0, 0);
        var (counts, alike) = (CountsUp(header), 0);
        for (var c = 1; c <= header.Count; c++)
        {
            var text = header[c];
            if (string.IsNullOrWhiteSpace(text))
                continue;
            var isHeading = IsHeading(header, c) || counts;
            if (isHeading)
                labels++;
            else
                figures++;
            var seen = below.Count(r => !string.IsNullOrWhiteSpace(r[c]));
            if (seen == 0)
                continue;
            var isAlike = isHeading
                ? !counts && IsYear(text) && below.Count(r => IsYear(r[c])) >= 0.8 * seen
                : below.Count(r => IsFigure(r, c)) >= 0.8 * seen;
            if (isAlike)
                alike++;
            else if (isHeading && below.Count(r => IsFigure(r, c) || r.KindOf(c) == CellKind.Date || LooksDated(r[c])) >= 0.5 * seen)
                typed++;
            if (!counts && below.Any(r => string.Equals(r[c].Trim(), text.Trim(), StringComparison.OrdinalIgnoreCase)))
                repeated++;
        }
        if (labels < figures * 2)
            return 0;
        // Figures over figures and years over years, without a word over any of them: the first record of a table without a header.
        if (alike > 0 && typed == 0)
            return 0;
        var wide = Math.Min(1.0, filled / (double)usual);
        var contrast = typed > 0 ? 0.5 + (0.5 * Math.Min(1, typed / 2.0)) : 0.35;
        var single = 1 - (repeated / (double)filled);
        // The name of a section may come before its first record.
        var next = Filled(below[0]) == 1 && below.Count > 1 ? below[1] : below[0];
        var alone = Filled(next) >= 0.5 * usual ? 1 : 0.7;
        return wide * contrast * single * alone * (1 - (0.5 * figures / filled));
    }

    /// <summary>
    /// True for headings such as the numbers of months: every figure is one more than the one before it, or begins again at 1.
    /// </summary>
    internal static bool CountsUp(GridRow row)
    {
        var (before, numbers) = (0, 0);
        for (var c = 1; c <= row.Count; c++)
        {
            if (string.IsNullOrWhiteSpace(row[c]) || !IsFigure(row, c))
                continue;
            if (
                !int.TryParse(row[c].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || (number != before + 1 && number != 1)
                || (numbers == 0 && number != 1)
            )
                return false;
            (before, numbers) = (number, numbers + 1);
        }
        return numbers >= LeastCounted;
    }

    private static bool LooksDated(string text) => DateEvidence.LooksLikeDate(text);

    /// <summary>A heading is a text, or a year by itself.</summary>
    private static bool IsHeading(GridRow row, int column)
    {
        if (row.KindOf(column) == CellKind.Date)
            return false;
        var text = row[column].Trim();
        return !IsFigure(row, column) || IsYear(text);
    }

    internal static bool IsYear(string text) =>
        text.Trim().Length == 4
        && int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var year)
        && year is >= 1900 and <= 2100;

    /// <summary>A row above belongs to the header if it names groups of columns, or columns that the row below leaves unnamed.</summary>
    private static bool IsUpperHeader(GridRow upper, GridRow lower, List<GridRow> rows, int bottom)
    {
        var filled = Filled(upper);
        if (filled == 0 || Enumerable.Range(1, upper.Count).Any(c => !string.IsNullOrWhiteSpace(upper[c]) && !IsHeading(upper, c)))
            return false;
        var width = Math.Max(rows[bottom].Count, rows[Math.Min(rows.Count - 1, bottom + 1)].Count);
        var namesUnnamed = Enumerable.Range(1, width).Any(c => string.IsNullOrWhiteSpace(lower[c]) && !string.IsNullOrWhiteSpace(upper[c]));
        var names = Enumerable.Range(1, lower.Count).Select(c => lower[c].Trim()).Where(t => t.Length > 0).ToList();
        var repeats = names.Count - names.Distinct(StringComparer.OrdinalIgnoreCase).Count();
        if (filled == 1)
        {
            // A single cell is a title, unless it is above columns to the right that the header repeats or leaves out on the left.
            var only = Enumerable.Range(1, upper.Count).First(c => !string.IsNullOrWhiteSpace(upper[c]));
            return only > 1
                && upper[only].Length < 60
                && string.IsNullOrWhiteSpace(lower[1]) == false
                && repeats == 0
                && !string.IsNullOrWhiteSpace(lower[only])
                && width > 2
                && only <= width;
        }
        if (filled < 2)
            return false;
        return namesUnnamed || repeats > 0;
    }

    private static (int End, List<(GridRow Row, int Column)> Totals, List<GridRow> Footer) End(List<GridRow> rows, int bottom)
    {
        var widths = rows.Skip(bottom + 1).Take(200).Where(r => !r.IsBlank).Select(Filled).Order().ToList();
        var usual = widths.Count == 0 ? 1 : widths[widths.Count / 2];
        var end = rows.Count;
        var footer = new List<GridRow>();
        var totals = new List<(GridRow, int)>();
        while (end > bottom + 1 && rows.Count - end < TailRows)
        {
            var row = rows[end - 1];
            if (row.IsBlank)
            {
                end--;
                continue;
            }
            var filled = Filled(row);
            var first = Enumerable.Range(1, row.Count).First(c => !string.IsNullOrWhiteSpace(row[c]));
            var hasFigure = Enumerable.Range(1, row.Count).Any(c => IsFigure(row, c));
            if (TotalColumn(row) is { } column && hasFigure && footer.Count + totals.Count < TailRows)
            {
                totals.Insert(0, (row, column));
                end--;
                continue;
            }
            var isNote =
                filled <= Math.Max(1, usual / 3)
                && usual > 1
                && (!hasFigure || row[first].Length > 25 || Vocabulary.Begins(row[first], "source line"));
            if (!isNote)
                break;
            footer.Insert(0, row);
            end--;
        }
        // Notes below a blank row after the totals may contain further rows; whatever is in between belongs to the footer.
        return (end, totals, footer);
    }

    /// <summary>The column that marks a row as a total; null if none does.</summary>
    internal static int? TotalColumn(GridRow row)
    {
        for (var c = 1; c <= row.Count; c++)
            if (!string.IsNullOrWhiteSpace(row[c]) && !IsFigure(row, c) && Vocabulary.Is(row[c], "total"))
                return c;
        return null;
    }
}
