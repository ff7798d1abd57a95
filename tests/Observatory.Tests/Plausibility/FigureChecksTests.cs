using System.Globalization;
using NodaTime;
using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Plausibility;
using Observatory.Core.Reading;
using Observatory.Core.Taxonomy;
using Observatory.Tests.Mappings;
using Observatory.Tests.Taxonomy;
using Xunit;

namespace Observatory.Tests.Plausibility;

/// <summary>Rules 39 and 40 of the methodology on figures of one file: for each, a file that is told and one that nearly is.</summary>
public sealed class FigureChecksTests
{
    private const string Columns = "year,area,what,sex,means,n\n";

    [Theory]
    [InlineData("F,_T,7", "M,_T,4", "10", "SEX 10 11 1")]
    [InlineData("F,_T,7", "M,_T,3", "10", null)]
    [InlineData("F,_T,11", "M,_T,", "10", "SEX 10 11 1")]
    [InlineData("_T,FIREARM,6", "_T,SHARP,5", "10", "MECHANISM 10 11 1")]
    [InlineData("_T,FIREARM,6", "_T,SHARP,4", "10", null)]
    [InlineData("_T,FIREARM,6", "_T,FIREARM_HANDGUN,6", "10", null)]
    public void Parts_that_are_more_than_their_total_stop_the_file(string one, string other, string total, string? told)
    {
        var found = Told($"2015,ARG,HOM_VICT,{one}\n2015,ARG,HOM_VICT,{other}\n2015,ARG,HOM_VICT,_T,_T,{total}\n");
        Assert.Equal(
            told is null ? [] : [$"PARTS_EXCEED HOM_VICT ARG 2015 {told}"],
            found.Select(f => Said(f, "indicator", "area", "period", "concept", "total", "actual", "difference"))
        );
        Assert.All(found, f => Assert.Equal(Severity.Blocking, f.Severity));
    }

    [Fact]
    public void A_member_that_overlaps_others_is_not_added_and_is_no_more_than_the_total_either() =>
        Assert.Equal(
            ["PARTS_EXCEED 12"],
            Told("2015,ARG,HOM_VICT,_T,_T,10\n2015,ARG,HOM_VICT,_T,_T,10\n", ages: "Y_LT18 6\nY_GE18 4\nY_LT15 12\n")
                .Select(f => Said(f, "actual"))
        );

    [Fact]
    public void The_parts_of_a_part_are_held_against_it_where_it_is_given_and_else_against_the_total()
    {
        Assert.Equal(
            ["PARTS_EXCEED MECHANISM=FIREARM 5 6"],
            Told("2015,ARG,HOM_VICT,_T,FIREARM_HANDGUN,6\n2015,ARG,HOM_VICT,_T,FIREARM,5\n2015,ARG,HOM_VICT,_T,_T,10\n")
                .Select(f => Said(f, "label", "total", "actual"))
        );
        Assert.Equal(
            ["PARTS_EXCEED  10 11"],
            Told("2015,ARG,HOM_VICT,_T,FIREARM_HANDGUN,6\n2015,ARG,HOM_VICT,_T,SHARP,5\n2015,ARG,HOM_VICT,_T,_T,10\n")
                .Select(f => Said(f, "label", "total", "actual"))
        );
    }

    [Fact]
    public void Estimates_may_be_rounded_each_for_itself()
    {
        const string lines = "2015,ARG,HOM_VICT,F,_T,7\n2015,ARG,HOM_VICT,M,_T,4\n2015,ARG,HOM_VICT,_T,_T,10\n";
        Assert.Single(Told(lines));
        Assert.Empty(Told(lines, status: "E"));
    }

    [Fact]
    public void The_check_that_a_mapping_declares_for_a_dimension_replaces_the_general_one()
    {
        const string lines = "2015,ARG,HOM_VICT,F,_T,7\n2015,ARG,HOM_VICT,M,_T,4\n2015,ARG,HOM_VICT,_T,_T,10\n";
        Assert.Equal(
            [("PARTS_DIFFER", Severity.Note)],
            Told(lines, more: "checks:\n  - { over: SEX, whole: _T, severity: note }").Select(f => (f.Code, f.Severity))
        );
    }

    [Theory]
    [InlineData(100, 131, "100 131")]
    [InlineData(100, 130, null)]
    [InlineData(100, 69, "100 69")]
    [InlineData(30, 39, null)]
    [InlineData(30, 40, "30 40")]
    [InlineData(29, 54, null)]
    [InlineData(29, 58, "29 58")]
    [InlineData(0, 9, null)]
    [InlineData(0, 10, "0 10")]
    public void A_year_far_from_the_one_before_is_asked_about(int before, int after, string? told)
    {
        var found = Told($"2014,ARG,HOM_VICT,_T,_T,{before}\n2015,ARG,HOM_VICT,_T,_T,{after}\n");
        Assert.Equal(
            told is null ? [] : [$"CHANGE_LARGE HOM_VICT ARG 2014 2015 {told} 1"],
            found.Select(f => Said(f, "indicator", "area", "previous", "period", "expected", "actual", "count"))
        );
        Assert.All(found, f => Assert.Equal((Severity.Warning, 3), (f.Severity, f.Where!.Value.Row)));
    }

