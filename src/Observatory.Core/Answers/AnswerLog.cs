using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using NodaTime.Text;
using Observatory.Core.Reading;

namespace Observatory.Core.Answers;

/// <summary>
/// The answers of a mapping folder, <c>answers.csv</c>: who decided when what a label means. Only the label table decides how a file is
/// read; the log records whose decision it was.
/// </summary>
public static class AnswerLog
{
    public const string FileName = "answers.csv";

    /// <summary>The separator between the labels of several columns.</summary>
    public const string Between = " | ";

    private static readonly string[] Heading = ["date", "author", "table", "label", "answer", "note"];

    /// <summary>The answers in the order in which they were given. Malformed lines are skipped, because the log decides nothing.</summary>
    public static IReadOnlyList<LabelAnswer> Read(FolderFiles folder)
    {
        if (!folder.Files.TryGetValue(FileName, out var bytes))
            return [];
        var answers = new List<LabelAnswer>();
        using var parser = new CsvParser(
            new StringReader(Encoding.UTF8.GetString(bytes.Span).TrimStart('\uFEFF')),
            new CsvConfiguration(CultureInfo.InvariantCulture) { BadDataFound = null, HasHeaderRecord = false }
        );
        while (parser.Read())
        {
            if (parser.Record is not { Length: >= 5 } record || LocalDatePattern.Iso.Parse(record[0].Trim()) is not { Success: true } date)
                continue;
            answers.Add(
                new LabelAnswer
                {
                    Date = date.Value,
                    Author = record[1],
                    Table = record[2],
                    Labels = record[3].Split(Between),
                    Codes = Codes(record[4]),
                    Note = record.Length > 5 ? record[5] : "",
                }
            );
        }
        return answers;
    }

    /// <summary>The log with one more answer; its earlier content stays byte for byte.</summary>
    public static ReadOnlyMemory<byte> With(FolderFiles folder, LabelAnswer answer)
    {
        var text = folder.Files.TryGetValue(FileName, out var bytes) ? EditedTable.Of(bytes) : EditedTable.Empty(Heading);
        return text.WithRow([LocalDatePattern.Iso.Format(answer.Date), answer.Author, answer.Table, answer.Label, answer.Said, answer.Note])
            .ToBytes();
    }

    private static Dictionary<string, string> Codes(string codes) =>
        codes.Trim() == "-"
            ? new Dictionary<string, string>(StringComparer.Ordinal)
            : codes
                .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(c => c.Split('=', 2))
                .Where(c => c.Length == 2)
                .DistinctBy(c => c[0], StringComparer.Ordinal)
                .ToDictionary(c => c[0].Trim(), c => c[1].Trim(), StringComparer.Ordinal);
}
