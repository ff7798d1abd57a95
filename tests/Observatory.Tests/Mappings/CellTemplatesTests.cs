using System.Text;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Observatory.Core.Submissions;
using Observatory.Tests.Taxonomy;
using Xunit;

namespace Observatory.Tests.Mappings;

/// <summary>
/// What is remembered of cells changes nothing: where every cell is traced none is remembered, and figures, findings and accounting are
/// the same. Rows of the samples are repeated, mixed up and damaged, so that good and bad ones with the same labels come in any order.
/// </summary>
public sealed class CellTemplatesTests
{
    private const int Rounds = 5;

    private static readonly string[] Foreign =
    [
        "",
        " ",
        "0",
        "7",
        "-1",
        "1,5",
        "1.5",
        "s/d",
        "ND",
        "x",
        "2016",
        "2031",
        "999999999",
        "1234567890123456789012",
        "<5",
        "*",
    ];

    public static TheoryData<string> Feeds =>
        [
            .. ShippedFolders
                .All.Where(f =>
                    f.Value.Files.Keys.Count(n => n.StartsWith("sample.", StringComparison.Ordinal)) == 1
                    && f.Value.Files.ContainsKey("sample.csv")
                )
                .Select(f => f.Key),
        ];

    [Theory]
    [MemberData(nameof(Feeds))]
    public void What_is_remembered_of_cells_changes_nothing(string feed)
    {
        var folder = ShippedFolders.All[feed];
        var mapping = MappingReader.Read(folder, TaxonomyFolder.Read).Mapping!;
        var bytes = folder.Files["sample.csv"].ToArray();
        var dialect = SourceFile.Open(new MemoryStream(bytes), "sample.csv", ReadLimits.Default).Dialect;
        var encoding = dialect.Encoding == "utf-8" ? new UTF8Encoding(false) : Encoding.GetEncoding(dialect.Encoding!);
        var delimiter = dialect.Delimiter!.Value;
        var lines = encoding.GetString(bytes).TrimStart('\uFEFF').Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (var round = 0; round < Rounds; round++)
        {
            var random = new Random(7919 * (round + 1));
            var mixed = new List<string>(lines);
            for (var step = 0; step < lines.Length * 2; step++)
            {
                var from = lines[random.Next(lines.Length)];
                var fields = from.TrimEnd('\r').Split(delimiter);
                if (round > 0 && random.Next(round % 4 == 0 ? 2 : 10) == 0)
                    fields[random.Next(fields.Length)] =
                        random.Next(2) == 0
                            ? Foreign[random.Next(Foreign.Length)]
                            : lines[random.Next(lines.Length)].TrimEnd('\r').Split(delimiter)[0];
                mixed.Insert(random.Next(Math.Min(mixed.Count, 8), mixed.Count + 1), string.Join(delimiter, fields));
            }
            var content = encoding.GetBytes(string.Join('\n', mixed.Select(l => l.TrimEnd('\r'))) + "\n");
            Assert.Equal(Read(content, mapping, _ => { }), Read(content, mapping, null));
        }
    }

    private static string Read(byte[] content, Mapping mapping, Action<Contribution>? trace)
    {
        var reading = FileReading.Of(
            [new SentFile("sample.csv", new MemoryStream(content))],
            mapping,
            [mapping],
            TaxonomyFolder.Read,
            Feed.Today.PlusYears(8),
            ReadLimits.Default,
            CancellationToken.None,
            trace
        );
        var findings = string.Join('\n', reading.Findings.Kept.Select(Feed.Said));
        return reading.Mapped is not { } mapped
            ? findings
            : string.Join(
                '\n',
                findings,
                SampleCheck.Text(mapped),
                AccountingReport.Of(mapped).ToJson(),
                string.Join(' ', mapped.Scopes),
                string.Join(' ', mapped.BroughtAreas.Values.Select(a => $"{a.Code}={a.Label.En}").Order(StringComparer.Ordinal)),
                string.Join(' ', mapped.Attributes),
                string.Join(' ', mapped.Areas),
                string.Join(' ', mapped.Breakdowns)
            );
    }
}