    [Fact]
    public void The_largest_change_of_an_indicator_is_reported_with_the_number_of_changes_and_the_next() =>
        Assert.Equal(
            ["CHANGE_LARGE AR-B 2015 3 AR-C 2014: 100 → 300; AR-C 2013: 250 → 100"],
            Told(
                    "2014,AR-B,HOM_VICT,_T,_T,500\n2015,AR-B,HOM_VICT,_T,_T,900\n2012,AR-C,HOM_VICT,_T,_T,250\n"
                        + "2013,AR-C,HOM_VICT,_T,_T,100\n2014,AR-C,HOM_VICT,_T,_T,300\n"
                )
                .Select(f => Said(f, "area", "period", "count", "others"))
        );

    [Fact]
    public void Neither_a_year_further_back_nor_a_rate_nor_a_weight_is_compared()
    {
        Assert.Empty(Told("2013,ARG,HOM_VICT,_T,_T,100\n2015,ARG,HOM_VICT,_T,_T,900\n"));
        Assert.Empty(Told("2014,ARG,HOM_RATE,_T,_T,4\n2015,ARG,HOM_RATE,_T,_T,9\n"));
        Assert.Empty(Told("2014,ARG,COCAINE_SEIZED,_T,_T,400\n2015,ARG,COCAINE_SEIZED,_T,_T,9000\n"));
    }

    [Fact]
    public void Nothing_is_compared_across_a_break_that_the_office_says_or_the_taxonomy_declares()
    {
        const string lines = "2014,ARG,HOM_VICT,_T,_T,100\n2015,ARG,HOM_VICT,_T,_T,200\n";
        Assert.Single(Told(lines));
        Assert.Empty(Told(lines, status: "B"));
        var folder = TaxonomyFolder.Adding("breaks.csv", "ARG,*,*,2015,LAW,a,b,c,d,e");
        Assert.Empty(Told(lines, taxonomy: TaxonomyReader.Read(folder).Catalogue!));
        // The year of the break is already of the new kind.
        Assert.Single(Told("2015,ARG,HOM_VICT,_T,_T,100\n2016,ARG,HOM_VICT,_T,_T,200\n", taxonomy: TaxonomyReader.Read(folder).Catalogue!));
    }

    [Theory]
    [InlineData(100, null)]
    [InlineData(101, "101")]
    public void A_number_repeated_in_two_successive_years_raises_a_question(int value, string? told) =>
        Assert.Equal(
            told is null ? [] : [$"VALUE_REPEATED HOM_VICT ARG 2014 2015 {told}"],
            Told($"2014,ARG,HOM_VICT,_T,_T,{value}\n2015,ARG,HOM_VICT,_T,_T,{value}\n")
                .Select(f => Said(f, "indicator", "area", "previous", "period", "actual"))
        );

    [Theory]
    [InlineData("2015,ARG,HOM_VICT,_T,_T,70000\n", "HOM_VICT ARG 2015 70000 0…150 / 100 000")]
    [InlineData("2015,ARG,HOM_VICT,_T,_T,60000\n", null)]
    [InlineData("2015,ARG,HOM_RATE,_T,_T,151\n", "HOM_RATE ARG 2015 151 0…150")]
    [InlineData("2015,ARG,HOM_RATE,_T,_T,150\n", null)]
    [InlineData("2015,ARG,POLICE_OFF,_T,_T,8000\n", "POLICE_OFF ARG 2015 8000 20…1200 / 100 000")]
    [InlineData("2015,AR-B,HOM_RATE,_T,_T,151\n", null)]
    public void A_number_outside_what_is_plausible_for_a_state_is_asked_about(string lines, string? told) =>
        Assert.Equal(
            told is null ? [] : [$"VALUE_IMPLAUSIBLE {told}"],
            Told(lines).Select(f => Said(f, "indicator", "area", "period", "actual", "range"))
        );

    [Fact]
    public void Months_make_a_year_where_all_are_there()
    {
        string Months(int year, int value, int months = 12) =>
            string.Concat(Enumerable.Range(1, months).Select(m => $"{year}-{m:00},ARG,HOM_VICT,_T,_T,{value}\n"));
        Assert.Equal(
            ["CHANGE_LARGE 2014 2015 120 240"],
            Told(Months(2014, 10) + Months(2015, 20), "M").Select(f => Said(f, "previous", "period", "expected", "actual"))
        );
        Assert.Empty(Told(Months(2014, 10) + Months(2015, 20, 11), "M"));
        // What stands at a date does not add up.
        Assert.Empty(
            Told(
                Months(2014, 10).Replace("HOM_VICT", "JUDGES", StringComparison.Ordinal)
                    + Months(2015, 20).Replace("HOM_VICT", "JUDGES", StringComparison.Ordinal),
                "M"
            )
        );
    }

