using System.Diagnostics;
using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Observatory.Core.Mappings;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;
using Observatory.Core.Suggesting;
using Observatory.Tests.Mappings;
using Observatory.Tests.Support;
using Observatory.Tests.Taxonomy;
using Xunit;
using Xunit.Abstractions;

namespace Observatory.Tests.Suggesting;

/// <summary>
/// What <c>mappings suggest</c> finds on its own in the real files, held against what people wrote: the shipped mappings where there is
/// one, else
/// <c>data/</c> beside this test. The suggester never sees either. Every floor is what was reached, so that it can only rise.
/// </summary>
public sealed class RealFilesTests(ITestOutputHelper output)
{
    private sealed record Truth(
        string Feed,
        string File,
        string Country,
        string Encoding,
        string Delimiter,
        int HeaderRow,
        string Period,
        string Area,
        string Mapping,
        string Columns
    );

    private sealed record Score(
        string Feed,
        string File,
        bool Dialect,
        bool Header,
        bool? Period,
        bool? Area,
        int Labels,
        int Right,
        int Wrong,
        int WrongAndSure,
        int Coded,
        int CodedRight,
        TimeSpan Took
    );

    [SharedFact]
    public void Real_files_are_recognised_without_their_mappings()
    {
        var scores = Truths().Select(Measure).ToList();
        output.WriteLine(Table(scores));
        output.WriteLine(
            string.Join(
                '\n',
                _detail
                    .ToString()
                    .Split('\n')
                    .Where(l =>
                        l.StartsWith("===", StringComparison.Ordinal)
                        || l.Contains("WRONG", StringComparison.Ordinal)
                        || l.Contains("    miss ", StringComparison.Ordinal)
                    )
            )
        );

        var feeds = scores.GroupBy(s => s.Feed).ToList();
        Assert.Equal(18, feeds.Count);
        Assert.Equal(18, feeds.Count(f => f.All(s => s.Dialect)));
        Assert.Equal(18, feeds.Count(f => f.All(s => s.Header)));
        Assert.True(feeds.Count(f => f.All(s => s.Period ?? true)) >= Floors.Periods);
        Assert.True(feeds.Count(f => f.All(s => s.Area ?? true)) >= Floors.Areas);
        Assert.Equal(0, scores.Sum(s => s.WrongAndSure));
        Assert.True(scores.Sum(s => s.Right) >= Floors.Labels * scores.Sum(s => s.Labels));
        // Labels that no indicator counts are easy to get right by saying nothing: those that one counts have a floor of their own.
        Assert.True(scores.Sum(s => s.CodedRight) >= Floors.CodedLabels * scores.Sum(s => s.Coded));
    }

    private static class Floors
    {
        public const int Periods = 18;
        public const int Areas = 18;
        public const double Labels = 0.86;
        public const double CodedLabels = 0.95;
    }

    private readonly StringBuilder _detail = new();

    private Score Measure(Truth truth)
    {
        using var content = File.OpenRead(Shared.Path("feeds/" + truth.File));
        var watch = Stopwatch.StartNew();
        var file = SourceFile.Open(content, Path.GetFileName(truth.File), ReadLimits.Default);
        var found = Suggester.Of(file, truth.Country, TaxonomyFolder.Read, CancellationToken.None);
        watch.Stop();
        var dialect =
            truth.Encoding.Length == 0
                ? file.Dialect.Format is FileFormat.Xls or FileFormat.Xlsx
                : found.Dialect.Encoding == truth.Encoding && found.Dialect.Delimiter == truth.Delimiter[0];
        var header = found.Tables.Count > 0 && found.Tables.All(t => t.HeaderRow == truth.HeaderRow && t.HeaderRows == 1);
        var period = truth.Period.Length == 0 ? null : (bool?)found.Tables.All(t => PeriodFits(t, truth.Period));
        var area = truth.Area.Length == 0 ? null : (bool?)found.Tables.All(t => AreaFits(t, truth.Area));
        var labels = Labels(truth, file, found);
        Note(truth, found, labels);
        return new Score(
            truth.Feed,
            Path.GetFileName(truth.File),
            dialect,
            header,
            period,
            area,
            labels.Count,
            labels.Count(l => IsRight(l.Found, l.Truth)),
            labels.Count(l => IsWrong(l.Found, l.Truth)),
            labels.Count(l => IsWrong(l.Found, l.Truth) && l.Found.Sure is not null),
            labels.Count(l => !l.Truth.Contains("-")),
            labels.Count(l => !l.Truth.Contains("-") && IsRight(l.Found, l.Truth)),
            watch.Elapsed
        );
    }

