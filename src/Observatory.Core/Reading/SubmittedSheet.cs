namespace Observatory.Core.Reading;

/// <summary>A sheet of one of the files of a submission.</summary>
/// <param name="File">Name of the file; empty if the sheet belongs to none of them.</param>
/// <param name="Sheet">Name of the sheet inside its file; empty for a text file.</param>
public readonly record struct SubmittedSheet(string File, string Sheet)
{
    /// <summary>Finds the file of a row's sheet, as <see cref="SourceFiles"/> names it.</summary>
    /// <param name="files">
    /// The names of all files of the submission. A name may itself begin with a bracket, so the names decide and not the brackets.
    /// </param>
    public static SubmittedSheet Of(string sheet, IReadOnlyList<string> files)
    {
        if (files.Count == 1)
            return new(files[0], sheet);
        if (files.Contains(sheet))
            return new(sheet, "");
        var file = files.Where(f => sheet.StartsWith($"[{f}]", StringComparison.Ordinal)).MaxBy(f => f.Length);
        return file is null ? new("", sheet) : new(file, sheet[(file.Length + 2)..]);
    }
}
