using System.CommandLine;
using System.Globalization;
using System.Text;
using NodaTime;
using Observatory.App.Composition;
using Observatory.App.Documents;
using Observatory.App.Languages;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;
using Observatory.Core.Suggesting;
using Observatory.Warehouse.Taxonomy;

namespace Observatory.App.Verbs;

/// <summary>Proposes a mapping folder for a file that no mapping describes, and asks what the file does not prove.</summary>
public sealed class MappingsSuggestVerb : Verb
{
    private const string DraftFolder = "etl-mappings-drafts";

    private readonly Argument<string> _file;
    private readonly Option<string> _country;
    private readonly Option<string?> _output;

    public MappingsSuggestVerb(Texts texts)
        : base("suggest", texts, "verb.mappings.suggest")
    {
        _file = new("FILE") { Description = texts["option.files"] };
        _country = new("--country")
        {
            Description = texts["option.country"],
            HelpName = "ISO3",
            Required = true,
        };
        _output = new("--output") { Description = texts["option.output"], HelpName = "DIR" };
        Arguments.Add(_file);
        Options.Add(_country);
        Options.Add(_output);
    }

    public override async Task<int> RunAsync(VerbContext context, ParseResult given)
    {
        var library = new MappingLibrary(context.MappingFolders).Current();
        var taxonomy = library.Taxonomy;
        var country = given.GetValue(_country)!.ToUpperInvariant();
        if (country != "INT" && taxonomy.Countries.All(c => c.Iso3 != country))
            throw new Refusal(
                RefusalCodes.CodeUnknown,
                ("column", "country"),
                ("value", country),
                ("nearest", NearestWord.To(country, taxonomy.Countries.Select(c => c.Iso3)) ?? "")
            );
        var path = given.GetValue(_file)!;
        if (!File.Exists(path))
            return await FailedAsync(context, Finding.Blocking(FindingCodes.FileMissing, null, ("file", path)));
        try
        {
            using var content = File.OpenRead(path);
            var file = SourceFile.Open(content, Path.GetFileName(path), BoundedReading.Limits);
            var found = Suggester.Of(file, country, taxonomy, context.CancellationToken, new KnownMappings(library.Mappings));
            var root = Path.GetFullPath(given.GetValue(_output) ?? DraftFolder);
            var (name, folder) = Place(root, country, path);
            var today = SystemClock.Instance.GetCurrentInstant().InUtc().Date.PlusDays(1);
            Draft? draft = found.Tables.All(t => t.IsList)
                ? null
                : DraftWriter.Write(found, file, content, taxonomy, name, context.Language, today, context.CancellationToken);
            if (draft is not null)
                Write(folder, draft.Folder);
            if (context.Json)
                context.WriteJson(Document(context, found, draft, folder));
            else
                await ReportAsync(context, found, draft, path, root, folder);
            // A draft that loads nothing yet is written nevertheless: its first question says what is missing.
            return draft is null || draft.Reading.IsBlocked ? ExitCodes.Findings : ExitCodes.Done;
        }
        catch (UnreadableFileException fault)
        {
            return await FailedAsync(context, fault.Finding);
        }
    }

    private async Task<int> FailedAsync(VerbContext context, Finding finding)
    {
        if (context.Json)
            context.WriteJson(new { findings = new[] { FindingDocument.Json(finding, context.Language, null) } });
        else
            await Report.WriteFindingsAsync(context.Out, Texts, [finding], new Dictionary<string, int>(), null);
        return ExitCodes.Findings;
    }

