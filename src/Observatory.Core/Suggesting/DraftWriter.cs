using System.Text;
using NodaTime;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Observatory.Core.Taxonomy;
using Observatory.Core.Wording;

namespace Observatory.Core.Suggesting;

/// <summary>
/// Writes a suggestion as a mapping folder. Only what is sure becomes a code; all figures of a draft have status V, unvalidated, which is
/// never published. The draft is tested on its own file, and the results (rows that share a key, texts that are not numbers) are written
/// into it as rules and questions.
/// </summary>
public sealed class DraftWriter
{
    /// <summary>The provider of a draft for an office that nobody has named yet.</summary>
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
        Suggestion found,
        SourceFile file,
        Stream content,
        TaxonomyCatalogue taxonomy,
        string name,
        Language language,
        LocalDate today,
        CancellationToken cancellation
    ) => new DraftWriter(found, file, taxonomy, name, language).Write(content, today, cancellation);

    private Draft Write(Stream content, LocalDate today, CancellationToken cancellation)
    {
        var labels = new DraftLabels(_found, _file, cancellation);
        var trials = new DraftTrials(_found, labels);
        var (tables, leftOut) = ReadableTables(labels, trials);
        for (var round = 0; ; round++)
        {
            var pages = Compose(tables, labels, trials);
            pages.Questions.AddRange(leftOut);
            var folder = new FolderFiles(_name, pages.Files);
            var (mapping, findings) = MappingReader.Read(folder, _taxonomy);
            if (mapping is null)
                return Refused(folder, pages.Questions, findings);
            var reading = Read(mapping, content, today, cancellation);
            if (round < Rounds && trials.Learns(reading))
                continue;
            if (reading.Findings.Counts.ContainsKey(FindingCodes.NothingToLoad))
                pages.Questions.Add(new Question("concepts", 3, Reason.Of("ask.nothing")));
            return Finish(folder, mapping, pages, reading, today, cancellation);
        }
    }

    /// <summary>
    /// The tables of the draft. If the mapping reader refuses the draft of all tables but not that of some of them, the draft has only
    /// those, with a question for each of the others.
    /// </summary>
    private (IReadOnlyList<TableSuggestion> Tables, IReadOnlyList<Question> LeftOut) ReadableTables(DraftLabels labels, DraftTrials trials)
    {
        var all = _found.DraftTables;
        if (all.Count < 2 || FaultOf(all, labels, trials) is null)
            return (all, []);
        var alone = all.Select(t => (Table: t, Fault: FaultOf([t], labels, trials))).ToList();
        var readable = alone.Where(t => t.Fault is null).Select(t => t.Table).ToList();
        return readable.Count == 0
            ? (all, [])
            : (
                readable,
                [
                    .. alone
                        .Where(t => t.Fault is not null)
                        .Select(t => new Question(
                            "tables",
                            3,
                            Reason.Of("ask.tableRefused", ("sheet", t.Table.Sheet), ("because", Said(t.Fault!)))
                        )),
                ]
            );
    }

    private Finding? FaultOf(IReadOnlyList<TableSuggestion> tables, DraftLabels labels, DraftTrials trials) =>
        MappingReader
            .Read(new FolderFiles(_name, Compose(tables, labels, trials).Files), _taxonomy)
            .Findings.FirstOrDefault(f => f.Severity == Severity.Blocking);

    /// <summary>A draft that the mapping reader refuses: the fault is its first question, and nothing is read with it.</summary>
    private Draft Refused(FolderFiles folder, List<Question> asked, IReadOnlyList<Finding> faults)
    {
        var findings = new FindingCollector();
        findings.AddRange(faults);
        asked.InsertRange(
            0,
            faults
                .Where(f => f.Severity == Severity.Blocking)
                .Take(3)
                .Select(f => new Question(
                    "mapping.yaml",
                    3,
                    Reason.Of("ask.draftRefused", ("place", f.Where?.ToString() ?? MappingReader.FileName), ("because", Said(f)))
                ))
        );
        var files = new Dictionary<string, ReadOnlyMemory<byte>>(folder.Files, StringComparer.Ordinal);
        return new Draft(new FolderFiles(_name, files), WithQuestions(files, asked), new FileReading(null, null, findings));
    }

    private string Said(Finding fault) => Messages.Text(fault, _language).What;

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

    private Draft Finish(
        FolderFiles folder,
        Mapping mapping,
        DraftPages pages,
        FileReading reading,
        LocalDate today,
        CancellationToken cancellation
    )
    {
        var files = new Dictionary<string, ReadOnlyMemory<byte>>(folder.Files, StringComparer.Ordinal);
        // A shortened table no longer matches the totals that it prints; then the sample has none.
        foreach (var withTotals in new[] { true, false })
        {
            if (SampleCutter.Cut(_file, _found, pages.Used, withTotals, cancellation) is not var (sample, bytes))
                break;
            files[sample] = bytes;
            var result = SampleCheck.Run(new FolderFiles(_name, files), mapping, _taxonomy, today, _file.Limits, cancellation);
            if (result.Actual.Length == 0)
                continue;
            files[SampleCheck.ExpectedFile] = Encoding.UTF8.GetBytes(result.Actual);
            break;
        }
        return new Draft(new FolderFiles(_name, files), WithQuestions(files, pages.Questions), reading);
    }

    /// <summary>All questions, the most serious first; also written into the folder.</summary>
    private List<Question> WithQuestions(Dictionary<string, ReadOnlyMemory<byte>> files, List<Question> asked)
    {
        var questions = asked
            .Where(q => q.About == "mapping.yaml")
            .Concat(_found.AllQuestions)
            .Concat(asked)
            .OrderByDescending(q => q.Weight)
            .DistinctBy(q => q.Asks.In(_language))
            .ToList();
        files["questions.txt"] = Encoding.UTF8.GetBytes(
            string.Concat(questions.Select((q, i) => $"{DraftText.N(i + 1)}. [{q.About}] {q.Asks.In(_language)}\n"))
        );
        return questions;
    }

    private DraftPages Compose(IReadOnlyList<TableSuggestion> tables, DraftLabels labels, DraftTrials trials)
    {
        var pages = new DraftPages(_found, _taxonomy, _language, labels, trials);
        var text = pages.Text;
        text.Line("", Reason.Of("draft.head").In(_language));
        text.Line($"mapping: {_name}");
        text.Line("version: 1");
        text.Line("title:");
        foreach (var language in LanguageCodes.All)
            text.Line($"  {language.Code()}: {DraftText.Q(Reason.Of("draft.title", ("file", _file.Name)).In(language))}");
        text.Line(
            $"DATA_PROVIDER: {pages.Provider}",
            _found.Questions.FirstOrDefault(q => q.About == "DATA_PROVIDER") is { } asked
                ? text.Ask(asked.Asks)
                : Reason.Of("draft.sure").In(_language)
        );
        text.Line("");
        text.Line($"recognise: {{ format: [{(_file.Dialect.Format == FileFormat.Csv ? "csv" : "xlsx, xls")}] }}");
        text.Line("");
        var isOneOfSeveral = _file.SheetNames(CancellationToken.None).Count > 1;
        if (tables.Count > 1)
            text.Line("tables:");
        for (var i = 0; i < tables.Count; i++)
        {
            var table =
                tables.Count == 1
                    ? new DraftTable(pages, tables[i], "", "", isOneOfSeveral)
                    : new DraftTable(pages, tables[i], "    ", DraftText.N(i + 1) + "-", isOneOfSeveral);
            table.Write();
            pages.Used[tables[i]] = table.Used;
        }
        // A concept that nothing uses must not be in a mapping, so notes and facts come last, once it is known which are used.
        var written = text.ToString();
        if (written.Contains("NOTE: fiscal", StringComparison.Ordinal))
        {
            text.Line("notes:");
            text.Line("  fiscal:");
            foreach (var language in LanguageCodes.All)
                text.Line($"    {language.Code()}: {DraftText.Q(Reason.Of("draft.fiscal").In(language))}");
            text.Line("");
        }
        var places = tables
            .Select(t => t.FactOrigin)
            .OfType<string>()
            .Distinct()
            .Where(p => written.Contains("{fact." + DraftPeriod.FactName(p) + "}", StringComparison.Ordinal))
            .ToList();
        if (places.Count > 0)
        {
            text.Line("facts:");
            foreach (var place in places)
                text.Line(
                    $"  - {{ in: {place}, pattern: '(?:^|[^0-9])(?<{DraftPeriod.FactName(place)}>(?:19|20)[0-9][0-9])(?:[^0-9]|$)' }}"
                );
            text.Line("");
        }
        pages.Files[MappingReader.FileName] = Encoding.UTF8.GetBytes(text.ToString());
        return pages;
    }
}
