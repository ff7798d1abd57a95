using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using NodaTime;
using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Observatory.Tests.Documentation;
using Observatory.Tests.Reading;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Observatory.Tests.Mappings;

/// <summary>
/// A word of a mapping does something, or it is refused. The words and their places are the readers' own: one that is new is tried without
/// a line here, and fails where nothing comes of it.
/// </summary>
public sealed partial class EffectTests
{
    private const string Another = "999999";

    private static readonly LocalDate Today = new(2024, 1, 1);

    /// <summary>
    /// Words that are required and for which no other value can be made up that the reader takes: that they are asked for is all that is
    /// seen of them here.
    /// One that is new belongs here only where it is tried elsewhere.
    /// </summary>
    private static readonly HashSet<string> OnlyRequired = new(StringComparer.Ordinal)
    {
        ": DATA_PROVIDER",
        ": mapping",
        ": publicationDate",
        "checkOnly: because",
        "condition: in",
        "condition: notIn",
        "covers: absent",
        "covers: area",
        "covers: parts",
        "facts: pattern",
        "fill: dimension",
        "fiscalYear: NOTE",
        "fiscalYear: namedBy",
        "fiscalYear: startMonth",
        "leaveOut: because",
        "marks: NOTE",
        "partitions: dimension",
        "series: name",
        "several: order",
        "source: base",
        "source: unpivoted",
        "source: value",
    };

    private static readonly Lazy<IReadOnlyList<MappingExample>> Examples = new(MappingExample.All);

    /// <summary>
    /// In every place of the grammar, each word is looked for in the examples of the language's page: taken away, or said otherwise,
    /// something else comes out.
    /// </summary>
    [Fact]
    public void Every_word_changes_what_comes_of_an_example_in_every_place_where_it_is_asked_for()
    {
        var asked = MappingGrammar.AskedWords(MappingReader.FileName);
        var acting = new HashSet<(string Place, string Word)>();
        // A law says nothing of figures that keep it, nor a mark of a year in which none stands: what is left is tried on samples in which
        // a cell is another.
        foreach (var isDisturbed in new[] { false, true })
        foreach (var example in Examples.Value)
        {
            var maps = MappingGrammar.MapsOf(example.Folder, MappingReader.FileName, out var document);
            var tried = maps.SelectMany(m => m.Node.Children.Select(c => (m.Place, m.Node, Key: (YamlScalarNode)c.Key, c.Value)))
                .Where(c => asked.Contains((c.Place, c.Key.Value!)))
                .ToList();
            if (!tried.Exists(t => !acting.Contains((t.Place, t.Key.Value!))))
                continue;
            var samples = isDisturbed ? Disturbed(example.Folder) : [example.Folder];
            var usual = Outcome(example.Folder, samples);
            foreach (var (place, node, key, value) in tried)
                if (
                    !acting.Contains((place, key.Value!))
                    && Acts(example.Folder, samples, document, (node, key, value), usual, OnlyRequired.Contains($"{place}: {key.Value}"))
                )
                    acting.Add((place, key.Value!));
        }
        var idle = asked.Except(acting).Select(w => $"{w.Place}: {w.Word}").Order(StringComparer.Ordinal).ToList();
        Assert.True(idle.Count == 0, "These words change nothing: " + string.Join("; ", idle));
    }

    /// <summary>Words of the table that each act by themselves, and beside these do not.</summary>
    [Theory]
    [InlineData("conflicts: stopKey\ncombine: sum")]
    [InlineData("marks: [ { text: x, rule: x, NOTE: n } ]\nnotes: { n: { en: N, es: N, fr: N, pt: N } }")]
    [InlineData("totals: [ { where: { area: T }, of: below, since: last } ]")]
    [InlineData("fill: { dimension: SEX, members: [F] }")]
    [InlineData("dialect: { headerFill: right }")]
    [InlineData("dialect: { headerRow: 0, headerRows: 2, name: { A: year, B: area, C: n } }")]
    [InlineData("unpivot: [n]")]
    [InlineData("facts: [ { in: title, pattern: 'x' } ]")]
    [InlineData("facts: [ { in: title, pattern: '(?<y>x)' } ]")]
    [InlineData("notes: { n: { en: N, es: N, fr: N, pt: N } }")]
    [InlineData("stopAt: { unpivoted: { empty: true } }")]
    [InlineData("fillDown: [fact.y]")]
    public void A_word_of_the_table_that_nothing_makes_act_is_refused(string words)
    {
        var (mapping, findings) = MappingReader.Read(Feed.Folder(Feed.Yaml(words)), Feed.Taxonomy);
        Assert.Null(mapping);
        Assert.Contains(findings, f => f.Code == FindingCodes.MappingValueWrong);
    }