    /// <summary>A folder that does not exist yet, so that nothing is overwritten.</summary>
    private static (string Name, string Folder) Place(string root, string country, string file)
    {
        var plain = LabelText.Sound(Path.GetFileNameWithoutExtension(file)).Normalize(NormalizationForm.FormD).ToLowerInvariant();
        var slug = new StringBuilder();
        foreach (var letter in plain)
        {
            if (char.IsAsciiLetterOrDigit(letter))
                slug.Append(letter);
            else if (CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark && slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
        }
        var name = slug.ToString().Trim('-') is { Length: > 0 } whole ? whole[..Math.Min(60, whole.Length)].Trim('-') : "file";
        for (var i = 1; ; i++)
        {
            var tried = i == 1 ? name : $"{name}-{i.ToString(CultureInfo.InvariantCulture)}";
            var folder = Path.Combine(root, country, tried);
            if (!Directory.Exists(folder) && !File.Exists(folder))
                return ($"{country}/{tried}", folder);
        }
    }

    private static void Write(string folder, FolderFiles files)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, content) in files.Files)
            File.WriteAllBytes(Path.Combine(folder, name), content.ToArray());
    }

    private async Task ReportAsync(VerbContext context, Suggestion found, Draft? draft, string path, string root, string folder)
    {
        var output = context.Out;
        await output.WriteLineAsync(
            Texts.Say("suggest.questions", ("file", found.FileName), ("count", N((draft?.Questions ?? [.. found.AllQuestions]).Count)))
        );
        foreach (var question in draft?.Questions ?? [.. found.AllQuestions])
            await output.WriteLineAsync(
                $"  {new string('!', question.Weight), -3} {question.About, -14} {question.Asks.In(context.Language)}"
            );
        foreach (var table in found.Tables)
        {
            await output.WriteLineAsync();
            await output.WriteLineAsync(
                Texts.Say(
                    "suggest.table",
                    ("sheet", table.Sheet.Length == 0 ? found.FileName : table.Sheet),
                    ("row", N(table.HeaderRow)),
                    ("headers", N(table.HeaderRows)),
                    ("rows", N(table.Rows)),
                    ("shape", Texts[$"suggest.shape.{table.Shape}"])
                )
            );
            foreach (var column in table.Columns)
                await output.WriteLineAsync(
                    $"  {column.Letter, -3} {Shown(column.Heading, 34), -34} {column.Role, -13} "
                        + $"{column.Confidence.ToString("0.00", CultureInfo.InvariantCulture)}  {column.Because.In(context.Language)}"
                );
            foreach (var labels in new[] { table.Labels, table.Areas }.Where(l => l.Count > 0))
            {
                await output.WriteLineAsync(
                    Texts.Say(
                        "suggest.labels",
                        ("concept", labels[0].Concept),
                        ("sure", N(labels.Count(l => l.Sure is not null))),
                        ("count", N(labels.Count))
                    )
                );
                foreach (var label in labels.Where(l => l.Sure is null).Take(12))
                    await output.WriteLineAsync(
                        $"      {Shown(label.Text, 60), -60} "
                            + string.Join(
                                ", ",
                                label.Proposals.Select(p => $"{p.Code} {p.Confidence.ToString("0.00", CultureInfo.InvariantCulture)}")
                            )
                    );
            }
        }
        if (draft is null)
            return;
        await output.WriteLineAsync();
        await output.WriteLineAsync(Texts.Say("suggest.written", ("folder", folder)));
        if (draft.Reading.Mapped is { } mapped)
            await output.WriteLineAsync(
                Texts.Say(
                    "suggest.reads",
                    ("loaded", N((int)mapped.Accounting.CellsLoaded)),
                    ("leftOut", N((int)mapped.Accounting.CellsLeftOut)),
                    ("setAside", N((int)mapped.Accounting.CellsSetAside)),
                    ("figures", N(mapped.ObservationCount))
                )
            );
        await output.WriteLineAsync(
            Texts.Say("suggest.next", ("command", $"./observatory check {path} --mappings {root} --feed {draft.Folder.Name}"))
        );
    }

    private static object Document(VerbContext context, Suggestion found, Draft? draft, string folder)
    {
        var language = context.Language;
        object Proposed(Proposal p) =>
            new
            {
                code = p.Code,
                breakdown = p.Breakdown,
                confidence = Math.Round(p.Confidence, 2),
                certainty = p.Certainty.ToString().ToLowerInvariant(),
                reason = p.Because.In(language),
            };
        object Labelled(LabelSuggestion l) =>
            new
            {
                concept = l.Concept,
                label = l.Path,
                code = l.Code,
                times = l.Times,
                sure = l.Sure?.Code,
                proposals = l.Proposals.Select(Proposed),
            };
        return new
        {
            file = found.FileName,
            country = found.Country,
            dialect = new
            {
                format = found.Dialect.Format.ToString().ToLowerInvariant(),
                encoding = found.Dialect.Encoding,
                delimiter = found.Dialect.Delimiter?.ToString(),
            },
            office = found.Office,
            provider = found.Provider,
            questions = (draft?.Questions ?? [.. found.AllQuestions]).Select(q => new
            {
                about = q.About,
                weight = q.Weight,
                key = q.Asks.Key,
                text = q.Asks.In(language),
            }),
            tables = found.Tables.Select(t => new
            {
                sheet = t.Sheet,
                headerRow = t.HeaderRow - t.HeaderRows + 1,
                headerRows = t.HeaderRows,
                shape = t.Shape,
                rows = t.Rows,
                frequency = t.Frequency,
                year = t.FactYear,
                dateFormat = t.DateFormat,
                unit = t.Unit,
                unitProved = t.IsUnitProved,
                rates = t.IsRate,
                numbers = new
                {
                    decimalChar = t.Numbers.Decimal?.ToString(),
                    groupChar = t.Numbers.Group?.ToString(),
                    notProved = t.Numbers.Open,
                },
                totals = t.Totals.Select(x => new { row = x.Row, text = x.Text }),
                footerRow = t.FooterRow,
                columns = t.Columns.Select(c => new
                {
                    column = c.Letter,
                    heading = c.Heading,
                    headings = c.Parts,
                    role = c.Role.ToString(),
                    confidence = Math.Round(c.Confidence, 2),
                    reason = c.Because.In(language),
                    labels = c.Labels,
                    repeats = c.Repeats,
                    facet = c.Facet is null
                        ? null
                        : new
                        {
                            year = c.Facet.Year,
                            month = c.Facet.Month,
                            quarter = c.Facet.Quarter,
                            area = c.Facet.Area,
                            sex = c.Facet.Sex,
                            unit = c.Facet.Unit,
                            rate = c.Facet.IsRate,
                            indicator = c.Facet.Indicator?.Best?.Code,
                        },
                }),
                labels = t.Labels.Select(Labelled),
                areas = t.Areas.Select(Labelled),
            }),
            draft = draft is null
                ? null
                : new
                {
                    feed = draft.Folder.Name,
                    folder,
                    files = draft.Folder.Files.Keys.Order(StringComparer.Ordinal),
                    figures = draft.Reading.Mapped?.ObservationCount ?? 0,
                    blocked = draft.Reading.IsBlocked,
                },
        };
    }

    private static string Shown(string text, int length)
    {
        var line = new string([.. text.Select(c => char.IsControl(c) ? ' ' : c)]);
        return line.Length > length ? line[..(length - 1)] + "…" : line;
    }

    private static string N(int number) => number.ToString(CultureInfo.InvariantCulture);
}
