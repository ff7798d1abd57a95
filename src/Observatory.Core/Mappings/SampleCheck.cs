using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Reading;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Mappings;

/// <summary>The figures of a feed's sample, and what its folder says they should be.</summary>
/// <param name="Actual">The figures as text, in the form of <c>expected.csv</c>.</param>
public sealed record SampleResult(string Feed, string Sample, int Figures, string Actual, IReadOnlyList<Finding> Findings)
{
    public bool Passed => Findings.All(f => f.Severity != Severity.Blocking);
}

/// <summary>Tests a mapping: its folder's <c>sample.*</c> must give exactly the figures of <c>expected.csv</c>.</summary>
public static class SampleCheck
{
    public const string ExpectedFile = "expected.csv";

    private const string SamplePrefix = "sample.";

    /// <summary>
    /// The folder's sample file: <c>sample.csv</c>, <c>.xlsx</c> or <c>.xls</c> or, if the file's name matters, <c>sample.NAME.csv</c>.
    /// Null if it has none.
    /// </summary>
    public static string? SampleOf(FolderFiles folder) =>
        folder.Files.Keys.FirstOrDefault(IsPlain)
        ?? folder
            .Files.Keys.Where(f => f.StartsWith(SamplePrefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();

    /// <summary>The file name that a sample represents.</summary>
    public static string NameOf(string sample) => IsPlain(sample) ? sample : sample[SamplePrefix.Length..];

    private static bool IsPlain(string file) => file is "sample.csv" or "sample.xlsx" or "sample.xls";

    /// <summary>
    /// The sample with the files that belong to it: <c>sample.NAME.csv</c> represents a file of the submission called <c>NAME.csv</c>.
    /// </summary>
    public static IReadOnlyList<SentFile> FilesOf(FolderFiles folder, string sample, Mapping mapping)
    {
        // If the tables of a mapping are in several files, the sample represents the first of them.
        var main = mapping.Tables[0].File?.Replace("*", "", StringComparison.Ordinal) ?? sample;
        return
        [
            .. folder
                .Files.Where(f => f.Key.StartsWith(SamplePrefix, StringComparison.Ordinal))
                .OrderBy(f => f.Key, StringComparer.Ordinal)
                .Select(f => new SentFile(IsPlain(f.Key) ? main : NameOf(f.Key), new MemoryStream(f.Value.ToArray(), writable: false))),
        ];
    }

    /// <summary>Name of the note that every figure of a shipped sample has.</summary>
    public const string SampleNote = "OBSERVATORY#sample";

    /// <summary>SHA-256 of the folder's sample, lower-case hexadecimal; null if it has none.</summary>
    public static string? ShaOfSample(FolderFiles folder) =>
        SampleOf(folder) is { } name ? Convert.ToHexStringLower(SHA256.HashData(folder.Files[name].Span)) : null;

    public static SampleResult Run(
        FolderFiles folder,
        Mapping mapping,
        TaxonomyCatalogue taxonomy,
        LocalDate today,
        ReadLimits limits,
        CancellationToken cancellation
    )
    {
        if (SampleOf(folder) is not { } sample)
            return new SampleResult(
                mapping.Id,
                "",
                0,
                "",
                [
                    Finding.Blocking(
                        FindingCodes.MappingFileMissing,
                        null,
                        ("file", "sample.csv, sample.xlsx, sample.xls"),
                        ("line", "1"),
                        ("nearest", "")
                    ),
                ]
            );
        var reading = FileReading.Of(FilesOf(folder, sample, mapping), mapping, [mapping], taxonomy, today, limits, cancellation);
        var findings = reading.Findings.Kept.ToList();
        if (reading.Mapped is not { } mapped || reading.IsBlocked)
            return new SampleResult(mapping.Id, sample, 0, "", findings);
        var actual = Text(mapped);
        if (!folder.Files.TryGetValue(ExpectedFile, out var bytes))
            findings.Add(Finding.Blocking(FindingCodes.MappingFileMissing, null, ("file", ExpectedFile), ("line", "1"), ("nearest", "")));
        else if (FirstDifference(Encoding.UTF8.GetString(bytes.Span).ReplaceLineEndings("\n"), actual) is var (line, expected, found))
            findings.Add(
                Finding.Blocking(
                    FindingCodes.SampleDiffers,
                    new CellRef(ExpectedFile, line, 1),
                    ("file", ExpectedFile),
                    ("line", line.ToString(CultureInfo.InvariantCulture)),
                    ("expected", expected),
                    ("actual", found)
                )
            );
        return new SampleResult(mapping.Id, sample, mapped.ObservationCount, actual, findings);
    }

    /// <summary>The figures of a file, one line each in a fixed order, for reviewers to read in the diff of a mapping.</summary>
    public static string Text(MappedFile file)
    {
        var lines = new List<string>();
        foreach (var figure in file.Observations)
        {
            var said = file.Attributes[figure.Attributes];
            lines.Add(
                string.Join(
                    ',',
                    new[]
                    {
                        file.Indicators[figure.Key.Indicator],
                        file.Areas[figure.Key.Area],
                        TimePeriod.FromId(figure.Key.Period).ToString(),
                        file.Breakdowns[figure.Key.Breakdown].ToString(),
                        figure.Value?.ToString(CultureInfo.InvariantCulture) ?? "",
                        said.CountingUnit,
                        said.Statuses,
                        figure.Cells.ToString(CultureInfo.InvariantCulture),
                        figure.FirstCell.ToString(),
                    }.Select(Quoted)
                )
            );
        }
        lines.Sort(StringComparer.Ordinal);
        return "INDICATOR,REF_AREA,TIME_PERIOD,BREAKDOWN,OBS_VALUE,UNIT_MEASURE,OBS_STATUS,CELLS,FIRST_CELL\n"
            + string.Concat(lines.Select(l => l + "\n"));
    }

    private static (int Line, string Expected, string Found)? FirstDifference(string expected, string actual)
    {
        if (expected == actual)
            return null;
        var (wanted, found) = (expected.Split('\n'), actual.Split('\n'));
        for (var i = 0; ; i++)
        {
            var (w, f) = (i < wanted.Length ? wanted[i] : "", i < found.Length ? found[i] : "");
            if (w != f || i >= Math.Max(wanted.Length, found.Length))
                return (i + 1, w, f);
        }
    }

    private static string Quoted(string text) =>
        text.AsSpan().ContainsAny(',', '"', '\n') ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
