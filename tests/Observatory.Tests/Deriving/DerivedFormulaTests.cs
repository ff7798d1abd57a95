using Observatory.Core.Deriving;
using Xunit;

namespace Observatory.Tests.Deriving;

public sealed class DerivedFormulaTests
{
    [Theory]
    [InlineData("HOM_VICT / POP_TOT * 100000")]
    [InlineData("HOM_FEMALE / POP_TOT[SEX=F] * 100000")]
    [InlineData("HOM_VICT[SEX=F;AGE=Y_LT18] / POP_TOT[SEX=F;AGE=Y_LT18] * 100000")]
    [InlineData("HOM_FIREARM / HOM_VICT * 100")]
    [InlineData("SEC_SPENDING / GDP")]
    public void A_formula_is_written_as_it_was_read(string text) => Assert.Equal(text, DerivedFormula.TryParse(text)!.ToString());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("HOM_VICT")]
    [InlineData("HOM_VICT * 100000")]
    [InlineData("HOM_VICT / POP_TOT * 0")]
    [InlineData("HOM_VICT / POP_TOT * -1")]
    [InlineData("HOM_VICT / POP_TOT * 1,5")]
    [InlineData("HOM_VICT / POP_TOT + 1")]
    [InlineData("HOM_VICT / POP_TOT / GDP")]
    [InlineData("HOM_VICT/POP_TOT")]
    [InlineData("HOM_VICT / POP_TOT[]")]
    [InlineData("HOM_VICT / POP_TOT[SEX]")]
    [InlineData("HOM_VICT / POP_TOT[SEX=F;SEX=M]")]
    [InlineData("hom_vict / POP_TOT")]
    [InlineData("HOM_VICT / POP_TOT * 100000\n")]
    public void Any_other_text_is_not_a_formula(string? text) => Assert.Null(DerivedFormula.TryParse(text));

    [Fact]
    public void Members_belong_to_the_term_they_stand_on()
    {
        var formula = DerivedFormula.TryParse("HOM_FEMALE / POP_TOT[SEX=F] * 100000")!;
        Assert.Empty(formula.Numerator.Members);
        Assert.Equal("F", formula.Denominator.Members["SEX"]);
        Assert.True(formula.IsOverPopulation);
    }

    /// <summary>
    /// One homicide in Saint Kitts and Nevis, 46 798 people: 2.1 per 100 000 (methodology, rule 25); 100 000 / 46 798 = 2.13684345…
    /// </summary>
    [Fact]
    public void A_rate_is_rounded_once_to_six_decimals() =>
        Assert.Equal(2.136843m, DerivedFormula.TryParse("HOM_VICT / POP_TOT * 100000")!.ValueOf(1, 46_798));

    [Fact]
    public void A_value_halfway_between_two_decimals_is_rounded_away_from_zero() =>
        Assert.Equal(0.000001m, DerivedFormula.TryParse("GDP / GDP")!.ValueOf(1, 2_000_000));
}