    private static string Said(LabelSuggestion label) => label.Best?.Code ?? "-";

    private static bool IsRight(LabelSuggestion label, IReadOnlySet<string> truth) => truth.Contains(Said(label));

    /// <summary>A code was proposed and it is another; no proposal is no wrong one.</summary>
    private static bool IsWrong(LabelSuggestion label, IReadOnlySet<string> truth) => Said(label) != "-" && !truth.Contains(Said(label));

    private static bool PeriodFits(TableSuggestion table, string period)
    {
        ColumnRole[] roles = [ColumnRole.Year, ColumnRole.Month, ColumnRole.Date, ColumnRole.Period, ColumnRole.Quarter];
        return period
            .Split(';')
            .All(wanted =>
                wanted[0] == '@'
                    ? table.FactYear == int.Parse(wanted[1..], CultureInfo.InvariantCulture)
                    : table.Columns.Any(c =>
                        LabelText.Key(c.Heading) == LabelText.Key(wanted)
                        && (roles.Contains(c.Role) || c.Facet is { Year: not null } or { Month: not null })
                    )
            );
    }

    /// <summary>One of the columns that hold the area is used as area; a <c>-</c> means that none is.</summary>
    private static bool AreaFits(TableSuggestion table, string area)
    {
        ColumnRole[] roles = [ColumnRole.Area, ColumnRole.FineArea, ColumnRole.FineAreaCode];
        var used = table.Columns.Where(c => roles.Contains(c.Role)).ToList();
        return area == "-"
            ? used.Count == 0
            : used.Count > 0
                && used.All(c =>
                    area.Split('|').Any(a => LabelText.Key(a) == LabelText.Key(c.Heading) || (c.Heading.Length == 0 && a == c.Letter))
                    || c.Role == ColumnRole.FineArea
                );
    }

    // ---- labels

    private static List<(LabelSuggestion Found, IReadOnlySet<string> Truth)> Labels(Truth truth, SourceFile file, Suggestion found)
    {
        var labels = new List<(LabelSuggestion, IReadOnlySet<string>)>();
        var known = Read("labels.csv").Where(r => r[0] == truth.Feed).ToList();
        var mapping = truth.Mapping.Length > 0 ? ShippedFolders.All[truth.Mapping] : null;
        foreach (var table in found.Tables)
        {
            if (mapping is null && (known.Count == 0 || (truth.Feed == "usa/nibrs" && truth.Columns.Length == 0)))
                continue;
            var used = table.Classes.Select(at => table.Columns[at - 1]).ToList();
            if (used.Count == 0 && table.Columns.Any(c => c.Facet?.Indicator is not null))
                foreach (var column in table.Columns.Where(c => c.Facet?.Indicator is not null))
                    labels.Add(
                        (column.Facet!.Indicator!, mapping is null ? Known(known, column.Heading, "") : OfHeading(mapping, column.Heading))
                    );
            else if (used.Count == 0)
                labels.AddRange(
                    table.Labels.Select(l => (l, (IReadOnlySet<string>)(mapping is null ? Known(known, "*", "") : Constants(mapping))))
                );
            else
                labels.AddRange(OfRows(truth, file, table, used, known, mapping));
        }
        return labels;
    }

    private static IEnumerable<(LabelSuggestion, IReadOnlySet<string>)> OfRows(
        Truth truth,
        SourceFile file,
        TableSuggestion table,
        List<ColumnSuggestion> used,
        List<string[]> known,
        FolderFiles? folder
    )
    {
        var codes = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        var mapping = folder is null ? null : MappingReader.Read(folder, TaxonomyFolder.Read).Mapping!;
        var headings = table
            .Columns.Where(c => c.Heading.Length > 0)
            .GroupBy(c => LabelText.Key(c.Heading))
            .ToDictionary(g => g.Key, g => g.First().At);
        var columns = truth.Columns.Split(';', StringSplitOptions.RemoveEmptyEntries);
        var seen = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);
        foreach (
            var row in file.Rows(CancellationToken.None).Where(r => r.Sheet == table.Sheet && r.Number > table.HeaderRow && !r.IsBlank)
        )
        {
            var key = Key(used.Select(c => row[c.At].Trim()));
            if (!codes.TryGetValue(key, out var of))
                codes[key] = of = new(StringComparer.Ordinal);
            if (mapping is null)
            {
                var (a, b) = (
                    row[headings[LabelText.Key(columns[0])]].Trim(),
                    columns.Length > 1 ? row[headings[LabelText.Key(columns[1])]].Trim() : ""
                );
                of.UnionWith(Once(a + '\u001f' + b, () => Known(known, a, b)));
                continue;
            }
            var whole = string.Join(
                '\u001f',
                Enumerable
                    .Range(1, row.Count)
                    .Where(c => table.Columns[c - 1].Role is ColumnRole.Indicator or ColumnRole.Repeats)
                    .Select(c => row[c])
            );
            of.UnionWith(Once(whole, () => OfRow(mapping, table, row, headings)));
        }
        return table.Labels.Select(l => (l, (IReadOnlySet<string>)codes[Key(l.Path)]));

