using NodaTime;
using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Plausibility;
using Observatory.Core.Reading;
using Observatory.Tests.Mappings;
using Observatory.Tests.Taxonomy;
using Xunit;
using Xunit.Abstractions;

namespace Observatory.Tests.Plausibility;

/// <summary>Real files, cut short: none is stopped by what is asked of figures, and none drowns in questions.</summary>
public sealed class ShippedSamplesTests(ITestOutputHelper output)
{
    public static TheoryData<string> Feeds => [.. ShippedFolders.All.Keys];

    [Theory]
    [MemberData(nameof(Feeds))]
    public void No_sample_is_stopped_and_each_cause_is_asked_about_once(string feed)
    {
        var folder = ShippedFolders.All[feed];
        var mapping = MappingReader.Read(folder, TaxonomyFolder.Read).Mapping!;
        var reading = FileReading.Of(
            SampleCheck.FilesOf(folder, SampleCheck.SampleOf(folder)!, mapping),
            mapping,
            [mapping],
            TaxonomyFolder.Read,
            new LocalDate(2026, 1, 1),
            ReadLimits.Default,
            CancellationToken.None
        );
        var before = reading.Findings.Kept.Count;
        FigureChecks.Run(reading.Mapped!, TaxonomyFolder.Read);
        var told = reading.Findings.Kept.Skip(before).ToList();
        output.WriteLine($"{feed}: {reading.Mapped!.ObservationCount} figures, {told.Count} warnings");
        foreach (var finding in told)
            output.WriteLine("  " + Feed.Said(finding));
        Assert.All(told, f => Assert.Equal(Severity.Warning, f.Severity));
        Assert.Equal(
            told.Count,
            told.Select(f => (f.Code, f.Arguments["indicator"], f.Arguments.GetValueOrDefault("whole"))).Distinct().Count()
        );
    }
}
