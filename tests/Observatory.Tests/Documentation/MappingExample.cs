using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Observatory.Tests.Reading;

namespace Observatory.Tests.Documentation;

/// <summary>One example of the mapping language's page: a folder, each of its files a block.</summary>
internal sealed partial class MappingExample
{
    private MappingExample(Page page, string heading, IReadOnlyList<Block> blocks)
    {
        (Page, Heading, Blocks) = (page, heading, blocks);
        var files = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var file in blocks.GroupBy(b => b.Names[0]))
            files[file.Key] = file.Key == "sample.xlsx" ? Workbook([.. file]) : EncodingOf(file.Single()).GetBytes(file.Single().Text);
        var name = Encoding
            .UTF8.GetString(files[MappingReader.FileName].Span)
            .Split('\n')[0]
            .Replace("mapping: ", "", StringComparison.Ordinal);
        Folder = new FolderFiles(name, files);
    }

    public Page Page { get; }

    public string Heading { get; }

    public IReadOnlyList<Block> Blocks { get; }

    public FolderFiles Folder { get; }

    public static IReadOnlyList<MappingExample> All()
    {
        var page = new Page("docs/reference/mapping-words.md");
        return
        [
            .. page
                .Blocks.Where(b => b.Names.Count > 0 && b.Heading.StartsWith("Example ", StringComparison.Ordinal))
                .GroupBy(b => b.Heading)
                .Select(g => new MappingExample(page, g.Key, [.. g])),
        ];
    }

    /// <summary>The sum that the page states for the example.</summary>
    public string? Accounting() =>
        Page
            .Lines.SkipWhile(l => !l.EndsWith(Heading, StringComparison.Ordinal))
            .Select(l => Sum().Match(l))
            .FirstOrDefault(m => m.Success)
            ?.Value;

    private static Encoding EncodingOf(Block block) =>
        block.Before.Contains("windows-1252", StringComparison.Ordinal) ? Encoding.Latin1 : new UTF8Encoding(false);

    private static byte[] Workbook(IReadOnlyList<Block> sheets)
    {
        const string main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
        const string office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        const string package = "http://schemas.openxmlformats.org/package/2006";
        var numbered = sheets.Select((sheet, at) => (Sheet: sheet, Number: at + 1)).ToList();
        var named = numbered.Select(s => $"<sheet name=\"{s.Sheet.Names[1]}\" sheetId=\"{s.Number}\" r:id=\"rId{s.Number}\"/>");
        var related = numbered.Select(s =>
            $"<Relationship Id=\"rId{s.Number}\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet{s.Number}.xml\"/>"
        );
        using var file = Files.Zip([
            ("[Content_Types].xml", $"<Types xmlns=\"{package}/content-types\"/>"),
            ("xl/workbook.xml", $"<workbook {main} xmlns:r=\"{office}\"><sheets>{string.Concat(named)}</sheets></workbook>"),
            ("xl/_rels/workbook.xml.rels", $"<Relationships xmlns=\"{package}/relationships\">{string.Concat(related)}</Relationships>"),
            .. numbered.Select(s =>
                (
                    $"xl/worksheets/sheet{s.Number}.xml",
                    $"<worksheet {main}><sheetData>{string.Concat(s.Sheet.Text.TrimEnd('\n').Split('\n').Select(Row))}</sheetData>"
                        + "</worksheet>"
                )
            ),
        ]);
        return file.ToArray();
    }

    private static string Row(string line, int at) =>
        "<row "
        + $"r=\"{at + 1}\">{string.Concat(line.Split(',').Select((text, column) => Cell(text, $"{(char)('A' + column)}{at + 1}")))}</"
        + "row>";

    private static string Cell(string text, string where) =>
        decimal.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? $"<c r=\"{where}\"><v>{text}</v></c>"
            : $"<c r=\"{where}\" t=\"inlineStr\"><is><t>{WebUtility.HtmlEncode(text)}</t></is></c>";

    [GeneratedRegex("[0-9]+ cells read = [0-9]+ loaded \\+ [0-9]+ left out \\+ [0-9]+ set aside")]
    private static partial Regex Sum();
}
