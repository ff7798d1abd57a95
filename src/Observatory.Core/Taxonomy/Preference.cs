using System.Globalization;
using NodaTime;
using Observatory.Core.Series;

namespace Observatory.Core.Taxonomy;

/// <summary>
/// Which provider speaks for a country and indicator where none is asked for, and in which years (methodology, rule 9): the one with the
/// lowest rank of those that have figures. A preference with dates is a declared change of source; where it holds in no year, its provider
/// ranks behind those whose does.
/// </summary>
public sealed class Preference(TaxonomyCatalogue taxonomy)
{
    public const string NotePrefix = "source:";

    private const string Any = "*";

    private readonly Dictionary<string, int> _order = taxonomy
        .Providers.Select((p, at) => (p.Code, at))
        .ToDictionary(p => p.Code, p => p.at, StringComparer.Ordinal);
    private readonly List<PreferredSource> _dated =
    [
        .. taxonomy.PreferredSources.Where(p => p.FromYear is not null || p.ToYear is not null),
    ];

    /// <summary>
    /// False where the preferred source of a country and indicator cannot change over the years: then rank alone decides.
    /// </summary>
    public bool IsDated(string country, string indicator) => _dated.Exists(p => IsAbout(p, country, indicator));

    /// <summary>False where that holds for every country.</summary>
    public bool IsDatedAnywhere(string indicator) => _dated.Exists(p => p.Indicator is Any || p.Indicator == indicator);

    /// <summary>
    /// The spans of years in order, one after the other without gaps and each of another provider than the one before; one without dates
    /// where the source never changes. None where no provider has figures.
    /// </summary>
    /// <param name="providers">Codes of the providers that have any figure of the indicator for the country.</param>
    public IReadOnlyList<SourceSpan> SpansFor(string country, string indicator, IReadOnlyCollection<string> providers)
    {
        if (providers.Count == 0)
            return [];
        var preferences = taxonomy.PreferredSources.Where(p => IsAbout(p, country, indicator) && providers.Contains(p.Provider)).ToList();
        var starts = preferences.SelectMany(p => new[] { p.FromYear, p.ToYear + 1 }).OfType<int>().Distinct().Order().ToList();
        var spans = new List<SourceSpan> { new(SpeakerOf(starts.Count == 0 ? 0 : starts[0] - 1), null, null) };
        foreach (var year in starts)
        {
            var speaker = SpeakerOf(year);
            if (speaker == spans[^1].Provider)
                continue;
            spans[^1] = spans[^1] with { ToYear = year - 1 };
            spans.Add(new SourceSpan(speaker, year, null));
        }
        return spans;

        string SpeakerOf(int year) =>
            providers
                .OrderBy(code =>
                    preferences.Where(p => p.Provider == code && !(year < p.FromYear) && !(year > p.ToYear)).Min(p => (int?)p.Rank)
                    ?? int.MaxValue
                )
                .ThenBy(code => _order.GetValueOrDefault(code, int.MaxValue))
                .ThenBy(code => code, StringComparer.Ordinal)
                .First();
    }

    /// <summary>The changes of source by which one provider begins to speak, as breaks of its series.</summary>
    public static IEnumerable<BreakPoint> ChangesTo(string provider, IReadOnlyList<SourceSpan> spans)
    {
        for (var i = 1; i < spans.Count; i++)
            if (spans[i].Provider == provider && spans[i].FirstDay is { } day)
                yield return new BreakPoint(day, NoteOf(spans[i - 1].Provider, provider, day), IsStart: true);
    }

    /// <summary>The two providers and the year that a note code of <see cref="ChangesTo"/> names; null where it is none.</summary>
    public static (string Before, string Now, int Year)? OfNote(string note)
    {
        if (
            !note.StartsWith(NotePrefix, StringComparison.Ordinal)
            || note[NotePrefix.Length..].Split('/') is not [var before, var now, var year]
        )
            return null;
        return int.TryParse(year, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (before, now, number) : null;
    }

    private static string NoteOf(string before, string now, LocalDate day) =>
        string.Create(CultureInfo.InvariantCulture, $"{NotePrefix}{before}/{now}/{day.Year}");

    private static bool IsAbout(PreferredSource preferred, string country, string indicator) =>
        (preferred.Area == Any || preferred.Area == country) && (preferred.Indicator == Any || preferred.Indicator == indicator);
}
