using System.Globalization;
using Observatory.Core.Cells;
using Observatory.Core.Checking;

namespace Observatory.Core.Reading;

/// <summary>The refusals that several readers make, so that one cause always has the same code and argument names.</summary>
internal static class Refusals
{
    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The file has more of something than the limit. <paramref name="measure"/> is a key of the message catalogue.</summary>
    public static UnreadableFileException Limit(CellRef? where, string measure, long limit) =>
        new(Finding.Blocking(FindingCodes.FileLimit, where, ("measure", measure), ("limit", Text(limit))));

    /// <summary>The container inflates too much. <paramref name="part"/> is the file inside it.</summary>
    public static UnreadableFileException Bomb(string part, string measure, long limit) =>
        new(Finding.Blocking(FindingCodes.FileBomb, null, ("part", Shown(part)), ("measure", measure), ("limit", Text(limit))));

    /// <summary>Damage without a more specific code. <paramref name="part"/> is the file inside the container, if it is known.</summary>
    public static UnreadableFileException Unreadable(string? part = null) =>
        new(
            part is null
                ? Finding.Blocking(FindingCodes.FileUnreadable, null)
                : Finding.Blocking(FindingCodes.FileUnreadable, null, ("part", Shown(part)))
        );

    /// <summary>Rows are not in ascending order.</summary>
    public static UnreadableFileException Unordered(CellRef where, string part) =>
        new(Finding.Blocking(FindingCodes.FileUnreadable, where, ("line", Text(where.Row)), ("part", Shown(part)), ("found", "unordered")));

    /// <summary>Two parts of a container have the same name, and programs differ in which of them they open.</summary>
    public static UnreadableFileException Twice(string part) =>
        new(Finding.Blocking(FindingCodes.FileUnreadable, null, ("part", Shown(part)), ("found", "twice")));

    public static UnreadableFileException Of(string code) => new(Finding.Blocking(code, null));

    public static Finding Type(string content) => Finding.Blocking(FindingCodes.FileTypeRefused, null, ("content", content));

    // Whoever made the archive chose these names, so shorten them and remove characters that control a terminal or the direction of text.
    private static string Shown(string part)
    {
        var shown = new string([
            .. part.Take(100).Select(c => char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format ? '?' : c),
        ]);
        return part.Length > 100 ? shown + "…" : shown;
    }
}