    [Fact]
    public void Months_that_are_missing_within_a_series_are_counted_and_the_longest_gap_is_named()
    {
        var told = Assert.Single(
            Told(
                "2014-01,ARG,HOM_VICT,_T,_T,1\n2014-03,ARG,HOM_VICT,_T,_T,1\n2014-11,ARG,HOM_VICT,_T,_T,1\n"
                    + "2015-02,ARG,HOM_VICT,_T,_T,1\n2014-05,AR-B,HOM_VICT,_T,_T,1\n",
                "M"
            )
        );
        Assert.Equal(
            "MONTHS_MISSING HOM_VICT ARG 2014-04 10 ARG 2014-12: 2; ARG 2014-02: 1",
            Said(told, "indicator", "area", "period", "count", "others")
        );
    }

    [Theory]
    [InlineData("2014-11,ARG,HOM_VICT,_T,_T,1\n2014-12,ARG,HOM_VICT,_T,_T,1\n2015-01,ARG,HOM_VICT,_T,_T,1\n", "")]
    [InlineData("2014-11,ARG,HOM_VICT,_T,_T,1\n2014-12,ARG,HOM_VICT,_T,_T,\n2015-01,ARG,HOM_VICT,_T,_T,1\n", "")]
    [InlineData(
        "2014-01,AR-B,HOM_VICT,_T,_T,1\n2014-12,AR-B,HOM_VICT,_T,_T,1\n",
        "covers: { area: ARG, level: subdivision, absent: zero }"
    )]
    public void A_month_that_is_there_or_was_said_to_be_none_is_not_missing(string lines, string more) =>
        Assert.Empty(Told(lines, "M", more: more));

    [Theory]
    [InlineData("HOM_FIREARM", "HOM_VICT", 51, 50, true)]
    [InlineData("HOM_FIREARM", "HOM_VICT", 50, 50, false)]
    [InlineData("FEMICIDE", "HOM_FEMALE", 51, 50, true)]
    [InlineData("FEMICIDE", "HOM_FEMALE", 50, 50, false)]
    [InlineData("PRETRIAL", "PRISON_POP", 60001, 60000, true)]
    [InlineData("PRETRIAL", "PRISON_POP", 60000, 60000, false)]
    [InlineData("RAPE", "SEX_VIOLENCE", 51, 50, true)]
    [InlineData("RAPE", "SEX_VIOLENCE", 50, 50, false)]
    public void A_part_is_not_more_than_what_it_is_a_part_of(string part, string whole, int value, int total, bool isTold)
    {
        var found = Told($"2015,ARG,{part},_T,_T,{value}\n2015,ARG,{whole},_T,_T,{total}\n");
        Assert.Equal(
            isTold ? [$"PART_OVER_WHOLE {part} {whole} ARG 2015 {value} {total} 1"] : [],
            found.Select(f => Said(f, "indicator", "whole", "area", "period", "actual", "expected", "count"))
        );
    }

    [Fact]
    public void A_part_of_another_year_or_place_is_not_compared() =>
        Assert.Empty(Told("2015,ARG,RAPE,_T,_T,60\n2014,ARG,SEX_VIOLENCE,_T,_T,50\n2015,AR-B,SEX_VIOLENCE,_T,_T,50\n"));

    [Fact]
    public void Numbers_that_end_in_zero_and_five_are_told_once_an_indicator()
    {
        string Lines(Func<int, int> value) =>
            string.Concat(
                Enumerable
                    .Range(0, 120)
                    .Select(i => string.Create(CultureInfo.InvariantCulture, $"{1850 + i},ARG,HOM_VICT,_T,_T,{value(i)}\n"))
            );
        var told = Assert.Single(Told(Lines(i => 1000 + (i % 7 * 5))));
        Assert.Equal("DIGITS_HEAPED HOM_VICT 100 20 120 493.5", Said(told, "indicator", "actual", "expected", "count", "statistic"));
        Assert.Empty(Told(Lines(i => 1000 + (i * 7 % 60))));
        // Too few to judge.
        Assert.Empty(Told(string.Concat(Lines(i => 1000 + (i % 7 * 5)).Split('\n').Take(99).Select(l => l + "\n"))));
    }

