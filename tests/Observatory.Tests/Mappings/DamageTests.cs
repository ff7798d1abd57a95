using System.Text;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Xunit;

namespace Observatory.Tests.Mappings;

/// <summary>Damaged mappings and damaged files make findings, never an exception; what a damage does to cells is accounted for.</summary>
public sealed class DamageTests
{
    private const string Marks = "[]{}:,\"'#&*!|>-? \t\n\0%@`éñ\u2028\\$()^+";

    private static int Rounds => int.TryParse(Environment.GetEnvironmentVariable("OBSERVATORY_ROUNDS"), out var rounds) ? rounds : 40;

    public static TheoryData<string> Feeds => [.. ShippedFolders.All.Keys];

    [Theory]
    [MemberData(nameof(Feeds))]
    public void A_damaged_mapping_is_read_or_refused(string feed) => EachRound(feed, MappingReader.FileName);

    [Theory]
    [MemberData(nameof(Feeds))]
    public void A_damaged_label_table_is_read_or_refused(string feed) =>
        EachRound(
            feed,
            ShippedFolders
                .All[feed]
                .Files.Keys.First(f => f.EndsWith(".csv", StringComparison.Ordinal) && f is not ("expected.csv" or "sample.csv"))
        );

    [Theory]
    [MemberData(nameof(Feeds))]
    public void A_damaged_sample_is_read_or_refused(string feed)
    {
        var folder = ShippedFolders.All[feed];
        var mapping = MappingReader.Read(folder, Feed.Taxonomy).Mapping!;
        var sample = SampleCheck.SampleOf(folder)!;
        for (var seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            var bytes = sample.EndsWith(".csv", StringComparison.Ordinal)
                ? Encoding.Latin1.GetBytes(Damaged(Encoding.Latin1.GetString(folder.Files[sample].Span), random))
                : Scratched(folder.Files[sample].ToArray(), random);
            Try(() => Read(mapping, bytes, sample), seed);
        }
    }

    private static void EachRound(string feed, string file)
    {
        var folder = ShippedFolders.All[feed];
        var sample = SampleCheck.SampleOf(folder)!;
        for (var seed = 0; seed < Rounds; seed++)
        {
            var files = folder.Files.ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal);
            files[file] = Encoding.UTF8.GetBytes(Damaged(Encoding.UTF8.GetString(folder.Files[file].Span), new Random(seed)));
            Try(
                () =>
                {
                    var (mapping, findings) = MappingReader.Read(folder with { Files = files }, Feed.Taxonomy);
                    Assert.True(mapping is not null || findings.Count > 0);
                    if (mapping is not null)
                        Read(mapping, folder.Files[sample].ToArray(), sample);
                },
                seed
            );
        }
    }

    private static void Read(Mapping mapping, byte[] bytes, string name)
    {
        var reading = FileReading.Of(
            new MemoryStream(bytes),
            name,
            mapping,
            [mapping],
            Feed.Taxonomy,
            Feed.Today,
            ReadLimits.Default,
            CancellationToken.None
        );
        Assert.True(reading.Mapped?.Accounting.Balances ?? reading.IsBlocked);
        Assert.True(reading.Mapped is null || reading.IsBlocked || reading.Mapped.ObservationCount > 0);
        Assert.Equal(
            reading.Mapped?.Accounting.CellsSetAside > 0,
            reading.Mapped is not null && reading.Mapped.Accounting.SetAside.Count > 0
        );
        if (reading.Mapped is { } mapped)
            _ = SampleCheck.Text(mapped);
    }

    private static void Try(Action read, int seed)
    {
        var fault = Record.Exception(read);
        Assert.True(fault is null, $"seed {seed}: {fault}");
    }

    /// <summary>One to four slips: lines lost, doubled or swapped, words in the wrong place, marks put in or lost.</summary>
    private static string Damaged(string text, Random random)
    {
        for (var slips = random.Next(1, 5); slips > 0; slips--)
        {
            var lines = text.Split('\n');
            var (one, other) = (random.Next(lines.Length), random.Next(lines.Length));
            switch (random.Next(6))
            {
                case 0:
                    lines[one] = "";
                    text = string.Join('\n', lines);
                    break;
                case 1:
                    lines[one] = lines[one] + "\n" + lines[one];
                    text = string.Join('\n', lines);
                    break;
                case 2:
                    (lines[one], lines[other]) = (lines[other], lines[one]);
                    text = string.Join('\n', lines);
                    break;
                case 3:
                    var words = text.Split([' ', ',', ';', '\n', '{', '}', '"', ':'], StringSplitOptions.RemoveEmptyEntries);
                    var lost = words[random.Next(words.Length)];
                    var at = text.IndexOf(lost, StringComparison.Ordinal);
                    text = text[..at] + words[random.Next(words.Length)] + text[(at + lost.Length)..];
                    break;
                case 4:
                    text = text.Insert(random.Next(text.Length), Marks[random.Next(Marks.Length)].ToString());
                    break;
                default:
                    text = text.Remove(random.Next(text.Length), 1);
                    break;
            }
            if (text.Length == 0)
                break;
        }
        return text;
    }

    private static byte[] Scratched(byte[] bytes, Random random)
    {
        for (var slips = random.Next(1, 20); slips > 0; slips--)
            bytes[random.Next(8, bytes.Length)] = (byte)random.Next(256);
        return random.Next(5) == 0 ? bytes[..random.Next(8, bytes.Length)] : bytes;
    }
}
