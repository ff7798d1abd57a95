using System.Globalization;
using System.IO.Compression;
using System.Xml.Linq;
using ExcelDataReader;
using Observatory.Core.Cells;
using Observatory.Core.Reading;

namespace Observatory.Tests.Reading;

/// <summary>XLSX files as the spreadsheet library reads them: what our own reader is held against.</summary>
internal static class LibraryXlsx
{
    public static List<GridRow> Read(Stream content)
    {
        content.Position = 0;
        using var reader = ExcelReaderFactory.CreateOpenXmlReader(content, new ExcelReaderConfiguration { LeaveOpen = true });
        var rows = new List<GridRow>();
        do
        {
            for (var number = 1; reader.Read(); number++)
                rows.Add(Row(reader, number));
        } while (reader.NextResult());
        return rows;
    }

    private static GridRow Row(IExcelDataReader reader, int number)
    {
        var width = reader.FieldCount;
        while (width > 0 && reader.GetValue(width - 1) is null or "")
            width--;
        var (cells, kinds) = (new string[width], new CellKind[width]);
        for (var i = 0; i < width; i++)
            (cells[i], kinds[i]) = Written(reader.GetValue(i));
        return new GridRow(reader.Name, number, cells, kinds);
    }

    private static (string Text, CellKind Kind) Written(object? value) =>
        value switch
        {
            null or "" => ("", CellKind.Empty),
            string text => (text, CellKind.Text),
            double number => (CellText.Number(number), CellKind.Number),
            int number => (CellText.Number(number), CellKind.Number),
            DateTime date => (CellText.Date(date), CellKind.Date),
            TimeSpan span => (CellText.Duration(span), CellKind.Date),
            bool truth => (truth ? "TRUE" : "FALSE", CellKind.Boolean),
            _ => (Convert.ToString(value, CultureInfo.InvariantCulture) ?? "", CellKind.Text),
        };

    /// <summary>How many cells hold an error, which the library hands over as empty.</summary>
    public static int Errors(Stream content)
    {
        using var zip = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
        var count = 0;
        foreach (
            var part in zip.Entries.Where(e =>
                e.FullName.Contains("worksheets", StringComparison.OrdinalIgnoreCase)
                && e.FullName.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)
            )
        )
        {
            using var stream = part.Open();
            count += XDocument
                .Load(stream)
                .Descendants()
                .Count(e =>
                    e.Name.LocalName == "c"
                    && (string?)e.Attribute("t") == "e"
                    && e.Elements().Any(v => v.Name.LocalName == "v" && v.Value.Length > 0)
                );
        }

        return count;
    }
}
