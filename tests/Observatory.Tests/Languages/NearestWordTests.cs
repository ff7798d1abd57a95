using Observatory.Core.Languages;
using Xunit;

namespace Observatory.Tests.Languages;

public sealed class NearestWordTests
{
    private static readonly string[] Codes = ["HOM_VICT", "HOM_RATE", "HOM_INC", "ROBBERY", "THEFT", "RAPE", "F", "M"];

    [Theory]
    [InlineData("HOM_VICT", "HOM_VICT")]
    [InlineData("hom_vict", "HOM_VICT")]
    [InlineData("HOM_VCIT", "HOM_VICT")]
    [InlineData("HOM_VIC", "HOM_VICT")]
    [InlineData("HOM_VICTS", "HOM_VICT")]
    [InlineData("THFT", "THEFT")]
    [InlineData("Róbbery", "ROBBERY")]
    [InlineData("ROB BERY", "ROBBERY")]
    [InlineData("RAPES", "RAPE")]
    public void A_slip_of_the_hand_leads_to_the_word_that_was_meant(string word, string nearest) =>
        Assert.Equal(nearest, NearestWord.To(word, Codes));

    [Theory]
    [InlineData("KIDNAPPING")]
    [InlineData("X")]
    [InlineData("MF")]
    [InlineData("")]
    [InlineData("RAPPORT")]
    public void No_suggestion_is_made_for_a_word_that_is_far_from_all_candidates(string word) => Assert.Null(NearestWord.To(word, Codes));

    [Fact]
    public void Case_and_accents_do_not_count_in_any_of_the_four_languages()
    {
        Assert.Equal("Violación", NearestWord.To("VIOLACION", ["Violación", "Robo"]));
        Assert.Equal("Enlèvement", NearestWord.To("enlevement", ["Vol", "Enlèvement"]));
        Assert.Equal("Lesão corporal", NearestWord.To("lesao  corporal", ["Furto", "Lesão corporal"]));
    }

    [Fact]
    public void The_first_of_two_equally_near_words_is_taken() => Assert.Equal("cast", NearestWord.To("cost", ["cast", "cust"]));

    [Fact]
    public void A_nearer_word_wins_over_one_that_stands_before_it() =>
        Assert.Equal("HOM_INC", NearestWord.To("HOM_INK", ["HOM_UNCK", "HOM_INC"]));

    [Fact]
    public void An_empty_list_of_candidates_gives_no_suggestion() => Assert.Null(NearestWord.To("HOM_VICT", []));

    [Fact]
    public void Texts_that_nobody_typed_by_hand_are_left_alone()
    {
        Assert.Null(NearestWord.To(new string('A', 5000), [new string('A', 5000)]));
        Assert.Null(NearestWord.To("HOM_VICT\uD800", Codes));
        Assert.Equal("HOM_VICT", NearestWord.To("HOM_VCT", ["HOM_VICT\uDC00", "HOM_VICT"]));
    }

    [Theory]
    [InlineData("HOM_VCIT", "HOM_VICT")]
    [InlineData("HOMM", "HOM_VICT,HOM_RATE,HOM_INC")]
    [InlineData("ROMM", "ROBBERY")]
    [InlineData("XQZ", "RAPE")]
    [InlineData("", "")]
    public void A_code_that_is_near_to_none_leads_to_those_that_begin_like_it(string word, string nearest) =>
        Assert.Equal(nearest, string.Join(',', NearestWord.Always(word, [.. Codes.Where(c => c.Length > 1)], 3)));
}
