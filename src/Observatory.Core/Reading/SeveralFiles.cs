using Observatory.Core.Mappings;

namespace Observatory.Core.Reading;

/// <summary>Whether a mapping reads several files as one submission.</summary>
public static class SeveralFiles
{
    /// <summary>A text file has no sheets: a mapping of text files that names the sheet of a table means one file among several.</summary>
    public static bool AreJoinedBy(Mapping mapping) =>
        mapping.Recognise.Format.Count > 0 && mapping.Recognise.Format.All(f => f == "csv") && mapping.Tables.Any(t => t.Sheet is not null);
}
