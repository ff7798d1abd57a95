using System.Security.Cryptography;
using System.Text;
using Observatory.Core.Checking;
using Observatory.Core.Reading;

namespace Observatory.Core.Taxonomy;

/// <summary>
/// Reads the folder <c>etl-mappings/taxonomy</c> and checks that its files are consistent. If they are not, each fault is a finding with
/// file, line, column and the nearest known word, and there is no catalogue.
/// </summary>
public static class TaxonomyReader
{
    /// <returns>The catalogue, null if a finding prevents its use; and all findings.</returns>
    public static (TaxonomyCatalogue? Catalogue, IReadOnlyList<Finding> Findings) Read(FolderFiles folder)
    {
        var findings = new List<Finding>();
        var files = new TaxonomyFiles(folder, findings);
        var (codes, areas, sources, indicators) = (
            new CodeRows(files),
            new AreaRows(files),
            new SourceRows(files),
            new IndicatorRows(files)
        );
        var members = codes.Members();
        var revisions = sources.Revisions();
        var catalogue = new TaxonomyCatalogue
        {
            Version = VersionOf(folder),
            Units = codes.Units(),
            Statuses = codes.Statuses(),
            Iccs = codes.Iccs(),
            Dimensions = codes.Dimensions(members),
            Countries = areas.Countries(),
            Areas = areas.Areas(),
            Groups = areas.Groups(),
            Providers = sources.Providers(revisions),
            Indicators = indicators.Indicators(),
            PreferredSources = sources.PreferredSources(),
            Breaks = sources.Breaks(),
            RevisionLimits = indicators.RevisionLimits(),
            CheckLimits = indicators.CheckLimits(),
            IndicatorPairs = indicators.Pairs(),
            Population = areas.Population(),
            Synonyms = sources.Synonyms(),
        };
        return (findings.Exists(f => f.Severity == Severity.Blocking) ? null : catalogue, findings);
    }

    /// <summary>SHA-256 over name, a zero byte and content of each file, ordered by name; notes (<c>*.md</c>) do not count.</summary>
    public static string VersionOf(FolderFiles files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, content) in files.Files.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            if (name.EndsWith(".md", StringComparison.OrdinalIgnoreCase))
                continue;
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            hash.AppendData([0]);
            hash.AppendData(content.Span);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
