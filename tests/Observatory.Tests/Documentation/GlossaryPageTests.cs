using System.Globalization;
using System.Text;
using CsvHelper;
using Observatory.Tests.Support;
using Xunit;

namespace Observatory.Tests.Documentation;

/// <summary>
/// The page of terms is written from <c>docs/glossary.csv</c>. With <c>OBSERVATORY_APPROVE=1</c> it is written anew.
/// </summary>
public sealed class GlossaryPageTests
{
    private static readonly string[] Columns = ["section", "concept", "standard", "en", "es", "fr", "pt", "note"];

    private static readonly List<Dictionary<string, string>> Terms = Read("docs/glossary.csv", Columns);

    [Fact]
    public void The_page_says_what_the_list_of_terms_says()
    {
        var path = Path.Combine(Page.Root, "docs/glossary.md");
        if (Environment.GetEnvironmentVariable("OBSERVATORY_APPROVE") == "1")
            File.WriteAllText(path, Written());
        Assert.Equal(File.ReadAllText(path), Written());
    }

    [Fact]
    public void Every_concept_has_one_term_in_each_language()
    {
        Assert.Equal(Terms.Count, Terms.Select(t => t["concept"]).Distinct(StringComparer.Ordinal).Count());
        Assert.All(Terms, t => Assert.All(Columns[3..7], language => Assert.NotEqual("", t[language].Trim())));
        Assert.All(Terms, t => Assert.DoesNotContain(t.Values, v => v.Contains('|', StringComparison.Ordinal)));
    }

    /// <summary>Codes of the classification of crimes are those that the taxonomy has.</summary>
    [Fact]
    public void Every_code_of_a_crime_is_in_the_taxonomy()
    {
        var known = Read(Path.Combine(TestWarehouse.MappingsRoot, "taxonomy/iccs.csv"), "code").Select(r => r["code"]).ToHashSet();
        var codes = Terms
            .SelectMany(t => t["standard"].Split("; "))
            .Where(s => s.StartsWith("ICCS 0", StringComparison.Ordinal))
            .Select(s => s[5..])
            .ToList();
        Assert.NotEmpty(codes);
        Assert.Equal([], codes.Except(known));
    }

    private static string Written()
    {
        var page = new StringBuilder(
            "# Glossary\n\nThe terms of the Observatory in its four languages, with the word of SDMX, GSBPM (5.1), ICCS or ICD-10 "
                + "for the same thing where there is one. "
        );
        page.Append("One concept has one term, and one term means one concept. ");
        page.Append(
            "Written from `glossary.csv` by a test; `tests/Observatory.Tests/Languages/data/forbidden.csv` has the words that may "
                + "not be used in their place.\n"
        );
        foreach (var section in Terms.GroupBy(t => t["section"]))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {section.Key}\n\n");
            page.Append("| Concept | Standard | English | Español | Français | Português | Rule |\n|---|---|---|---|---|---|---|\n");
            foreach (var term in section)
                page.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", Columns[1..].Select(c => term[c]))} |\n");
        }
        return page.ToString();
    }

    private static List<Dictionary<string, string>> Read(string path, params ReadOnlySpan<string> columns)
    {
        using var csv = new CsvReader(new StreamReader(Path.Combine(Page.Root, path)), CultureInfo.InvariantCulture);
        csv.Read();
        csv.ReadHeader();
        var rows = new List<Dictionary<string, string>>();
        while (csv.Read())
        {
            var row = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var column in columns)
                row.Add(column, csv.GetField(column)!);
            rows.Add(row);
        }
        return rows;
    }
}
