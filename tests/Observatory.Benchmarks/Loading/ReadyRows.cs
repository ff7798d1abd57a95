using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Observatory.Benchmarks.Support;

namespace Observatory.Benchmarks.Loading;

/// <summary>
/// What somebody else's work would have to have made of a file before it could be copied: rows of numbers, and the dictionaries behind
/// them.
/// </summary>
internal sealed record ReadyRows(string Path, string Municipalities, string Offences)
{
    public const string Heads = "indicator,geography,period,disaggregation,source,value,status,load,source_row";

    public static ReadyRows Of(ScaleFeed feed, string folder)
    {
        var ready = new ReadyRows(
            feed.Path + ".ready",
            System.IO.Path.Combine(folder, "municipalities.csv"),
            System.IO.Path.Combine(folder, "offences.csv")
        );
        var municipalities = new Dictionary<string, int>(StringComparer.Ordinal);
        using (var writer = new StreamWriter(ready.Municipalities))
        {
            foreach (var row in Rows(ScaleFeed.Catalogue("catalog_municipios.csv"), FileForm.Wide, "utf-8"))
            {
                municipalities.Add(row[1], municipalities.Count + 1);
                writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{municipalities.Count},{row[1]}"));
            }
        }
        var offences = new Dictionary<(string, string, string, string), int>();
        using (var writer = new StreamWriter(ready.Offences))
        {
            foreach (var row in Rows(ScaleFeed.Catalogue("catalog_delitos_2022.csv"), FileForm.Wide, "utf-8"))
            {
                offences.Add((row[0], row[1], row[2], row[3]), offences.Count + 1);
                writer.WriteLine(
                    string.Create(CultureInfo.InvariantCulture, $"{offences.Count},\"{row[0]}\",\"{row[1]}\",\"{row[2]}\",\"{row[3]}\"")
                );
            }
        }
        if (!File.Exists(ready.Path))
            Write(feed, ready.Path, municipalities, offences);
        return ready;
    }

    private static void Write(
        ScaleFeed feed,
        string path,
        Dictionary<string, int> municipalities,
        Dictionary<(string, string, string, string), int> offences
    )
    {
        using var writer = new StreamWriter(path, false, new UTF8Encoding(false), 1 << 16);
        var line = 0;
        foreach (var row in Rows(feed.Path, feed.Form, feed.Form == FileForm.Wide ? "windows-1252" : "utf-8"))
        {
            line++;
            var year = (int.Parse(row[0], CultureInfo.InvariantCulture) - 1990) * 12;
            var (indicator, geography) = (offences[(row[5], row[6], row[7], row[8])], municipalities[row[3]]);
            if (feed.Form == FileForm.Long)
                writer.Write(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{indicator},{geography},{year + int.Parse(row[1], CultureInfo.InvariantCulture)},1,1,{row[9]},1,1,{line}\n"
                    )
                );
            for (var month = 1; feed.Form == FileForm.Wide && month <= 12; month++)
            {
                if (row[8 + month].Length > 0)
                    writer.Write(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{indicator},{geography},{year + month},1,1,{row[8 + month]},1,1,{line}\n"
                        )
                    );
            }
        }
    }

    /// <summary>The rows below the heading.</summary>
    private static IEnumerable<CsvParser> Rows(string path, FileForm form, string encoding)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        using var text = new StreamReader(path, Encoding.GetEncoding(encoding));
        using var parser = new CsvParser(
            text,
            new CsvConfiguration(CultureInfo.InvariantCulture)
            {
                Delimiter = form == FileForm.Wide ? "," : ";",
                CacheFields = true,
                BufferSize = 1 << 16,
            }
        );
        parser.Read();
        while (parser.Read())
            yield return parser;
    }
}