    /// <summary>
    /// The folder with samples in which one cell of a text file holds what stands above it, or one cell of any file another number.
    /// </summary>
    private static List<FolderFiles> Disturbed(FolderFiles folder)
    {
        var disturbed = new List<FolderFiles>();
        if (folder.Files.TryGetValue("sample.xlsx", out var workbook))
        {
            using var zip = new ZipArchive(new MemoryStream(workbook.ToArray()));
            var parts = zip.Entries.Select(e => (e.FullName, Text: new StreamReader(e.Open()).ReadToEnd())).ToList();
            foreach (var (part, text) in parts)
            foreach (Match number in Number().Matches(text))
            {
                using var changed = Files.Zip([
                    .. parts.Select(p =>
                        (
                            p.FullName,
                            p.FullName == part ? $"{text[..number.Index]}<v>{Another}</v>{text[(number.Index + number.Length)..]}" : p.Text
                        )
                    ),
                ]);
                disturbed.Add(
                    folder with
                    {
                        Files = new Dictionary<string, ReadOnlyMemory<byte>>(folder.Files) { ["sample.xlsx"] = changed.ToArray() },
                    }
                );
            }
        }
        foreach (
            var (name, bytes) in folder.Files.Where(f =>
                f.Key.StartsWith("sample.", StringComparison.Ordinal) && f.Key.EndsWith(".csv", StringComparison.Ordinal)
            )
        )
        {
            var lines = Encoding.Latin1.GetString(bytes.Span).TrimEnd('\n').Split('\n');
            var mark = lines.Count(l => l.Contains(';', StringComparison.Ordinal)) > lines.Length / 2 ? ';' : ',';
            for (var at = 1; at < lines.Length; at++)
            {
                var (above, cells) = (lines[at - 1].Split(mark), lines[at].Split(mark));
                for (var i = 0; i < cells.Length; i++)
                    foreach (var other in new[] { i < above.Length ? above[i] : "", Another })
                    {
                        var changed =
                            string.Join(
                                '\n',
                                [.. lines[..at], string.Join(mark, [.. cells[..i], other, .. cells[(i + 1)..]]), .. lines[(at + 1)..]]
                            ) + "\n";
                        disturbed.Add(
                            folder with
                            {
                                Files = new Dictionary<string, ReadOnlyMemory<byte>>(folder.Files)
                                {
                                    [name] = Encoding.Latin1.GetBytes(changed),
                                },
                            }
                        );
                    }
            }
        }
        return disturbed;
    }

    private static bool Acts(
        FolderFiles folder,
        IReadOnlyList<FolderFiles> samples,
        YamlStream document,
        (YamlMappingNode Node, YamlScalarNode Key, YamlNode Value) said,
        string usual,
        bool isOnlyRequired
    )
    {
        var (node, key, value) = said;
        node.Children.Remove(key);
        var without = Outcome(MappingGrammar.With(folder, MappingReader.FileName, document), samples);
        // That a word is required says nothing of what its value does.
        var acts =
            without != usual && (isOnlyRequired || value is not YamlScalarNode || !without.StartsWith("refused", StringComparison.Ordinal));
        foreach (var other in acts ? [] : Others(folder, document, node, key, value))
        {
            node.Children[key] = other;
            var outcome = Outcome(MappingGrammar.With(folder, MappingReader.FileName, document), samples);
            // That a value is wrong says nothing of what the word does.
            acts |= outcome != usual && !outcome.StartsWith("refused", StringComparison.Ordinal);
        }
        node.Children[key] = value;
        return acts;
    }

    /// <summary>
    /// Other values that a word may have, by what the reader says of a wrong one; the wrong one itself where it takes any.
    /// </summary>
    private static IEnumerable<YamlNode> Others(
        FolderFiles folder,
        YamlStream document,
        YamlMappingNode node,
        YamlScalarNode key,
        YamlNode value
    )
    {
        if (value is YamlSequenceNode { Children.Count: > 1 } list)
            return [new YamlSequenceNode(list.Children.SkipLast(1))];
        if (value is not YamlScalarNode)
            return [];
        node.Children[key] = MappingGrammar.Nonsense;
        var findings = MappingReader.Read(MappingGrammar.With(folder, MappingReader.FileName, document), Feed.Taxonomy).Findings;
        var expected = findings
            .FirstOrDefault(f => f.Code == FindingCodes.MappingValueWrong && f.Arguments["word"] == key.Value)
            ?.Arguments["expected"];
        string[] others = expected switch
        {
            null => [MappingGrammar.Nonsense],
            "true-false" => ["true", "false"],
            "number" => ["0", "0.0001", "0.5", "10000000"],
            "FREQ A" => ["2020", "2021", "2022", "2023"],
            "indicators.csv" => [.. Feed.Taxonomy.Indicators.Take(3).Select(i => i.Code)],
            "whole-number" => ["0", "1", "2", "3", "7"],
            _ when expected.StartsWith('≥') || expected.Contains(" – ", StringComparison.Ordinal) => ["0", "1", "2", "3", "7"],
            _ => expected.Split(", "),
        };
        return others.Select(o => new YamlScalarNode(o) { Style = YamlDotNet.Core.ScalarStyle.DoubleQuoted });
    }

