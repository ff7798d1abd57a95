using Observatory.Core.Mappings;

namespace Observatory.Core.Reading;

/// <summary>Whether a mapping reads several files as one submission.</summary>
public static class SeveralFiles
{
    /// <summary>True where it names files: those of its tables, or of the lookups that it joins them with.</summary>
    public static bool AreJoinedBy(Mapping mapping) =>
        mapping.Lookups.Any(l => l.File is not null) || mapping.Tables.Any(t => t.File is not null);
}
