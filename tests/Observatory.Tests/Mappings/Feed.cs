using System.Globalization;
using System.Text;
using NodaTime;
using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;
using Observatory.Tests.Taxonomy;
using Xunit;

namespace Observatory.Tests.Mappings;

/// <summary>
/// A feed of a few lines, in memory, and files read by it. Every word that a test is not about has a default:
/// columns <c>year,area,n</c>, one figure of HOM_INC a row.
/// </summary>
internal static class Feed
{
    public const string Name = "ARG/test";

    public static readonly LocalDate Today = new(2018, 6, 30);

    private static readonly string[] Defaults =
    [
        "FREQ: { value: A }",
        "TIME_PERIOD: { column: year }",
        "REF_AREA: { column: area }",
        "INDICATOR: { value: HOM_INC }",
        "OBS_VALUE: { column: n }",
    ];

    public static TaxonomyCatalogue Taxonomy => TaxonomyFolder.Read;

    /// <summary>
    /// The concepts of the default feed with these lines in the place of those of the same concept; <c>INDICATOR:</c> alone takes one away.
    /// </summary>
    public static string Concepts(params string[] lines) => "concepts:\n" + Lines(lines, "  ");

    /// <summary>A mapping of the default feed with concepts changed, and more words after them.</summary>
    public static string Yaml(string? rest = null, params string[] concepts) =>
        Concepts(concepts) + (rest is null ? "" : rest.ReplaceLineEndings("\n") + "\n");

    public static FolderFiles Folder(string yaml, params (string Name, string Content)[] tables)
    {
        var files = tables.ToDictionary(t => t.Name, t => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(t.Content), StringComparer.Ordinal);
        files[MappingReader.FileName] = Encoding.UTF8.GetBytes(Head + yaml);
        return new FolderFiles(Name, files);
    }

    /// <summary>Lines before those of a test, for findings that name a line.</summary>
    public static int HeadLines => Head.Count(c => c == '\n');

    public static Mapping Mapping(string yaml, params (string Name, string Content)[] tables)
    {
        var (mapping, findings) = MappingReader.Read(Folder(yaml, tables), Taxonomy);
        Assert.True(mapping is not null, string.Join("\n", findings.Select(Said)));
        return mapping;
    }

    public static Finding OnlyFault(string yaml, params (string Name, string Content)[] tables)
    {
        var (mapping, findings) = MappingReader.Read(Folder(yaml, tables), Taxonomy);
        Assert.Null(mapping);
        return Assert.Single(findings);
    }

    public static FileReading Read(Mapping mapping, string csv, string fileName = "test.csv") =>
        Read(mapping, Encoding.UTF8.GetBytes(csv), fileName);

    public static FileReading Read(Mapping mapping, byte[] bytes, string fileName) =>
        FileReading.Of(new MemoryStream(bytes), fileName, mapping, [mapping], Taxonomy, Today, ReadLimits.Default, CancellationToken.None);

    /// <summary>Reads rows as a workbook gives them: sheet, then the cells of each row.</summary>
    public static MappedFile ReadSheets(Mapping mapping, params (string Sheet, string[][] Rows)[] sheets) =>
        new FileMapper(mapping, Taxonomy, "test.xlsx", FileFormat.Xlsx, Today).Map(
            sheets.SelectMany(s => s.Rows.Select((cells, i) => new GridRow(s.Sheet, i + 1, cells)))
        );

    /// <summary>Every figure as <c>INDICATOR AREA PERIOD BREAKDOWN value</c>, in ordinal order.</summary>
    public static string[] Figures(MappedFile file) =>
        [
            .. file
                .Observations.Select(o =>
                    string.Join(
                        ' ',
                        new[]
                        {
                            file.Indicators[o.Key.Indicator],
                            file.Areas[o.Key.Area],
                            TimePeriod.FromId(o.Key.Period).ToString(),
                            file.Breakdowns[o.Key.Breakdown].ToString(),
                            o.Value?.ToString(CultureInfo.InvariantCulture) ?? "none",
                        }.Where(t => t.Length > 0)
                    )
                )
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>The figures of a file that is read without a finding.</summary>
    public static string[] Figures(Mapping mapping, string csv, string fileName = "test.csv")
    {
        var reading = Read(mapping, csv, fileName);
        Assert.Empty(reading.Findings.Kept.Select(Said));
        return Figures(reading.Mapped!);
    }

    public static ValueAttributes Said(Mapping mapping, string csv)
    {
        var file = Read(mapping, csv).Mapped!;
        return file.Attributes[Assert.Single(file.Observations).Attributes];
    }

    /// <summary>The one finding of a file; its cells are all accounted for.</summary>
    public static Finding OnlyFinding(FileReading reading, long loaded, long leftOut, long setAside)
    {
        Cells(reading.Mapped!, loaded, leftOut, setAside);
        return Assert.Single(reading.Findings.Kept);
    }

    public static void Cells(MappedFile file, long loaded, long leftOut, long setAside)
    {
        Assert.Equal(
            (loaded, leftOut, setAside),
            (file.Accounting.CellsLoaded, file.Accounting.CellsLeftOut, file.Accounting.CellsSetAside)
        );
        Assert.True(file.Accounting.Balances);
    }

    public static string Said(Finding finding) =>
        $"{finding.Code} {finding.Where} {string.Join(", ", finding.Arguments.Select(a => $"{a.Key}={a.Value}"))}";

    private static string Head =>
        $$"""
            mapping: {{Name}}
            version: 1
            title: { en: Test, es: Prueba, fr: Essai, pt: Teste }
            DATA_PROVIDER: ARG_SNIC

            """.ReplaceLineEndings("\n");

    private static string Lines(string[] changed, string indent)
    {
        var lines = Defaults.ToDictionary(Concept, l => l, StringComparer.Ordinal);
        foreach (var line in changed)
            lines[Concept(line)] = line;
        return string.Concat(lines.Values.Where(l => l.Contains('{', StringComparison.Ordinal)).Select(l => indent + l + "\n"));
    }

    private static string Concept(string line) => line[..line.IndexOf(':', StringComparison.Ordinal)];
}
