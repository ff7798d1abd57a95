using Observatory.Core.Normalising;
using Xunit;

namespace Observatory.Tests.Normalising;

public sealed class LabelTextTests
{
    [Theory]
    [InlineData("Homicidio doloso", "HOMICIDIO  DOLOSO")]
    [InlineData("Michoacán", "michoacan")]
    [InlineData("São Paulo", "Sa\u0303o Paulo")]
    [InlineData("CANTIDAD ", "cantidad")]
    [InlineData("Robo\u00A0de\u2009casa\n", "robo de casa")]
    [InlineData("Robo*", "Robo")]
    [InlineData("Robo (1)", "Robo¹")]
    [InlineData("Robo †‡ ", "robo")]
    [InlineData("Robo (12)", "robo")]
    public void Case_accents_white_space_and_footnote_marks_do_not_count(string one, string other) =>
        Assert.Equal(LabelText.Key(one), LabelText.Key(other));

    [Theory]
    [InlineData("Robo", "Roba")]
    [InlineData("Cali (CT)", "Cali")]
    [InlineData("Robo (123)", "Robo")]
    [InlineData("A", "\u0410")]
    [InlineData("1", "01")]
    [InlineData("Año 2016", "Año 2017")]
    public void Labels_with_any_other_difference_are_different(string one, string other) =>
        Assert.NotEqual(LabelText.Key(one), LabelText.Key(other));

    [Theory]
    [InlineData("*")]
    [InlineData("¹")]
    public void A_label_that_is_only_a_mark_stays(string label) => Assert.Equal(label, LabelText.WithoutFootnoteMarks(label));

    [Theory]
    [InlineData("\uD800")]
    [InlineData("a\uDC00b")]
    [InlineData("\uDBFF\uD800x")]
    public void Half_a_surrogate_pair_is_a_label_like_any_other(string label) => Assert.NotEmpty(LabelText.Key(label));

    [Fact]
    public void A_letter_beyond_the_first_plane_is_kept_whole() => Assert.Equal("\U0001D54F", LabelText.Key(" \U0001D54F "));
}
