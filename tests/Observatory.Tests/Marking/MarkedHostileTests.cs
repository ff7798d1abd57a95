using System.Collections.Concurrent;
using Observatory.App.Composition;
using Observatory.Core.Checking;
using Observatory.Core.Reading;
using Observatory.Tests.Reading;
using Observatory.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Observatory.Tests.Marking;

/// <summary>Files that break other programs, given back: whatever they are, there is an answer, and it can be read.</summary>
[Collection(nameof(AloneOnTheMachine))]
public sealed class MarkedHostileTests(ITestOutputHelper output)
{
    // Files of the old format are read by another process each, which takes its time: some of them stand for all.
    private const int OneOfXls = 8;

    private static IEnumerable<string> All =>
        Directory
            .EnumerateFiles(Shared.Path("hostile"), "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Where((f, i) => Path.GetExtension(f).ToUpperInvariant() is ".XLSX" or ".CSV" || i % OneOfXls == 0);

    [SharedFact]
    public void Every_file_comes_back_readable_and_with_the_values_it_had()
    {
        var faults = new ConcurrentBag<string>();
        var (read, refused) = (0, 0);
        Parallel.ForEach(All, new ParallelOptions { MaxDegreeOfParallelism = 2 }, path =>
        {
            var (bytes, name) = (File.ReadAllBytes(path), Path.GetFileName(path));
            try
            {
                if (Compare(bytes, name) is { } fault)
                    faults.Add($"{path}: {fault}");
                else if (Files.Refusal(new MemoryStream(bytes), name, BoundedReading.Limits) is null)
                    Interlocked.Increment(ref read);
                else
                    Interlocked.Increment(ref refused);
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                faults.Add($"{path}: {fault.GetType().Name} {fault.Message} {fault.StackTrace}");
            }
        });
        output.WriteLine($"{read} marked, {refused} refused and told");
        Assert.True(
            faults.IsEmpty,
            $"{faults.Count} of {read + refused + faults.Count}\n" + string.Join("\n", faults.Order(StringComparer.Ordinal).Take(20))
        );
        Assert.True(read > 100);
    }

    private static string? Compare(byte[] bytes, string name)
    {
        List<string>? before = null;
        var sheets = new List<string>();
        var isText = false;
        try
        {
            var file = SourceFile.Open(new MemoryStream(bytes), name, BoundedReading.Limits);
            isText = file.Dialect.Format == FileFormat.Csv;
            sheets = [.. file.SheetNames(CancellationToken.None)];
            before = [.. Marked.Lines(file.Rows(CancellationToken.None))];
        }
        catch (UnreadableFileException)
        {
            // Then what comes back is what was found of it.
        }

        var findings = sheets
            .Distinct()
            .SelectMany(s =>
                new[] { Marked.At(s, 1, 1), Marked.At(s, 3, 2, Severity.Warning), Marked.At(s, 50, 26, Severity.Note), Marked.At(s, 2, 0) }
            )
            .Append(Finding.Note(FindingCodes.NothingToLoad, null, ("file", name)));
        var (marked, result) = Marked.Write(bytes, name, findings, limits: BoundedReading.Limits);
        // A workbook of many sheets gets more parts than one that is sent may have: comments are three more for each sheet.
        var limits = BoundedReading.Limits with
        {
            MaxZipEntries = 10_000,
            MaxInflationRatio = int.MaxValue,
            MaxInflatedBytes = long.MaxValue,
        };
        var rows = Marked.Rows(marked, result.Name, limits);
        if (before is null)
            return rows.Any(r => r[2] == FindingCodes.NothingToLoad) ? null : "what was found is not told";
        if (isText)
            return null;
        var names = sheets.ToHashSet();
        var after = Marked.Lines(rows, names.Contains).ToList();
        return before.SequenceEqual(after)
            ? null
            : $"{before.Except(after).FirstOrDefault()} became {after.Except(before).FirstOrDefault()}";
    }
}
