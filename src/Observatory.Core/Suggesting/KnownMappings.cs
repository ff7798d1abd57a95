using Observatory.Core.Mappings;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;
using Observatory.Core.Series;

namespace Observatory.Core.Suggesting;

/// <summary>What existing mappings say: which of them reads a file, and the codes that an office has for its own offences.</summary>
public sealed class KnownMappings(IReadOnlyCollection<Mapping> mappings)
{
    private const int LeastLabels = 2;

    public static KnownMappings None { get; } = new([]);

    /// <summary>Names of the mappings that read a file with these first rows.</summary>
    /// <param name="preview">The first <see cref="Recogniser.PreviewRows"/> rows of every sheet.</param>
    internal IReadOnlyList<string> Reading(IReadOnlyList<GridRow> preview, FileFormat format) =>
        [.. mappings.Where(m => Recogniser.Fits(m, preview, format)).Select(m => m.Id).Order(StringComparer.Ordinal)];

    /// <summary>
    /// The only office of the country that has codes of its own for most of these labels, with the mapping that has most of them; null if
    /// none has, or several have equally many.
    /// </summary>
    internal (string Provider, string Feed)? OfficeOf(string country, IReadOnlyCollection<IReadOnlyList<string>> labels)
    {
        var keys = labels.Select(KeyOf).Distinct(StringComparer.Ordinal).ToList();
        var offices = mappings
            .Where(m => m.Provider.Country == country)
            .Select(m =>
                (m.Id, m.Provider.Code, Same: OffencesOf(m).Select(o => o.Key).Distinct(StringComparer.Ordinal).Count(keys.Contains))
            )
            .Where(m => m.Same >= LeastLabels && 2 * m.Same >= keys.Count)
            .OrderByDescending(m => m.Same)
            .ToList();
        return offices.Count == 0 || offices.Exists(o => o.Same == offices[0].Same && o.Code != offices[0].Code)
            ? null
            : (offices[0].Code, offices[0].Id);
    }

    /// <summary>The office's codes of its own offences by label, without labels that have several codes.</summary>
    internal IReadOnlyDictionary<string, string> CodesOf(string provider) =>
        mappings
            .Where(m => m.Provider.Code == provider)
            .SelectMany(OffencesOf)
            .GroupBy(o => o.Key, StringComparer.Ordinal)
            .Where(g => g.Select(o => o.Code).Distinct(StringComparer.Ordinal).Count() == 1)
            .ToDictionary(g => g.Key, g => g.First().Code, StringComparer.Ordinal);

    /// <summary>The lookup key of a label of one or several columns: a class that repeats the one above it counts once.</summary>
    internal static string KeyOf(IReadOnlyList<string> path) =>
        LabelText.Key(string.Join(" > ", path.Where(p => p.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)));

    private static IEnumerable<(string Key, string Code)> OffencesOf(Mapping mapping)
    {
        foreach (var (code, member) in mapping.Brought.Members.Where(m => m.Value.Dimension == BreakdownDimensions.Offence))
            yield return (LabelText.Key(member.Label.En), code);
        foreach (
            var table in mapping
                .Tables.SelectMany(t => t.Series.SelectMany(s => s.Concepts.Values).Concat(t.Concepts.Values))
                .Select(c => c.Codes)
                .OfType<LabelTable>()
                .Distinct()
        )
        {
            var at = table.Concepts.ToList().IndexOf(BreakdownDimensions.Offence);
            if (at < 0)
                continue;
            foreach (
                var row in table.Rows.Where(r => !r.LeftOut && mapping.Brought.Members.ContainsKey(r.Codes[at]) && !r.Labels.Contains("*"))
            )
                yield return (KeyOf(row.Labels), row.Codes[at]);
        }
    }
}
