using Observatory.Core.Mappings;

namespace Observatory.Warehouse.Mappings;

/// <summary>What two readings of the same files say makes a whole.</summary>
internal static class DeclaredWholes
{
    /// <summary>Every whole of which the two say something else; none where they say the same.</summary>
    public static IReadOnlyList<WholeDifference> Differences(MappedFile then, MappedFile now)
    {
        var (old, current) = (Of(then), Of(now));
        return
        [
            .. old
                .Keys.Union(current.Keys)
                .Order()
                .Select(whole => (Whole: whole, Old: old.GetValueOrDefault(whole), New: current.GetValueOrDefault(whole)))
                .Where(d => d.Old != d.New)
                .Select(d => new WholeDifference(
                    d.Whole.Indicator,
                    d.Whole.Area,
                    d.Whole.By,
                    d.Whole.Source,
                    d.Whole.From,
                    d.Whole.To,
                    d.Old?.Count,
                    d.New?.Count,
                    d.Old?.AbsentIsZero ?? false,
                    d.New?.AbsentIsZero ?? false
                )),
        ];
    }

    private static Dictionary<(string Indicator, string Area, string By, string Source, string From, string To), Parts> Of(MappedFile file)
    {
        var said = new Dictionary<(string, string, string, string, string, string), Parts>();
        foreach (var scope in file.Scopes)
            said[(scope.Indicator, scope.Area, scope.Level.ToString(), scope.Provider, scope.From.ToString(), scope.To.ToString())] =
                new Parts(scope.PartsExpected, scope.AbsentIsZero, Names(scope.Parts));
        foreach (var partition in file.Partitions)
            said[(partition.Indicator, "", partition.Dimension, partition.Provider, partition.From.ToString(), partition.To.ToString())] =
                new Parts(partition.Members.Count, partition.AbsentIsZero, Names(partition.Members));
        return said;
    }

    private static string Names(IEnumerable<string> parts) => string.Join(' ', parts.Order(StringComparer.Ordinal));

    private sealed record Parts(int? Count, bool AbsentIsZero, string Names);
}
