using System.Globalization;
using Observatory.Core.Cells;

namespace Observatory.Core.Suggesting;

/// <summary>Finds out how the figures of a table are written.</summary>
internal sealed class NumberInference(TableEvidence table)
{
    public NumberFormat Numbers()
    {
        var evidence = new NumberEvidence();
        foreach (
            var column in table.Columns.Where(c =>
                table.Roles[c.At].Role is ColumnRole.Value or ColumnRole.LowerBound or ColumnRole.UpperBound or ColumnRole.Total
            )
        )
            evidence.Merge(column.Numbers);
        // Total columns that are correct only if the mark separates groups prove what the mark is.
        foreach (var (mark, text) in evidence.Open.ToList())
            if (evidence.Contradiction is null && SumsProveGroup(mark))
                evidence.ProveGroup(mark, text);
        return new NumberFormat(
            evidence.Decimal?.Mark,
            evidence.Decimal?.Text,
            evidence.Group?.Mark,
            evidence.Group?.Text,
            [.. evidence.Open.Select(o => o.Value)],
            evidence.Contradiction is not null,
            table.Columns.Any(c => table.Roles[c.At].Role == ColumnRole.Value && c.TypedFractions > 0)
        );
    }

    private bool SumsProveGroup(char mark)
    {
        if (table.Holder(ColumnRole.Total) is not { } total)
            return false;
        var parts = table.Holders(ColumnRole.Value).Select(c => c.At).ToList();
        var (asGroup, asFraction) = (0, 0);
        foreach (var row in table.Bounds.Data)
        {
            if (!row[total.At].Contains(mark, StringComparison.Ordinal) || row.KindOf(total.At) == CellKind.Number)
                continue;
            if (!Read(row[total.At], mark, true, out var whole) || !Read(row[total.At], mark, false, out var fraction))
                continue;
            var (sumGroup, sumFraction) = (0m, 0m);
            foreach (var part in parts)
            {
                sumGroup += Read(row[part], mark, true, out var g) ? g : 0;
                sumFraction += Read(row[part], mark, false, out var f) ? f : 0;
            }
            asGroup += whole == sumGroup ? 1 : 0;
            asFraction += fraction == sumFraction ? 1 : 0;
        }
        return asGroup >= 2 && asFraction < asGroup;
    }

    private static bool Read(string text, char mark, bool isGroup, out decimal number) =>
        decimal.TryParse(
            isGroup ? text.Replace(mark.ToString(), "", StringComparison.Ordinal) : text.Replace(mark, '.'),
            NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture,
            out number
        )
        && Math.Abs(number) < NumberEvidence.TooLarge;
}
