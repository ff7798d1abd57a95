using System.Globalization;
using System.Text.Json;
using Observatory.App.Composition;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Observatory.Tests.Support;
using Xunit;
using Xunit.Abstractions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Observatory.Tests.Reading;

/// <summary>
/// The whole folder of files that break other readers, along the path that every file takes. Its classes are those of the
/// README there: C0 always an answer, C1 these values, C2 refused, C3 either.
/// </summary>
[Collection(nameof(AloneOnTheMachine))]
public sealed class HostileFilesTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private static IEnumerable<string> All => HostileRun.All;

    /// <summary>
    /// In a process of its own: its memory is bounded by the runtime, its time is processor time, and nobody else has a part in either.
    /// </summary>
    [SharedFact]
    public void Every_file_has_an_answer_in_time_and_in_memory()
    {
        var outcomes = TestProgram.Alone(HostileRun.Word).ConvertAll(line => JsonSerializer.Deserialize<HostileOutcome>(line)!);

        Assert.Equal(All, outcomes.Select(o => o.Path));
        output.WriteLine(Line($"{outcomes.Count} files; longest:"));
        foreach (var slow in outcomes.OrderByDescending(o => o.Seconds).Take(5))
            output.WriteLine(Line($"  {slow.Seconds:0.00} s {slow.Source} {System.IO.Path.GetFileName(slow.Path)} {slow.Code ?? "read"}"));
        foreach (var source in outcomes.GroupBy(o => o.Source).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            output.WriteLine(
                Line($"{source.Key}: {source.Count(o => o.Code is null)} read, {source.Count(o => o.Code is not null)} refused, ")
                    + Line($"longest {source.Max(o => o.Seconds):0.00} s")
            );
            output.WriteLine(
                "    "
                    + string.Join(
                        ", ",
                        source
                            .Where(o => o.Code is not null)
                            .GroupBy(o => o.Code + (o.Detail is null ? "" : $" ({o.Detail})"))
                            .OrderByDescending(g => g.Count())
                            .Select(g => Line($"{g.Key} {g.Count()}"))
                    )
            );
        }

        Assert.All(outcomes, o => Assert.InRange(o.Seconds, 0, Longest.TotalSeconds));
        Assert.All(outcomes.Where(o => o.Code is not null), o => Assert.Contains(o.Code, FindingCodes.All));
        // A replacement character is only ever one that the file itself holds.
        Assert.All(outcomes.Where(o => o.HasReplacement), o => Assert.NotNull(
                o.Encoding is null ? o.Path
                : o.Encoding.StartsWith("utf", StringComparison.Ordinal) ? o.Path
                : null
            ));
    }

    [SharedFact]
    public void Every_hostile_file_is_refused_by_the_code_of_its_cause()
    {
        var causes = new SortedDictionary<string, Dictionary<string, int>>(StringComparer.Ordinal);
        var read = new List<string>();
        foreach (var path in All)
        {
            if (Cause(path) is not var (cause, codes))
                continue;
            var outcome = HostileRun.Read(path);
            if (!causes.TryGetValue(cause, out var counts))
                causes[cause] = counts = [];
            var code = outcome.Code ?? "read";
            counts[code] = counts.GetValueOrDefault(code) + 1;
            if (!codes.Contains(code))
                read.Add($"{cause}: {path} {code}");
        }

        foreach (var (cause, counts) in causes)
            output.WriteLine($"{cause}: {string.Join(", ", counts.Select(c => $"{c.Key} {c.Value}"))}");
        foreach (var r in read)
            output.WriteLine(r);
        Assert.Empty(read);
        Assert.InRange(causes.Count, 5, int.MaxValue);
    }

    [SharedFact]
    public void Every_file_of_csv_spectrum_equals_its_json()
    {
        var files = Directory.GetFiles(Shared.Path("hostile/max-mapper__csv-spectrum/csvs"), "*.csv");
        foreach (var path in files)
        {
            var rows = Rows(path);
            var json = Path.Combine(Path.GetDirectoryName(path)!, "..", "json", Path.ChangeExtension(Path.GetFileName(path), "json"));
            var names = Files.Cells(rows[0]);
            var text = File.ReadAllText(json).Trim();
            var expected = JsonSerializer.Deserialize<List<Dictionary<string, string>>>(text.StartsWith('[') ? text : $"[{text}]")!;
            Assert.Equal(
                expected.Select(Known),
                rows.Skip(1).Select(r => Known(names.Select((n, i) => (n, r[i + 1])).ToDictionary(c => c.n, c => c.Item2)))
            );
        }

        Assert.NotEmpty(files);

        // Whoever published the suite put another number into the expected file.
        static Dictionary<string, string> Known(Dictionary<string, string> row) =>
            row.Where(c => c.Key != "Contact Phone Number").ToDictionary();
    }

    [SharedFact]
    public void Workbooks_equal_the_texts_beside_them()
    {
        var (texts, numbers, other, files) = (0, 0, 0, 0);
        var wrong = new List<string>();
        foreach (
            var sidecar in All.Where(p => p.Contains("SheetJS__", StringComparison.Ordinal) && p.EndsWith(".csv", StringComparison.Ordinal))
        )
        {
            var name = sidecar[..^4];
            var dot = name.LastIndexOf('.');
            if (
                dot < 0
                || !int.TryParse(name[(dot + 1)..], out var index)
                || !File.Exists(name[..dot])
                || !(name[..dot].EndsWith(".xls", StringComparison.Ordinal) || name[..dot].EndsWith(".xlsx", StringComparison.Ordinal))
            )
                continue;
            List<GridRow> sheet,
                expected;
            try
            {
                using var content = File.OpenRead(name[..dot]);
                var file = SourceFile.Open(content, name[..dot], BoundedReading.Limits);
                var names = file.SheetNames(default);
                if (index >= names.Count)
                    continue;
                sheet = [.. file.Rows(names[index], default)];
                expected = Rows(sidecar);
            }
            catch (UnreadableFileException)
            {
                continue;
            }

            files++;
            foreach (var problem in Compare(sheet, expected, ref texts, ref numbers, ref other))
                wrong.Add($"{Path.GetFileName(sidecar)} {problem}");
        }

        output.WriteLine(
            $"{files} sheets: {texts} texts equal, {numbers} numbers equal, {other} cells shown in another format, {wrong.Count} wrong"
        );
        foreach (var line in wrong.Take(60))
            output.WriteLine(line);
        Assert.Empty(wrong);
    }

    [SharedFact]
    public void Yaml_is_read_to_the_same_values_or_refused()
    {
        var (same, refused, must, invalidTaken) = (0, 0, 0, 0);
        var wrong = new List<string>();
        foreach (
            var path in All.Where(p =>
                p.Contains("yaml-test-suite", StringComparison.Ordinal) && p.EndsWith(".yaml", StringComparison.Ordinal)
            )
        )
        {
            var wrapper = new YamlStream();
            using (var text = new StreamReader(path))
                wrapper.Load(text);
            foreach (var node in ((YamlSequenceNode)wrapper.Documents[0].RootNode).Children.OfType<YamlMappingNode>())
            {
                if (Word(node, "yaml") is not { } written)
                    continue;
                var findings = new List<Finding>();
                var words = YamlWords.Parse("mapping.yaml", Plain(written), findings);
                Assert.Equal(words is null, findings.Any(f => f.Code == FindingCodes.MappingSyntax));
                if (Word(node, "fail") == "true")
                {
                    must++;
                    invalidTaken += words is null ? 0 : 1;
                }
                else if (words is null)
                    refused++;
                else if (Word(node, "json") is { } json && IsOneDocument(json) && !Same(words.Node, JsonDocument.Parse(json).RootElement))
                    wrong.Add(path);
                else
                    same++;
            }
        }

        output.WriteLine($"valid: {same} read to the same values, {refused} refused; invalid: {must - invalidTaken} of {must} refused");
        output.WriteLine(string.Join("\n", wrong));
        Assert.Empty(wrong);
    }

    /// <summary>
    /// What stands in the way of a file, found without any reader, and the codes that may name it; null where nothing certain does.
    /// </summary>
    private static (string Cause, string[] Codes)? Cause(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var extension = Path.GetExtension(path).ToLowerInvariant();
        if (bytes.Length == 0)
            return ("nothing in it", [FindingCodes.FileEmpty]);
        if (
            extension
            is ".xlsb"
                or ".ods"
                or ".xlsm"
                or ".xltx"
                or ".xltm"
                or ".xlam"
                or ".zip"
                or ".gz"
                or ".bz2"
                or ".xz"
                or ".zst"
                or ".md"
                or ".xml"
                or ".json"
                or ".pdf"
                or ".html"
                or ".svg"
        )
            return (
                $"named {extension}",
                [
                    FindingCodes.FileTypeRefused,
                    FindingCodes.FileMisnamed,
                    FindingCodes.FileEncrypted,
                    FindingCodes.FileTruncated,
                    FindingCodes.FileUnreadable,
                    FindingCodes.FileBomb,
                ]
            );
        if (bytes.AsSpan().StartsWith(CompoundFile.Signature) && extension == ".xlsx")
            return (
                "old container under a new name",
                [FindingCodes.FileEncrypted, FindingCodes.FileMisnamed, FindingCodes.FileTypeRefused, FindingCodes.FileTruncated]
            );
        if (bytes.AsSpan().StartsWith("PK\x03\x04"u8))
        {
            if (bytes.AsSpan().LastIndexOf("PK\x05\x06"u8) < 0)
                return ("a package cut short", [FindingCodes.FileTruncated]);
            return extension is ".xls" or ".csv" or ".txt"
                ? ("a package under another name", [FindingCodes.FileMisnamed, FindingCodes.FileTypeRefused, FindingCodes.FileUnreadable])
                : null;
        }

        if (
            extension is ".csv" or ".txt" or ".tsv"
            && bytes is not ([0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
            && !bytes.Contains((byte)0)
            && bytes.Length < 1 << 20
        )
        {
            // A quote opened at the very end of the last line, after a line break, is never closed whatever the delimiter.
            var text = System.Text.Encoding.Latin1.GetString(bytes);
            if (text.TrimEnd('\n', '\r').EndsWith("\n\"", StringComparison.Ordinal))
                return ("a quote never closed", [FindingCodes.FileQuoteOpen]);
        }

        return bytes.AsSpan().StartsWith("\x1F\x8B"u8) ? ("compressed", [FindingCodes.FileTypeRefused]) : null;
    }

    private static List<string> Compare(List<GridRow> sheet, List<GridRow> expected, ref int texts, ref int numbers, ref int other)
    {
        var wrong = new List<string>();
        var (top, left) = Corner(sheet);
        var (expectedTop, expectedLeft) = Corner(expected);
        if (top < 0 || expectedTop < 0)
            return wrong;
        // The texts beside a sheet begin where its cells do, and some leave blank rows out.
        var lines = sheet.Skip(top).ToList();
        var others = expected.Skip(expectedTop).ToList();
        for (var i = 0; i < Math.Min(lines.Count, others.Count); i++)
        {
            for (var c = 0; c < lines[i].Count - left; c++)
            {
                var (cell, shown) = (lines[i][c + 1 + left], others[i][c + 1 + expectedLeft]);
                switch (lines[i].KindOf(c + 1 + left))
                {
                    case CellKind.Text when Lines(cell) == Lines(shown):
                        texts++;
                        break;
                    case CellKind.Number
                        when decimal.TryParse(shown, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                            && decimal.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var own)
                            && (
                                Math.Round(own, Math.Min(number.Scale, (byte)28), MidpointRounding.AwayFromZero) == number
                                || Math.Abs(own - number) <= Math.Abs(own) * 1e-9m
                            ):
                        numbers++;
                        break;
                    case CellKind.Text:
                        wrong.Add($"{lines[i].At(c + 1 + left)} '{cell}' for '{shown}'");
                        break;
                    default:
                        other++;
                        break;
                }
            }
        }

        return wrong;
    }

    private static (int Top, int Left) Corner(List<GridRow> rows)
    {
        var top = rows.FindIndex(r => Enumerable.Range(1, r.Count).Any(c => r[c].Length > 0));
        if (top < 0)
            return (-1, 0);
        return (
            top,
            rows.Where(r => r.Count > 0)
                .Select(r => Enumerable.Range(0, r.Count).FirstOrDefault(c => r[c + 1].Length > 0, int.MaxValue))
                .Min()
        );
    }

    private static string Lines(string text) => text.ReplaceLineEndings("\n").Trim();

    private static List<GridRow> Rows(string path)
    {
        using var content = File.OpenRead(path);
        return [.. SourceFile.Open(content, path, BoundedReading.Limits).Rows(default)];
    }

    // The suite shows what cannot be seen by characters that can.
    private static string Plain(string shown)
    {
        var plain = shown
            .Replace('␣', ' ')
            .Replace("↵", "", StringComparison.Ordinal)
            .Replace("⇔", "\uFEFF", StringComparison.Ordinal)
            .Replace("←", "\r", StringComparison.Ordinal)
            .Replace("∎\n", "", StringComparison.Ordinal);
        while (plain.Contains('»'))
            plain =
                plain.Replace("—»", "»", StringComparison.Ordinal) is var shorter && shorter != plain ? shorter : plain.Replace('»', '\t');
        return plain;
    }

    private static string? Word(YamlMappingNode node, string word) =>
        node.Children.TryGetValue(new YamlScalarNode(word), out var value) ? (value as YamlScalarNode)?.Value : null;

    private static bool IsOneDocument(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind != JsonValueKind.Null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool Same(YamlNode node, JsonElement json) =>
        (node, json.ValueKind) switch
        {
            (YamlMappingNode map, JsonValueKind.Object) => map.Children.Count == json.EnumerateObject().Count()
                && map.Children.All(c => json.TryGetProperty(((YamlScalarNode)c.Key).Value ?? "", out var value) && Same(c.Value, value)),
            (YamlSequenceNode list, JsonValueKind.Array) => list.Children.Count == json.GetArrayLength()
                && list.Children.Zip(json.EnumerateArray()).All(p => Same(p.First, p.Second)),
            // At the end of a text without a last line break the library leaves out blanks that the standard counts.
            (YamlScalarNode { Style: ScalarStyle.Literal or ScalarStyle.Folded } block, JsonValueKind.String) => block.Value!.TrimEnd()
                == json.GetString()!.TrimEnd(),
            (YamlScalarNode scalar, JsonValueKind.String) => scalar.Value == json.GetString(),
            (YamlScalarNode { Style: ScalarStyle.Plain } scalar, JsonValueKind.Null) => scalar.Value is null or "" or "null" or "~",
            (YamlScalarNode { Style: ScalarStyle.Plain } scalar, JsonValueKind.Number) => decimal.TryParse(
                scalar.Value,
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out var number
            )
                ? number == json.GetDecimal()
                : scalar.Value!.StartsWith('0'),
            (YamlScalarNode { Style: ScalarStyle.Plain } scalar, JsonValueKind.True or JsonValueKind.False) => scalar.Value
                == (json.GetBoolean() ? "true" : "false"),
            _ => false,
        };

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
