using System.Globalization;
using System.IO.Compression;
using System.Xml;

namespace Observatory.Core.Reading;

/// <summary>The bits of the XLSX package that more than one reader needs (ECMA-376 part 1, 18.2 and part 2).</summary>
internal static class WorkbookParts
{
    public const string Workbook = "xl/workbook.xml";

    /// <summary>The widest column of the format, XFD.</summary>
    public const int MaxColumn = 16_384;

    private static readonly XmlReaderSettings Forward = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        CloseInput = true,
        CheckCharacters = false,
    };

    /// <summary>A forward reader that refuses a DTD and fetches nothing.</summary>
    public static XmlReader Reader(Stream part) => XmlReader.Create(part, Forward);

    // Some writers separate folders by backslashes.
    public static string PlainName(string name) => name.Replace('\\', '/');

    /// <summary>Names and parts of the sheets in the order of the workbook; a sheet whose part is missing is left out.</summary>
    public static IReadOnlyList<(string Name, ZipArchiveEntry Part)> Sheets(ZipArchive zip)
    {
        var parts = zip.Entries.GroupBy(e => PlainName(e.FullName), StringComparer.OrdinalIgnoreCase)
            .ToDictionary(g => g.Key, g => g.First(), StringComparer.OrdinalIgnoreCase);
        var targets = new Dictionary<string, string>(StringComparer.Ordinal);
        if (parts.TryGetValue("xl/_rels/workbook.xml.rels", out var relations))
        {
            foreach (var relation in Elements(relations, "Relationship", "Id", "Target"))
                targets[relation[0]] = relation[1];
        }

        var sheets = new List<(string, ZipArchiveEntry)>();
        if (!parts.TryGetValue(Workbook, out var workbook))
            return sheets;
        foreach (var sheet in Elements(workbook, "sheet", "name", "id"))
        {
            var target = PlainName(targets.GetValueOrDefault(sheet[1], ""));
            if (parts.TryGetValue(target.StartsWith('/') ? target[1..] : "xl/" + target, out var part))
                sheets.Add((sheet[0], part));
        }

        return sheets;
    }

    /// <summary>The column of a cell reference from 1; null where it is missing or malformed and the cell is the next in its row.</summary>
    public static int? Column(string? reference)
    {
        if (string.IsNullOrEmpty(reference))
            return null;
        var (column, i) = (0, 0);
        for (; i < reference.Length && char.IsAsciiLetter(reference[i]) && column <= MaxColumn; i++)
            column = (column * 26) + (reference[i] & 31);
        if (column > MaxColumn)
            return column;
        return i > 0 && int.TryParse(reference.AsSpan(i), NumberStyles.None, CultureInfo.InvariantCulture, out _) ? column : null;
    }

    private static List<string[]> Elements(ZipArchiveEntry part, string element, params string[] attributes)
    {
        var found = new List<string[]>();
        using var stream = part.Open();
        using var xml = Reader(stream);
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != element)
                continue;
            var values = new string[attributes.Length];
            Array.Fill(values, "");
            for (var more = xml.MoveToFirstAttribute(); more; more = xml.MoveToNextAttribute())
            {
                // The id of a sheet stands in the relationships namespace, which differs between the two editions of the format.
                var i = Array.IndexOf(attributes, xml.LocalName);
                if (i >= 0)
                    values[i] = xml.Value;
            }

            found.Add(values);
        }

        return found;
    }
}
