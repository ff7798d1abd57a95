using Observatory.Core.Mappings;

namespace Observatory.Core.Reading;

/// <summary>Tells whether a mapping reads several files as one submission.</summary>
public static class SeveralFiles
{
    /// <summary>True if the mapping names files, in its tables or in the lookups that it joins to them.</summary>
    public static bool AreJoinedBy(Mapping mapping) =>
        mapping.Lookups.Any(l => l.File is not null) || mapping.Tables.Any(t => t.File is not null);
}
