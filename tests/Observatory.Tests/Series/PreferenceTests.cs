using NodaTime;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;
using Observatory.Tests.Taxonomy;
using Xunit;

namespace Observatory.Tests.Series;

public sealed class PreferenceTests
{
    [Fact]
    public void The_lowest_undated_rank_with_figures_is_the_source_of_all_years()
    {
        var preference = Of("CHL,HOM_VICT,CHL_STOP,1,,");
        Assert.Equal([new SourceSpan("CHL_STOP", null, null)], preference.SpansFor("CHL", "HOM_VICT", ["CHL_MP", "CHL_STOP"]));
        Assert.Equal([new SourceSpan("CHL_MP", null, null)], preference.SpansFor("CHL", "ROBBERY", ["CHL_MP", "CHL_STOP"]));
        Assert.False(preference.IsDated("CHL", "HOM_VICT"));
    }

    [Fact]
    public void A_dated_preference_gives_each_year_to_the_source_preferred_then()
    {
        var preference = Of("CHL,ROBBERY,CHL_STOP,0,2015,2019");
        Assert.True(preference.IsDated("CHL", "ROBBERY"));
        Assert.False(preference.IsDated("COL", "ROBBERY"));
        Assert.Equal(
            [new SourceSpan("CHL_MP", null, 2014), new SourceSpan("CHL_STOP", 2015, 2019), new SourceSpan("CHL_MP", 2020, null)],
            preference.SpansFor("CHL", "ROBBERY", ["CHL_MP", "CHL_STOP"])
        );
    }

    [Fact]
    public void A_preferred_source_without_figures_changes_nothing() =>
        Assert.Equal([new SourceSpan("CHL_MP", null, null)], Of("CHL,ROBBERY,CHL_STOP,0,2015,2019").SpansFor("CHL", "ROBBERY", ["CHL_MP"]));

    [Fact]
    public void The_only_source_speaks_outside_its_years_too() =>
        Assert.Equal(
            [new SourceSpan("CHL_STOP", null, null)],
            Of("URY,ROBBERY,CHL_STOP,0,2015,2019").SpansFor("URY", "ROBBERY", ["CHL_STOP"])
        );

    [Fact]
    public void A_change_of_source_is_a_break_of_the_new_one_that_names_both()
    {
        IReadOnlyList<SourceSpan> spans = [new("A", null, 2014), new("B", 2015, null)];
        var change = Assert.Single(Preference.ChangesTo("B", spans));
        Assert.Equal((new LocalDate(2015, 1, 1), true), (change.Day, change.IsStart));
        Assert.Equal(("A", "B", 2015), Preference.OfNote(change.Note));
        Assert.Empty(Preference.ChangesTo("A", spans));
        Assert.Null(Preference.OfNote("break:A/B/2015"));
    }

    [Fact]
    public void A_break_holds_for_what_lies_inside_its_area_and_for_the_rate_of_its_indicator()
    {
        var breaks = new DeclaredBreaks(TaxonomyFolder.Read);
        Assert.Contains("break:USA/RAPE/USA_FBI_UCR/2013", NotesOf("US-OK", "RAPE", "USA_FBI_UCR"));
        Assert.Contains("break:USA/RAPE/USA_FBI_UCR/2013", NotesOf("USA", "RAPE_RATE", "USA_FBI_UCR"));
        Assert.Equal(["break:USA/*/USA_FBI_UCR/2021"], NotesOf("USA", "ROBBERY", "USA_FBI_UCR"));
        Assert.Equal(["break:MEX/*/MEX_SESNSP/2015"], NotesOf("MEX:01001", "ROBBERY", "MEX_SESNSP"));
        Assert.Empty(NotesOf("USA", "RAPE", "USA_FBI_NIBRS"));
        Assert.Empty(NotesOf("CAN", "RAPE", "USA_FBI_UCR"));

        IEnumerable<string> NotesOf(string area, string indicator, string provider) =>
            breaks.Of(breaks.LineageOf(area), indicator, provider).Select(p => p.Note);
    }

    private static Preference Of(params string[] rows) =>
        new(TaxonomyReader.Read(TaxonomyFolder.Adding("preferred-sources.csv", string.Join('\n', rows))).Catalogue!);
}
