using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using NodaTime.Text;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Mappings;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Answers;

/// <summary>A mapping folder with one more answer: the row in its label table, the entry in its log, and the next version number.</summary>
/// <param name="Changed">New content by file name; empty if the label already had this answer.</param>
/// <param name="Version">The version of the mapping after the answer.</param>
public sealed partial record AnsweredFolder(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Changed, int Version)
{
    private const string NoteColumn = "note";

    private static readonly string[] Words = ["name", "parent", "level"];

    /// <summary>Adds an answer to a folder, in memory.</summary>
    /// <exception cref="Refusal">
    /// PARAMETER_VALUE for an unknown table or column, or a wrong number of labels; CODE_UNKNOWN with the nearest code; LABEL_ANSWERED if
    /// the label already has another answer; MAPPINGS_BROKEN if the folder cannot be read with the answer in it.
    /// </exception>
    public static AnsweredFolder With(FolderFiles folder, Mapping mapping, TaxonomyCatalogue taxonomy, LabelAnswer answer)
    {
        var tables = TablesOf(mapping);
        var table = tables.FirstOrDefault(t => t.File == answer.Table)
            ?? throw Wrong(
                "--table",
                answer.Table,
                string.Join(", ", tables.Select(t => t.File)),
                NearestWord.To(answer.Table, tables.Select(t => t.File))
            );
        var labels = answer.Labels.Count == 1 && table.LabelColumns.Count > 1 ? answer.Labels[0].Split(AnswerLog.Between) : answer.Labels;
        if (labels.Count != table.LabelColumns.Count || labels.Any(string.IsNullOrWhiteSpace))
            throw Wrong("--label", answer.Label, string.Join(AnswerLog.Between, table.LabelColumns), null);
        answer = answer with { Labels = [.. labels.Select(l => l.Trim())] };
        foreach (var column in answer.Codes.Keys.Where(c => !table.Concepts.Contains(c) && !Words.Contains(c)))
            throw Wrong("--code", column, string.Join(", ", table.Concepts.Select(c => c + "=…")), NearestWord.To(column, table.Concepts));
        if (Standing(table, answer) is { } row)
            return Says(row, table, answer)
                ? new AnsweredFolder(new Dictionary<string, ReadOnlyMemory<byte>>(), mapping.Version)
                : throw Answered(folder, mapping, table, row, answer);

        var changed = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal)
        {
            [answer.Table] = WithRow(folder, table, answer),
            [AnswerLog.FileName] = AnswerLog.With(folder, answer),
            [MappingReader.FileName] = Raised(folder.Files[MappingReader.FileName], mapping.Version + 1),
        };
        var next = new Dictionary<string, ReadOnlyMemory<byte>>(folder.Files, StringComparer.Ordinal);
        foreach (var (name, content) in changed)
            next[name] = content;
        Prove(new FolderFiles(folder.Name, next), taxonomy);
        return new AnsweredFolder(changed, mapping.Version + 1);
    }

    /// <summary>The label tables of a mapping that give codes, each once.</summary>
    public static IReadOnlyList<LabelTable> TablesOf(Mapping mapping) =>
        [
            .. mapping
                .Tables.SelectMany(t => t.Concepts.Values.Concat(t.Series.SelectMany(s => s.Concepts.Values)))
                .SelectMany(c => new[] { c.Codes, c.Define?.Parent.Codes, c.Define?.Agrees?.Codes })
                .OfType<LabelTable>()
                .Where(t => t.Concepts.Count > 0)
                .DistinctBy(t => t.File)
                .OrderBy(t => t.File, StringComparer.Ordinal),
        ];

    private static LabelRow? Standing(LabelTable table, LabelAnswer answer) =>
        table.Rows.FirstOrDefault(r =>
            r.Labels.Count == answer.Labels.Count && r.Labels.Zip(answer.Labels).All(p => LabelText.Key(p.First) == LabelText.Key(p.Second))
        );

    private static bool Says(LabelRow row, LabelTable table, LabelAnswer answer) =>
        answer.IsLeftOut
            ? row.LeftOut
            : !row.LeftOut
                && table
                    .Concepts.Select((c, at) => (Said: answer.Codes.GetValueOrDefault(c, ""), Stands: row.Codes[at]))
                    .All(c => c.Said == c.Stands);

    private static Refusal Answered(FolderFiles folder, Mapping mapping, LabelTable table, LabelRow row, LabelAnswer answer)
    {
        var earlier = AnswerLog
            .Read(folder)
            .LastOrDefault(a => a.Table == table.File && LabelText.Key(a.Label) == LabelText.Key(answer.Label));
        var stands = row.LeftOut
            ? "-"
            : string.Join(';', table.Concepts.Zip(row.Codes).Where(c => c.Second.Length > 0).Select(c => $"{c.First}={c.Second}"));
        return new Refusal(
            RefusalCodes.LabelAnswered,
            ("label", answer.Label),
            ("file", $"{mapping.Id}/{table.File}"),
            ("line", row.Line.ToString(CultureInfo.InvariantCulture)),
            ("answer", stands),
            ("author", earlier?.Author ?? ""),
            ("date", earlier is null ? "" : LocalDatePattern.Iso.Format(earlier.Date)),
            ("note", row.Note)
        );
    }

    private static ReadOnlyMemory<byte> WithRow(FolderFiles folder, LabelTable table, LabelAnswer answer)
    {
        var text = EditedTable.Of(folder.Files[table.File]);
        if (answer.Note.Length > 0 && !text.Heading.Contains(NoteColumn))
            text = text.WithColumn(NoteColumn);
        foreach (var word in answer.Codes.Keys.Where(k => Words.Contains(k) && !text.Heading.Contains(k)))
            text = text.WithColumn(word);
        var labels = new Queue<string>(answer.Labels);
        // The reader takes label columns from left to right: every heading that is neither a concept nor a reserved word.
        return text.WithRow(
                text.Heading.Select(h =>
                    h switch
                    {
                        NoteColumn => answer.Note,
                        _ when table.Concepts.Contains(h) => answer.IsLeftOut ? "-" : answer.Codes.GetValueOrDefault(h, ""),
                        _ when Words.Contains(h) && !table.LabelColumns.Contains(h) => answer.Codes.GetValueOrDefault(h, ""),
                        _ => labels.TryDequeue(out var label) ? label : "",
                    }
                )
            )
            .ToBytes();
    }

    private static ReadOnlyMemory<byte> Raised(ReadOnlyMemory<byte> yaml, int version)
    {
        var text = Encoding.UTF8.GetString(yaml.Span);
        return Encoding.UTF8.GetBytes(
            VersionLine().Replace(text, m => m.Groups[1].Value + version.ToString(CultureInfo.InvariantCulture), 1)
        );
    }

    private static void Prove(FolderFiles folder, TaxonomyCatalogue taxonomy)
    {
        var (mapping, findings) = MappingReader.Read(folder, taxonomy);
        if (mapping is not null)
            return;
        var fault = findings.First(f => f.Severity == Severity.Blocking);
        if (fault.Code == FindingCodes.TableCodeUnknown)
            throw new Refusal(
                RefusalCodes.CodeUnknown,
                ("value", fault.Arguments["code"]),
                ("column", fault.Arguments["column"]),
                ("nearest", fault.Arguments["nearest"])
            );
        throw new Refusal(
            RefusalCodes.MappingsBroken,
            ("value", $"{fault.Code} {fault.Where} {string.Join(", ", fault.Arguments.Values)}")
        );
    }

    private static Refusal Wrong(string option, string value, string expected, string? nearest) =>
        new(RefusalCodes.ParameterValue, ("column", option), ("value", value), ("expected", expected), ("nearest", nearest ?? ""));

    [GeneratedRegex(@"^(version:[ \t]*)\d+", RegexOptions.Multiline)]
    private static partial Regex VersionLine();
}
