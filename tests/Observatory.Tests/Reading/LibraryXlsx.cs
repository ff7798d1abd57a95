using System.IO.Compression;
using System.Xml.Linq;
using ExcelDataReader;
using Observatory.Core.Reading;

namespace Observatory.Tests.Reading;

/// <summary>XLSX files as the spreadsheet library reads them: what our own reader is held against.</summary>
internal static class LibraryXlsx
{
    public static List<GridRow> Read(Stream content)
    {
        content.Position = 0;
        using var reader = ExcelReaderFactory.CreateOpenXmlReader(content, new ExcelReaderConfiguration { LeaveOpen = true });
        var cells = new CellText(reader);
        var rows = new List<GridRow>();
        do
        {
            for (var number = 1; reader.Read(); number++)
                rows.Add(cells.Row(reader.Name, number, null, ReadLimits.Default));
        }
        while (reader.NextResult());
        return rows;
    }

    /// <summary>How many cells hold an error, which the library hands over as empty.</summary>
    public static int Errors(Stream content)
    {
        using var zip = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
        var count = 0;
        foreach (var part in zip.Entries.Where(e => e.FullName.Contains("worksheets", StringComparison.OrdinalIgnoreCase) && e.FullName.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)))
        {
            using var stream = part.Open();
            count += XDocument.Load(stream).Descendants().Count(e => e.Name.LocalName == "c" && (string?)e.Attribute("t") == "e" && e.Elements().Any(v => v.Name.LocalName == "v" && v.Value.Length > 0));
        }

        return count;
    }
}