    [Theory]
    [InlineData(50_000)]
    [InlineData(3)]
    [InlineData(1)]
    public async Task Stored_figures_are_compared_with_the_file_whatever_the_batch_size(int atOnce)
    {
        var reading = Read(
            "2015,ARG,HOM_VICT,_T,_T,100\n2015,ARG,HOM_FIREARM,_T,_T,80\n2015,ARG,RAPE,_T,_T,20\n",
            "A",
            "A",
            "",
            TaxonomyFolder.Read
        );
        var checks = new FigureChecks(reading.Mapped!, TaxonomyFolder.Read);
        foreach (var figure in reading.Mapped!.Observations)
            checks.See(figure);
        checks.End();
        var asked = new List<StandingKey>();
        await checks.HoldAsync(
            keys =>
            {
                Assert.InRange(keys.Count, 1, atOnce);
                asked.AddRange(keys);
                return Task.FromResult<IReadOnlyDictionary<StandingKey, decimal>>(
                    keys.Where(w => w.Indicator is "HOM_VICT" or "SEX_VIOLENCE")
                        .ToDictionary(
                            w => w,
                            w =>
                                w.Indicator == "SEX_VIOLENCE" ? 15m
                                : w.Period < Core.Series.TimePeriod.OfYear(2015).Id ? 50m
                                : 101m
                        )
                );
            },
            atOnce
        );
        // The years on both sides of each, and the counterparts that were not sent.
        Assert.Equal(
            [
                "HOM_FEMALE 2015",
                "HOM_FIREARM 2014",
                "HOM_FIREARM 2016",
                "HOM_VICT 2014",
                "HOM_VICT 2016",
                "RAPE 2014",
                "RAPE 2016",
                "SEX_VIOLENCE 2015",
            ],
            asked.Select(w => $"{w.Indicator} {Core.Series.TimePeriod.FromId(w.Period)}").Order(StringComparer.Ordinal)
        );
        checks.Tell();
        Assert.Equal(
            ["CHANGE_LARGE HOM_VICT 2014 2015 50 100", "PART_OVER_WHOLE RAPE  2015 15 20"],
            reading
                .Findings.Kept.Select(f => Said(f, "indicator", "previous", "period", "expected", "actual"))
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Below_the_first_subdivisions_a_change_has_to_be_beyond_both_limits()
    {
        Assert.True(CheckLimit.Usual.IsLargeChange(40, 55, hasNoise: false));
        Assert.False(CheckLimit.Usual.IsLargeChange(40, 55, hasNoise: true));
        Assert.True(CheckLimit.Usual.IsLargeChange(400, 550, hasNoise: true));
    }

    private static IReadOnlyList<Finding> Told(
        string lines,
        string frequency = "A",
        string status = "A",
        string more = "",
        TaxonomyCatalogue? taxonomy = null,
        string? ages = null
    )
    {
        taxonomy ??= TaxonomyFolder.Read;
        if (ages is not null)
        {
            var mapping = Feed.Mapping(
                Feed.Yaml(
                    null,
                    "INDICATOR: { value: HOM_VICT }",
                    "AGE: { column: age }",
                    "UNIT_MEASURE: { value: VICTIMS }",
                    "OBS_VALUE: { column: n }"
                )
            );
            var csv =
                "year,area,age,n\n2015,ARG,_T,10\n"
                + string.Concat(ages.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(a => $"2015,ARG,{a.Replace(' ', ',')}\n"));
            var read = Feed.Read(mapping, csv);
            Assert.False(read.IsBlocked, string.Join('\n', read.Findings.Kept.Select(Feed.Said)));
            FigureChecks.Run(read.Mapped!, taxonomy);
            return read.Findings.Kept;
        }
        var reading = Read(lines, frequency, status, more, taxonomy);
        Assert.False(reading.IsBlocked, string.Join('\n', reading.Findings.Kept.Select(Feed.Said)));
        FigureChecks.Run(reading.Mapped!, taxonomy);
        return reading.Findings.Kept;
    }

    private static FileReading Read(string lines, string frequency, string status, string more, TaxonomyCatalogue taxonomy)
    {
        var mapping = Feed.Mapping(
            Feed.Yaml(
                more + "\nmarks:\n  - { text: \"\", OBS_STATUS: O }",
                $"FREQ: {{ value: {frequency} }}",
                "INDICATOR: { column: what }",
                "SEX: { column: sex }",
                "MECHANISM: { column: means }",
                $"OBS_STATUS: {{ value: {status} }}",
                "OBS_VALUE: { column: n, type: decimal }"
            )
        );
        using var content = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Columns + lines));
        return FileReading.Of(
            content,
            "test.csv",
            mapping,
            [mapping],
            taxonomy,
            new LocalDate(2026, 1, 1),
            ReadLimits.Default,
            CancellationToken.None
        );
    }

    private static string Said(Finding finding, params string[] names) =>
        $"{finding.Code} {string.Join(' ', names.Select(n => finding.Arguments[n]))}";
}
