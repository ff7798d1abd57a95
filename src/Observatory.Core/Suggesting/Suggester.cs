using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Suggesting;

/// <summary>
/// Analyses a file that no mapping describes and proposes one: a pure function of the file, the country, the taxonomy and the existing
/// mappings. Of the mappings it uses only whether they read the file, and which codes an office has. It assumes nothing about numbers and
/// dates that the file does not prove.
/// </summary>
public static class Suggester
{
    /// <summary>The number of cells that are analysed; the rest of a larger file is only counted.</summary>
    private const int MaxCells = 6_000_000;

    /// <summary>The number of cells kept for the draft.</summary>
    private const int MaxKept = 3_000_000;

    /// <param name="country">ISO 3166-1 alpha-3 of the State that the file is from, or <c>INT</c>.</param>
    /// <param name="known">The existing mappings; null for none.</param>
    /// <exception cref="UnreadableFileException">The file cannot be read at all.</exception>
    public static Suggestion Of(
        SourceFile file,
        string country,
        TaxonomyCatalogue taxonomy,
        CancellationToken cancellation,
        KnownMappings? known = null
    )
    {
        known ??= KnownMappings.None;
        var areas = new AreaMatcher(country, taxonomy);
        var tables = new List<TableSuggestion>();
        var questions = new List<Question>();
        var surroundings = new List<string> { file.Name };
        string? office = null;
        var sheets = SheetRows.Read(file, MaxCells, cancellation);
        foreach (var sheet in sheets)
        {
            cancellation.ThrowIfCancellationRequested();
            if (TableFinder.Find(sheet) is not { } bounds)
            {
                if (sheet.Rows.Any(r => !r.IsBlank))
                    questions.Add(new Question("sheet", 1, Reason.Of("ask.noTable", ("sheet", sheet.Name))));
                continue;
            }
            var indicators = new IndicatorMatcher(country, taxonomy);
            var inference = new TableInference(bounds, areas, indicators, taxonomy, country, file.Name);
            tables.Add(inference.Infer());
            surroundings.Add(inference.Surroundings);
            office ??= indicators.Office;
        }
        if (tables.Count == 0)
            questions.Add(new Question("dialect", 3, Reason.Of("ask.noTable", ("sheet", file.Name))));
        var reading = known.Reading([.. sheets.SelectMany(s => s.Rows.Take(Recogniser.PreviewRows))], file.Dialect.Format);
        if (reading.Count > 0)
            questions.Insert(0, new Question("mapping", 3, Reason.Of("ask.mapped", ("feed", string.Join(", ", reading)))));
        var provider = ProviderOf(string.Join(' ', surroundings), office, country, taxonomy);
        if (provider is null && known.OfficeOf(country, [.. tables.SelectMany(t => t.Labels).Select(l => l.Path)]) is var (of, feed))
        {
            provider = of;
            questions.Add(new Question("DATA_PROVIDER", 2, Reason.Of("ask.providerCodes", ("provider", of), ("feed", feed))));
        }
        else if (provider is null)
        {
            questions.Add(
                new Question(
                    "DATA_PROVIDER",
                    2,
                    Reason.Of(
                        "ask.provider",
                        (
                            "codes",
                            string.Join(", ", taxonomy.Providers.Where(p => p.Country == country).Select(p => p.Code).DefaultIfEmpty("-"))
                        )
                    )
                )
            );
        }
        return new Suggestion(file.Name, country, file.Dialect, tables, office, provider, questions)
        {
            Codes = provider is null ? new Dictionary<string, string>() : known.CodesOf(provider),
            Rows =
                sheets.All(s => s.Beyond == 0) && sheets.Sum(s => s.Rows.Sum(r => (long)r.Count)) <= MaxKept
                    ? [.. sheets.SelectMany(s => s.Rows)]
                    : null,
        };
    }

    /// <summary>The country's provider whose short name is in the file, or whose words the file uses; null for none.</summary>
    private static string? ProviderOf(string texts, string? office, string country, TaxonomyCatalogue taxonomy)
    {
        var padded = WordText.Padded(texts);
        var named = taxonomy
            .Providers.Where(p => p.Country == country && p.Code.Contains('_', StringComparison.Ordinal))
            // Two letters can mean many things other than an office.
            .Where(p =>
                p.Code.Split('_')
                    .Skip(1)
                    .All(part => part.Length > 2 && padded.Contains($"_{part.ToLowerInvariant()}_", StringComparison.Ordinal))
                || (office is not null && office.Split('-')[0].Equals(p.Code.Split('_')[1], StringComparison.OrdinalIgnoreCase))
            )
            .ToList();
        return named.Count == 1 ? named[0].Code : null;
    }
}
