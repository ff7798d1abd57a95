using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Observatory.App.Access;
using Observatory.App.Composition;
using Observatory.App.Http;
using Observatory.App.Languages;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Taxonomy;
using Observatory.Core.Wording;

namespace Observatory.App.Api;

/// <summary>
/// The pages to which <c>help</c> of a finding and <c>type</c> of a problem link: every code with its texts, made from the catalogue.
/// </summary>
internal static class ExplanationPages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/docs/findings", (HttpContext context, Platform platform) =>
                Page(context, l => Findings(l, platform.Library.Current().Taxonomy))
            )
            .IsOpen()
            .ExcludeFromDescription();
        app.MapGet("/docs/problems", (HttpContext context) => Page(context, Problems)).IsOpen().ExcludeFromDescription();
        app.MapGet("/docs/problems/{code}", (string code) => Results.Redirect($"/docs/problems#{Uri.EscapeDataString(code)}"))
            .IsOpen()
            .ExcludeFromDescription();
    }

    private static IResult Page(HttpContext context, Func<Language, string> page)
    {
        Requests.Read(context);
        var language = Requests.LanguageOf(context);
        context.Response.Headers.ContentLanguage = language.Code();
        return Results.Content(page(language), "text/html; charset=utf-8");
    }

    /// <param name="names">The taxonomy with the labels of codes.</param>
    internal static string Findings(Language language, TaxonomyCatalogue names) =>
        Frame(
            language,
            "docs.findings",
            FindingCatalogue.All.Select(kind =>
            {
                var (texts, message) = (Texts.In(language), Messages.Text(kind.AsFinding(), language, names));
                return Entry(
                    kind.Code,
                    message.Title,
                    (texts["docs.weight"], string.Join(" / ", kind.Severities.Select(s => texts[$"severity.{s}"]))),
                    (texts["docs.example"], message.What),
                    (texts["docs.repair"], message.Repair)
                );
            })
        );

    private static string Problems(Language language) =>
        Frame(
            language,
            "docs.problems",
            RefusalCodes.Status.Select(refusal =>
            {
                var (texts, message) = (Texts.In(language), Messages.Text(refusal.Key, language, new Dictionary<string, string>()));
                return Entry(
                    refusal.Key,
                    message.Title,
                    ("HTTP", refusal.Value.ToString(CultureInfo.InvariantCulture)),
                    (texts["docs.sense"], message.What),
                    (texts["docs.repair"], message.Repair)
                );
            })
        );

    private static string Frame(Language language, string key, IEnumerable<string> entries)
    {
        var texts = Texts.In(language);
        var page = new StringBuilder().Append(
            CultureInfo.InvariantCulture,
            $"<!doctype html>\n<html lang=\"{language.Code()}\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" "
                + $"content=\"width=device-width\"><title>{Said(texts[key])}</title></head>\n<body>\n<main>\n"
        );
        var languages = LanguageCodes.All.Select(l =>
            $"<a href=\"?lang={l.Code()}\" lang=\"{l.Code()}\" hreflang=\"{l.Code()}\">{l.Code()}</a>"
        );
        page.Append("<nav>").AppendJoin(' ', languages).Append("</nav>\n");
        page.Append(CultureInfo.InvariantCulture, $"<h1>{Said(texts[key])}</h1>\n<p>{Said(texts[key + ".lead"])}</p>\n")
            .AppendJoin("", entries);
        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static string Entry(string code, string title, params IEnumerable<(string Name, string Text)> lines) =>
        $"<section id=\"{code}\">\n<h2>{Said(title)} <code>{code}</code></h2>\n<dl>\n"
        + $"{string.Concat(lines.Select(l => $"<dt>{Said(l.Name)}</dt><dd>{Said(l.Text)}</dd>\n"))}</dl>\n</section>\n";

    private static string Said(string text) => HtmlEncoder.Default.Encode(text);
}