        IReadOnlySet<string> Once(string key, Func<IReadOnlySet<string>> find) =>
            seen.TryGetValue(key, out var known) ? known : seen[key] = find();
        static string Key(IEnumerable<string> path) => string.Join('\u001f', path.Select(LabelText.Key));
    }

    private static HashSet<string> OfRow(Mapping mapping, TableSuggestion table, GridRow row, Dictionary<string, int> headings)
    {
        var codes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var of in mapping.Tables.Where(t => t.Sheet is null || LabelText.Key(t.Sheet) == LabelText.Key(table.Sheet)))
        {
            foreach (var source in Sources(of))
            {
                var unpivoted = source.Columns.Contains("unpivoted") ? of.Unpivot.Select(u => u.Text).ToList() : [""];
                foreach (var text in unpivoted)
                    Add(
                        codes,
                        source.Codes!,
                        source.Codes!.Find([.. source.Columns.Select(c => c == "unpivoted" ? text : row[headings[LabelText.Key(c)]])])
                    );
            }
        }
        return codes.Count == 0 ? ["-"] : codes;
    }

    private static HashSet<string> OfHeading(FolderFiles folder, string heading)
    {
        var codes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var source in MappingReader.Read(folder, TaxonomyFolder.Read).Mapping!.Tables.SelectMany(Sources))
            Add(codes, source.Codes!, source.Codes!.Find([heading]));
        return codes.Count == 0 ? ["-"] : codes;
    }

    private static HashSet<string> Constants(FolderFiles folder)
    {
        var codes = new HashSet<string>(StringComparer.Ordinal);
        foreach (
            var source in MappingReader
                .Read(folder, TaxonomyFolder.Read)
                .Mapping!.Tables.SelectMany(t => t.Concepts)
                .Where(c => c.Key == "INDICATOR")
                .Select(c => c.Value)
        )
        {
            if (source.Value is { } value)
                codes.Add(value);
            else
                Add(codes, source.Codes!, source.Codes!.Rows);
        }
        return codes;
    }

    /// <summary>The label tables that lead to shared indicators; an office's own classification is no answer here.</summary>
    private static IEnumerable<ConceptSource> Sources(MappingTable table) =>
        table
            .Series.SelectMany(s => s.Concepts)
            .Concat(table.Concepts)
            .Where(c =>
                c.Key == "INDICATOR"
                && c.Value.Codes is { } codes
                && !codes.Rows.Any(r =>
                    r.Codes[codes.Concepts.ToList().IndexOf("INDICATOR")].StartsWith("OFFENCES_", StringComparison.Ordinal)
                )
            )
            .Select(c => c.Value);

    private static void Add(HashSet<string> codes, LabelTable table, IEnumerable<LabelRow> rows)
    {
        var at = table.Concepts.ToList().IndexOf("INDICATOR");
        foreach (var row in rows.Where(r => !r.LeftOut && r.Codes[at].Length > 0))
            codes.Add(row.Codes[at]);
    }

    private static HashSet<string> Known(List<string[]> rows, string label, string second)
    {
        var keys = (LabelText.Key(label), LabelText.Key(second));
        bool Fits(string[] r) =>
            (r[1] == "*" || LabelText.Key(r[1]) == keys.Item1) && (r[2] is "*" or "" || LabelText.Key(r[2]) == keys.Item2);
        var found = rows.Where(Fits).OrderByDescending(r => (r[1] == "*" ? 0 : 1) + (r[2] == "*" ? 0 : 1)).FirstOrDefault();
        return found is null ? ["-"] : [.. found[3].Split(';')];
    }

    // ---- data and table

    private static List<Truth> Truths() =>
        [
            .. Read("files.csv")
                .Select(r => new Truth(
                    r[0],
                    r[1],
                    r[2],
                    r[3],
                    r[4],
                    int.Parse(r[5], CultureInfo.InvariantCulture),
                    r[6],
                    r[7],
                    r[8],
                    r[9]
                )),
        ];

    internal static List<string[]> Read(string file)
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "Observatory.sln")))
            at = at.Parent!;
        using var parser = new CsvParser(
            new StreamReader(Path.Combine(at.FullName, "tests", "Observatory.Tests", "Suggesting", "data", file), Encoding.UTF8),
            new CsvConfiguration(CultureInfo.InvariantCulture)
        );
        parser.Read();
        var rows = new List<string[]>();
        while (parser.Read())
            rows.Add(parser.Record!);
        return rows;
    }

    private static string Table(List<Score> scores)
    {
        static string Sign(bool? is_) =>
            is_ switch
            {
                true => "yes",
                false => "NO",
                null => "-",
            };

        var text = new StringBuilder(
            "\nfeed                 file                              dialect header period area  labels right wrong wrong+sure "
                + "coded right   ms\n"
        );
        foreach (var s in scores)
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"{s.Feed, -20} {s.File[..Math.Min(32, s.File.Length)], -33} {Sign(s.Dialect), -7} {Sign(s.Header), -6} "
                    + $"{Sign(s.Period), -6} {Sign(s.Area), -5} {s.Labels, 6} {s.Right, 5} {s.Wrong, 5} {s.WrongAndSure, 10} {s.Coded, 5} "
                    + $"{s.CodedRight, 5} {s.Took.TotalMilliseconds, 6:0}"
            );
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"labels right {Share(scores.Sum(s => s.Right), scores.Sum(s => s.Labels)):0.000}, of those that an indicator counts "
                + $"{Share(scores.Sum(s => s.CodedRight), scores.Sum(s => s.Coded)):0.000}"
        );
        return text.ToString();

        static double Share(int part, int whole) => part / (double)whole;
    }

    private void Note(Truth truth, Suggestion found, List<(LabelSuggestion Found, IReadOnlySet<string> Truth)> labels)
    {
        _detail.AppendLine(CultureInfo.InvariantCulture, $"=== {truth.File} office={found.Office} provider={found.Provider}");
        foreach (var table in found.Tables)
        {
            _detail.AppendLine(
                CultureInfo.InvariantCulture,
                $"  [{table.Sheet}] header {table.HeaderRow}x{table.HeaderRows} {table.Shape} rows {table.Rows} unit {table.Unit} "
                    + $"rate {table.IsRate} {table.UnitBecause?.Key} freq {table.Frequency} year {table.FactYear} date {table.DateFormat} "
                    + $"dec {table.Numbers.Decimal} ({table.Numbers.DecimalProof}) group {table.Numbers.Group} "
                    + $"({table.Numbers.GroupProof}) open {string.Join(' ', table.Numbers.Open)} totals {table.Totals.Count} footer "
                    + $"{table.FooterRow} {table.Footer?.Text} repeated {table.RepeatedKeys}"
            );
            foreach (var c in table.Columns)
                _detail.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"    {c.Letter} {c.Heading} : {c.Role} {c.Confidence:0.00} {c.Because.Key} labels {c.Labels} {c.Repeats} {c.Facet}"
                );
            foreach (var a in table.Areas.Where(a => a.Sure is null))
                _detail.AppendLine(CultureInfo.InvariantCulture, $"    area? {a.Text} -> {a.Best?.Code} {a.Best?.Certainty}");
            foreach (var q in table.Questions)
                _detail.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"    ? {q.About} {q.Asks.Key} {string.Join(' ', q.Asks.Arguments.Values)}"
                );
        }
        foreach (var (label, codes) in labels)
            _detail.AppendLine(
                CultureInfo.InvariantCulture,
                $"    {(IsRight(label, codes) ? "ok   " : IsWrong(label, codes) ? "WRONG" : "miss ")} "
                    + $"{(label.Sure is null ? "    " : "sure")} {label.Text} -> "
                    + $"{string.Join(", ", label.Proposals.Select(p => $"{p.Code} {p.Confidence:0.00} {p.Because.Key}"))} | truth "
                    + $"{string.Join(';', codes)}"
            );
    }
}
