using Observatory.Core.Checking;
using Observatory.Core.Plausibility;
using Xunit;

namespace Observatory.Tests.Mappings;

/// <summary>Rates that are a share of others than the inhabitants.</summary>
public sealed class RateBaseTests
{
    private const string Note = "notes: { households: { en: Of households, es: De hogares, fr: De ménages, pt: De domicílios } }";

    [Fact]
    public void A_rate_on_another_base_is_kept_with_its_note_and_says_that_its_definition_differs()
    {
        var mapping = Feed.Mapping(
            Feed.Yaml(Note, "INDICATOR: { value: HOM_RATE }", "OBS_VALUE: { column: n, type: integer, base: households }")
        );
        var said = Feed.Said(mapping, "year,area,n\n2016,ARG,5\n");
        Assert.Equal(("D", "ARG/test#households"), (said.Statuses, said.Notes));
    }

    [Theory]
    [InlineData("OBS_VALUE: { column: n, type: integer, base: households }", false)]
    [InlineData("OBS_VALUE: { column: n, type: integer }", true)]
    public void It_is_not_held_against_what_is_plausible_for_inhabitants(string value, bool isAsked)
    {
        var mapping = Feed.Mapping(Feed.Yaml(isAsked ? null : Note, "INDICATOR: { value: HOM_RATE }", value));
        var reading = Feed.Read(mapping, "year,area,n\n2016,ARG,5000\n2017,ARG,1\n");
        FigureChecks.Run(reading.Mapped!, Feed.Taxonomy);
        Assert.Equal(isAsked, reading.Findings.Kept.Any(f => f.Code is FindingCodes.ValueImplausible or FindingCodes.ChangeLarge));
    }

    [Fact]
    public void A_rate_that_differs_in_something_else_is_asked_about_all_the_same()
    {
        var mapping = Feed.Mapping(
            Feed.Yaml(null, "INDICATOR: { value: HOM_RATE }", "OBS_VALUE: { column: n, type: integer }", "OBS_STATUS: { value: D }")
        );
        var reading = Feed.Read(mapping, "year,area,n\n2016,ARG,5000\n2017,ARG,1\n");
        FigureChecks.Run(reading.Mapped!, Feed.Taxonomy);
        Assert.Contains(reading.Findings.Kept, f => f.Code is FindingCodes.ValueImplausible or FindingCodes.ChangeLarge);
    }

    [Theory]
    [InlineData("INDICATOR: { value: HOM_INC }")]
    [InlineData("INDICATOR: { column: indicator }")]
    [InlineData("INDICATOR: { column: kind, codes: kinds.csv }")]
    public void Of_what_is_or_may_be_no_rate_the_word_is_refused(string indicator)
    {
        var fault = Feed.OnlyFault(
            Feed.Yaml(Note, indicator, "OBS_VALUE: { column: n, base: households }"),
            ("kinds.csv", "kind,INDICATOR\na,HOM_RATE\nb,HOM_INC\n")
        );
        Assert.Equal(
            (FindingCodes.MappingValueWrong, "concepts", "households"),
            (fault.Code, fault.Arguments["word"], fault.Arguments["value"])
        );
    }

    [Fact]
    public void A_base_has_a_note_in_four_languages() =>
        Assert.Equal(
            "base",
            Feed.OnlyFault(Feed.Yaml(null, "INDICATOR: { value: HOM_RATE }", "OBS_VALUE: { column: n, base: households }")).Arguments[
                "word"
            ]
        );
}
