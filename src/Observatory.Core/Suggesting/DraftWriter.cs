using System.Text;
using NodaTime;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Suggesting;

/// <summary>
/// Writes a suggestion as a mapping folder. Only what is sure becomes a code; all figures of a draft carry status V, unvalidated, which is
/// never published. The draft is read against its own file, and what that shows (rows that share a key, texts that are no numbers) is
/// written into it as rules and questions.
/// </summary>
public sealed class DraftWriter
{
    /// <summary>The provider of a draft whose office nobody has named yet.</summary>
    public const string UnknownProvider = "TO_BE_NAMED";

    private const int Rounds = 5;

    private readonly Suggestion _found;
    private readonly SourceFile _file;
    private readonly TaxonomyCatalogue _taxonomy;
    private readonly string _name;
    private readonly Language _language;

    private DraftWriter(Suggestion found, SourceFile file, TaxonomyCatalogue taxonomy, string name, Language language) =>
        (_found, _file, _taxonomy, _name, _language) = (found, file, taxonomy, name, language);

    /// <param name="name">The folder's name, such as <c>URY/homicides</c>.</param>
    public static Draft Write(
        Suggestion found, SourceFile file, Stream content, TaxonomyCatalogue taxonomy, string name, Language language, LocalDate today, CancellationToken cancellation) =>
        new DraftWriter(found, file, taxonomy, name, language).Write(content, today, cancellation);

    private Draft Write(Stream content, LocalDate today, CancellationToken cancellation)
    {
        var labels = new DraftLabels(_found, _file, cancellation);
        var trials = new DraftTrials(_found, labels);
        for (var round = 0; ; round++)
        {
            var pages = Compose(labels, trials);
            var folder = new FolderFiles(_name, pages.Files);
            var (mapping, findings) = MappingReader.Read(folder, _taxonomy);
            if (mapping is null)
                throw new InvalidOperationException($"The draft of {_name} cannot be read: {string.Join("; ", findings.Take(3).Select(f => $"{f.Code} {f.Where} {string.Join(", ", f.Arguments.Select(a => $"{a.Key}={a.Value}"))}"))}");
            var reading = Read(mapping, content, today, cancellation);
            if (round < Rounds && trials.Learns(reading))
                continue;
            if (reading.Findings.Counts.ContainsKey(FindingCodes.NothingToLoad))
                pages.Questions.Add(new Question("concepts", 3, Reason.Of("ask.nothing")));
            return Finish(folder, mapping, pages.Questions, reading, today, cancellation);
        }
    }

    private FileReading Read(Mapping mapping, Stream content, LocalDate today, CancellationToken cancellation)
    {
        if (_found.Rows is { } rows)
        {
            var mapped = new FileMapper(mapping, _taxonomy, _file.Name, _file.Dialect.Format, today).Map(rows, cancellation);
            return new FileReading(mapping, mapped, mapped.Findings);
        }
        content.Position = 0;
        return FileReading.Of(content, _file.Name, mapping, [mapping], _taxonomy, today, _file.Limits, cancellation);
    }

    private Draft Finish(FolderFiles folder, Mapping mapping, List<Question> asked, FileReading reading, LocalDate today, CancellationToken cancellation)
    {
        var files = new Dictionary<string, ReadOnlyMemory<byte>>(folder.Files, StringComparer.Ordinal);
        // A cut table no longer comes to the totals that it prints: then the sample does without them.
        foreach (var withTotals in new[] { true, false })
        {
            if (SampleCutter.Cut(_file, _found, withTotals, cancellation) is not var (sample, bytes))
                break;
            files[sample] = bytes;
            var result = SampleCheck.Run(new FolderFiles(_name, files), mapping, _taxonomy, today, _file.Limits, cancellation);
            if (result.Actual.Length == 0)
                continue;
            files[SampleCheck.ExpectedFile] = Encoding.UTF8.GetBytes(result.Actual);
            break;
        }
        var questions = _found.AllQuestions.Concat(asked).OrderByDescending(q => q.Weight).DistinctBy(q => q.Asks.In(_language)).ToList();
        files["questions.txt"] = Encoding.UTF8.GetBytes(string.Concat(questions.Select((q, i) => $"{DraftText.N(i + 1)}. [{q.About}] {q.Asks.In(_language)}\n")));
        return new Draft(new FolderFiles(_name, files), questions, reading);
    }

    private DraftPages Compose(DraftLabels labels, DraftTrials trials)
    {
        var pages = new DraftPages(_found, _taxonomy, _language, labels, trials);
        var text = pages.Text;
        text.Line("", Reason.Of("draft.head").In(_language));
        text.Line($"mapping: {_name}");
        text.Line("version: 1");
        text.Line("title:");
        foreach (var language in LanguageCodes.All)
            text.Line($"  {language.Code()}: {DraftText.Q(Reason.Of("draft.title", ("file", _file.Name)).In(language))}");
        text.Line($"DATA_PROVIDER: {pages.Provider}", _found.Provider is null ? text.Ask(_found.Questions.First(q => q.About == "DATA_PROVIDER").Asks) : Reason.Of("draft.sure").In(_language));
        text.Line("");
        text.Line($"recognise: {{ format: [{(_file.Dialect.Format == FileFormat.Csv ? "csv" : "xlsx, xls")}] }}");
        text.Line("");
        var (tables, isOneOfSeveral) = (_found.DraftTables, _file.SheetNames(CancellationToken.None).Count > 1);
        if (tables.Any(t => t.IsFiscal))
        {
            text.Line("notes:");
            text.Line("  fiscal:");
            foreach (var language in LanguageCodes.All)
                text.Line($"    {language.Code()}: {DraftText.Q(Reason.Of("draft.fiscal").In(language))}");
            text.Line("");
        }
        if (tables.Any(t => t.FactPlace is not null))
        {
            text.Line("facts:");
            foreach (var place in tables.Select(t => t.FactPlace).OfType<string>().Distinct())
                text.Line($"  - {{ in: {place}, pattern: '(?:^|[^0-9])(?<{DraftPeriod.FactName(place)}>(?:19|20)[0-9][0-9])(?:[^0-9]|$)' }}");
            text.Line("");
        }
        if (tables.Count == 1)
        {
            new DraftTable(pages, tables[0], "", "", isOneOfSeveral).Write();
        }
        else
        {
            text.Line("tables:");
            for (var i = 0; i < tables.Count; i++)
                new DraftTable(pages, tables[i], "    ", DraftText.N(i + 1) + "-", isOneOfSeveral).Write();
        }
        pages.Files[MappingReader.FileName] = Encoding.UTF8.GetBytes(text.ToString());
        return pages;
    }
}
