using System.Globalization;
using System.Net;
using System.Text;
using Observatory.App.Api;
using Observatory.App.Languages;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Wording;
using Observatory.Tests.Taxonomy;
using Xunit;

namespace Observatory.Tests.Documentation;

/// <summary>The pages of findings are written from the catalogue. With <c>OBSERVATORY_APPROVE=1</c> they are written anew.</summary>
public sealed class FindingsPageTests
{
    public static TheoryData<Language> Languages => [.. LanguageCodes.All];

    [Theory]
    [MemberData(nameof(Languages))]
    public void The_page_of_a_language_says_what_the_catalogue_says(Language language)
    {
        var path = Path.Combine(Page.Root, $"docs/reference/findings.{language.Code()}.md");
        if (Environment.GetEnvironmentVariable("OBSERVATORY_APPROVE") == "1")
            File.WriteAllText(path, Written(language));
        Assert.Equal(File.ReadAllText(path), Written(language));
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

    private static string Written(Language language)
    {
        var texts = Texts.In(language);
        var page = new StringBuilder($"# {texts["docs.findings"]}\n\n");
        page.Append(
            CultureInfo.InvariantCulture,
            $"<!-- Written by FindingsPageTests from src/Observatory.Core/Wording/messages.{language.Code()}.json -->\n\n"
        );
        page.Append(CultureInfo.InvariantCulture, $"{texts["docs.findings.lead"]}\n\n");
        page.AppendJoin(" · ", LanguageCodes.All.Where(l => l != language).Select(l => $"[{l.Code()}](findings.{l.Code()}.md)"))
            .Append('\n');
        foreach (var kind in FindingCatalogue.All)
        {
            var message = Messages.Text(kind.AsFinding(), language, TaxonomyFolder.Read);
            page.Append(CultureInfo.InvariantCulture, $"\n## {kind.Code}\n\n**{message.Title}** ");
            page.Append(CultureInfo.InvariantCulture, $"({string.Join(" / ", kind.Severities.Select(s => texts[$"severity.{s}"]))})\n\n");
            page.Append(
                CultureInfo.InvariantCulture,
                $"- {texts["docs.example"]}: {message.What}\n- {texts["docs.repair"]}: {message.Repair}\n"
            );
        }
        return page.ToString();
    }
}
