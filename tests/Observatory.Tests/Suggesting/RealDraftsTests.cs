using System.Diagnostics;
using System.Globalization;
using System.Text;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Observatory.Core.Suggesting;
using Observatory.Tests.Mappings;
using Observatory.Tests.Support;
using Observatory.Tests.Taxonomy;
using Xunit;
using Xunit.Abstractions;

namespace Observatory.Tests.Suggesting;

/// <summary>
/// The draft of every real file is accepted by reading, loads figures, and publishes none of them. Files of names and codes only have no
/// draft.
/// </summary>
public sealed class RealDraftsTests(ITestOutputHelper output)
{
    /// <summary>Dictionaries: lists of codes with their names, in which nothing is counted.</summary>
    private static readonly string[] Dictionaries = ["NIBRS_OFFENSE_TYPE.csv", "NIBRS_LOCATION_TYPE.csv", "NIBRS_WEAPON_TYPE.csv"];

    [SharedFact]
    public void Every_draft_of_a_real_file_is_accepted_by_reading()
    {
        var text = new StringBuilder(
            "\nfile                                feed           cells loaded  left out set aside  figures questions suggest ms draft ms\n"
        );
        var faults = new List<string>();
        foreach (var (feed, path, country) in Files())
        {
            using var content = File.OpenRead(Shared.Path("feeds/" + path));
            var name = Path.GetFileName(path);
            var watch = Stopwatch.StartNew();
            var file = SourceFile.Open(content, name, ReadLimits.Default);
            var found = Suggester.Of(file, country, TaxonomyFolder.Read, CancellationToken.None);
            var suggested = watch.ElapsedMilliseconds;
            watch.Restart();
            Assert.Equal(Dictionaries.Contains(name), found.Tables.All(t => t.IsList));
            if (Dictionaries.Contains(name))
                continue;
            var draft = DraftWriter.Write(
                found,
                file,
                content,
                TaxonomyFolder.Read,
                $"{country}/draft",
                Language.En,
                new(2026, 1, 1),
                CancellationToken.None
            );
            var drafted = watch.ElapsedMilliseconds;
            content.Position = 0;
            var mapping = MappingReader.Read(draft.Folder, TaxonomyFolder.Read).Mapping!;
            var reading = FileReading.Of(
                content,
                name,
                mapping,
                [mapping],
                TaxonomyFolder.Read,
                new(2026, 1, 1),
                ReadLimits.Default,
                CancellationToken.None
            );
            // What the draft was judged by is what the file gives when it is read again.
            Assert.Equal(draft.Reading.Mapped!.Accounting.CellsLoaded, reading.Mapped?.Accounting.CellsLoaded);
            var cells = reading.Mapped?.Accounting;
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"{name[..Math.Min(34, name.Length)], -35} {feed, -18} {cells?.CellsLoaded ?? 0, 8} {cells?.CellsLeftOut ?? 0, 9} "
                    + $"{cells?.CellsSetAside ?? 0, 9} {reading.Mapped?.ObservationCount ?? 0, 8} {draft.Questions.Count, 9} "
                    + $"{suggested, 10} {drafted, 8}  {string.Join(' ', reading.Findings.Counts.Select(c => $"{c.Key}={c.Value}"))}"
            );
            if (reading.IsBlocked)
                faults.Add(
                    $"{path} is blocked: "
                        + string.Join("; ", reading.Findings.Kept.Where(f => f.Severity == Severity.Blocking).Take(3).Select(Feed.Said))
                );
            if (cells?.CellsSetAside > 0)
                faults.Add(
                    $"{path} sets {cells.CellsSetAside} aside: {string.Join("; ", reading.Findings.Kept.Take(3).Select(Feed.Said))}"
                );
        }
        output.WriteLine(text.ToString());
        Assert.Empty(faults);
    }

    private static IEnumerable<(string Feed, string Path, string Country)> Files() =>
        RealFilesTests.Read("files.csv").Select(r => (r[0], r[1], r[2]));
}
