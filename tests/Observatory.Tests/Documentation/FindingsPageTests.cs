using System.Globalization;
using System.Net;
using System.Text;
using Observatory.App.Api;
using Observatory.App.Verbs;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Tests.Taxonomy;
using Xunit;

namespace Observatory.Tests.Documentation;

/// <summary>The page of findings is written from the catalogue. With <c>OBSERVATORY_APPROVE=1</c> it is written anew.</summary>
public sealed class FindingsPageTests
{
    [Fact]
    public void The_page_says_what_the_catalogue_says()
    {
        var path = Path.Combine(Page.Root, "FINDINGS.md");
        if (Environment.GetEnvironmentVariable("OBSERVATORY_APPROVE") == "1")
            File.WriteAllText(path, Written());
        Assert.Equal(File.ReadAllText(path), Written());
    }

    [Fact]
    public void The_address_that_findings_name_explains_each_in_all_four_languages()
    {
        foreach (var language in LanguageCodes.All)
        {
            var page = ExplanationPages.Findings(language, TaxonomyFolder.Read);
            Assert.All(FindingCatalogue.All, kind =>
            {
                Assert.Contains($"<section id=\"{kind.Help.Split('#')[1]}\">", page, StringComparison.Ordinal);
                Assert.Contains(Messages.Text(kind.AsFinding(), language).Repair, WebUtility.HtmlDecode(page), StringComparison.Ordinal);
            });
        }
    }

    private static string Written()
    {
        var page = new StringBuilder(
            "# Findings\n\nWhat can be found in a file: code, severity, meaning, example and repair, in four languages. Written "
                + "from `src/Observatory.Core/Checking/findings.json` and the messages by a test; "
        );
        page.Append("the program shows the same at `/docs/findings` and `/v1/findings`.\n");
        foreach (var kind in FindingCatalogue.All)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {kind.Code}\n\n");
            foreach (var language in LanguageCodes.All)
            {
                var (texts, message) = (Texts.In(language), Messages.Text(kind.AsFinding(), language, TaxonomyFolder.Read));
                page.Append(
                    CultureInfo.InvariantCulture,
                    $"- `{language.Code()}` **{message.Title}** "
                        + $"({string.Join(" / ", kind.Severities.Select(s => texts[$"severity.{s}"]))}). {message.What} → "
                        + $"{message.Repair}\n"
                );
            }
        }
        return page.ToString();
    }
}