    /// <summary>
    /// All that comes of a folder: what its mapping is refused for, or which files it is for and what it makes of its sample.
    /// </summary>
    private static string Outcome(FolderFiles folder, IReadOnlyList<FolderFiles> samples)
    {
        var (mapping, refused) = MappingReader.Read(folder, Feed.Taxonomy);
        if (mapping is null)
            return "refused\n" + string.Join('\n', refused.Select(Feed.Said));
        return string.Join(
            '\n',
            samples.Select(s => Outcome(mapping, s, samples.Count == 1 ? MappingReader.Read(s, Feed.Taxonomy).Mapping : null))
        );
    }

    private static string Outcome(Mapping mapping, FolderFiles folder, Mapping? usual)
    {
        var said = new List<string>();
        var files = SampleCheck.FilesOf(folder, SampleCheck.SampleOf(folder)!, mapping);
        if (usual is not null)
            said.AddRange(Fitting(mapping, usual, SourceFiles.Open(files, ReadLimits.Default)));
        said.Add(string.Join('|', mapping.Title.En, mapping.Title.Es, mapping.Title.Fr, mapping.Title.Pt));
        said.AddRange(mapping.Notes.Select(n => $"{n.Key} {n.Value.En} {n.Value.Es} {n.Value.Fr} {n.Value.Pt}"));
        said.Add(string.Join(',', mapping.Tables.SelectMany(t => t.NeverStore)));
        said.Add(mapping.Version.ToString(CultureInfo.InvariantCulture));
        // What it is to other feeds of its office is no matter of its own file.
        var order = FeedOrder.Of([mapping], mapping.Id);
        said.Add($"{string.Join(',', order.StandsBefore)} / {string.Join(',', order.YieldsTo)} / {string.Join(',', order.Continues)}");
        files = SampleCheck.FilesOf(folder, SampleCheck.SampleOf(folder)!, mapping);
        var reading = FileReading.Of(files, mapping, [mapping], Feed.Taxonomy, Today, ReadLimits.Default, CancellationToken.None);
        said.AddRange(reading.Findings.Kept.Select(f => f.Severity + " " + Feed.Said(f)));
        if (reading.Mapped is { } mapped)
            said.AddRange(Said(mapped));
        return string.Join('\n', said);
    }

    private static IEnumerable<string> Said(MappedFile file)
    {
        yield return SampleCheck.Text(file);
        foreach (var figure in file.Observations)
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{figure.FirstCell} {file.Attributes[figure.Attributes]} {figure.Lower} {figure.Upper} "
                    + $"{file.Providers[figure.Key.Provider]}"
            );
        foreach (var scope in file.Scopes)
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{scope.Indicator} {scope.Area} {scope.Level} {scope.PartsExpected} {scope.AbsentIsZero} {scope.From} {scope.To}"
            );
        foreach (var partition in file.Partitions)
            yield return $"{partition.Dimension} {string.Join(' ', partition.Members)}";
        foreach (var area in file.BroughtAreas.Values)
            yield return $"{area.Code} {area.Level} {area.Parent} {area.Label.En} {area.Type}";
        foreach (var ((rule, column), count) in file.Accounting.LeftOut)
            yield return $"{rule} {column} {count}";
        foreach (var (rule, count) in file.Accounting.RowsLeftOut)
            yield return $"{rule} {count}";
        foreach (var total in file.Accounting.Totals)
            yield return total.ToString();
        yield return $"{file.PublicationDate}";
    }

    /// <summary>
    /// Which files the mapping takes: its sample, and the sample without what the original asks for or with what it refuses.
    /// </summary>
    private static IEnumerable<string> Fitting(Mapping mapping, Mapping original, SourceFiles files)
    {
        var preview = files.Preview(Recogniser.PreviewRows, CancellationToken.None);
        foreach (var format in Enum.GetValues<FileFormat>())
            yield return $"{format} {Recogniser.Fits(mapping, preview, format)}";
        foreach (
            var name in new[] { files.Name, "other", original.Recognise.FileName?.Replace("*", "2023", StringComparison.Ordinal) ?? "" }
        )
            yield return $"{name} {Recogniser.NameFits(mapping, name)}";
        foreach (var heading in original.Recognise.Columns)
            yield return $"without {heading} {Recogniser.Fits(mapping, Changed(preview, c => c == heading ? "" : c), files.Format)}";
        foreach (var heading in original.Recognise.WithoutColumns)
            yield return $"with {heading} "
                + Recogniser.Fits(mapping, [.. preview.Select(r => new GridRow(r.Sheet, r.Number, [.. Cells(r), heading]))], files.Format);
        if (original.Recognise.Title is { } title)
            yield return $"untitled {Recogniser.Fits(mapping, Changed(preview, c => title.IsMatch(c) ? "" : c), files.Format)}";
    }

    private static List<GridRow> Changed(IReadOnlyList<GridRow> rows, Func<string, string> change) =>
        [.. rows.Select(r => new GridRow(r.Sheet, r.Number, [.. Cells(r).Select(change)]))];

    [GeneratedRegex("<v>[0-9]+</v>")]
    private static partial Regex Number();

    private static IEnumerable<string> Cells(GridRow row) => Enumerable.Range(1, row.Count).Select(at => row[at]);
}
