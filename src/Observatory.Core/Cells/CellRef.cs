using System.Globalization;

namespace Observatory.Core.Cells;

/// <summary>The address of a cell in a file: sheet (empty for text files), row and column, both counted from 1, header included.</summary>
public readonly record struct CellRef(string Sheet, int Row, int Column)
{
    /// <summary>
    /// The address as a spreadsheet shows it, such as <c>F14</c>; if the column is 0, the whole row, such as <c>14:14</c>.
    /// </summary>
    public string A1 =>
        Column == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{Row}:{Row}")
            : string.Create(CultureInfo.InvariantCulture, $"{ColumnName(Column)}{Row}");

    /// <summary>The letters of a column: 1 is <c>A</c>, 27 is <c>AA</c>.</summary>
    public static string ColumnName(int column)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(column, 1);
        Span<char> letters = stackalloc char[8];
        var at = letters.Length;
        for (var rest = column; rest > 0; rest = (rest - 1) / 26)
            letters[--at] = (char)('A' + ((rest - 1) % 26));
        return new string(letters[at..]);
    }

    /// <summary>Row and column of an address such as <c>F14</c>; null for any other text.</summary>
    public static (int Row, int Column)? TryA1(string address)
    {
        var letters = address.TakeWhile(char.IsAsciiLetterUpper).Count();
        if (
            letters is 0 or > 3
            || !int.TryParse(address.AsSpan(letters), NumberStyles.None, CultureInfo.InvariantCulture, out var row)
            || row == 0
        )
            return null;
        return (row, address[..letters].Aggregate(0, (sum, letter) => (sum * 26) + letter - 'A' + 1));
    }

    public override string ToString() => Sheet.Length == 0 ? A1 : $"'{Sheet}'!{A1}";
}
