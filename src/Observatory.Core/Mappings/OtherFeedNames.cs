using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Languages;

namespace Observatory.Core.Mappings;

/// <summary>
/// Compares the feeds that a mapping names with the folders that exist: naming a feed without a folder, or of another office, has no
/// effect.
/// </summary>
public static class OtherFeedNames
{
    /// <param name="folders">Every feed by the name of its folder, with its mapping if that can be read.</param>
    public static IEnumerable<Finding> Check(Mapping mapping, IReadOnlyDictionary<string, Mapping?> folders)
    {
        foreach (
            var (word, named) in new[]
            {
                ("overrides", mapping.Overrides),
                ("yieldsTo", mapping.YieldsTo),
                ("continues", mapping.Continues),
            }
        )
        foreach (
            var feed in named.Where(f =>
                !folders.TryGetValue(f, out var other) || other is not null && other.Provider.Code != mapping.Provider.Code
            )
        )
            yield return Finding.Blocking(
                FindingCodes.MappingValueWrong,
                new CellRef(MappingReader.FileName, 1, 1),
                ("file", MappingReader.FileName),
                ("line", "1"),
                ("word", word),
                ("value", feed),
                ("expected", $"DATA_PROVIDER: {mapping.Provider.Code}"),
                (
                    "nearest",
                    NearestWord.To(
                        feed,
                        folders.Where(f => f.Key != mapping.Id && f.Value?.Provider.Code == mapping.Provider.Code).Select(f => f.Key)
                    ) ?? ""
                )
            );
    }
}
