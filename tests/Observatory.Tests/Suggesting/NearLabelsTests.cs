using Observatory.Core.Answers;
using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Suggesting;
using Observatory.Tests.Mappings;
using Observatory.Tests.Taxonomy;
using Xunit;

namespace Observatory.Tests.Suggesting;

public sealed class NearLabelsTests
{
    private static readonly Mapping Feed = MappingReader
        .Read(ShippedFolders.All["MEX/sesnsp-state-offences"], TaxonomyFolder.Read)
        .Mapping!;
    private static readonly LabelTable Offences = AnsweredFolder.TablesOf(Feed).Single(t => t.File == "offences.csv");

    private readonly NearLabels _near = new(Feed, TaxonomyFolder.Read);

    [Theory]
    [InlineData("\uD83D\uDE00 Homicidio")]
    [InlineData("\uD83D")]
    [InlineData("Homi\uFFFEcidio")]
    public void What_is_no_letter_is_no_reason_to_fail(string written) => Assert.True(_near.Of(Unknown(written)).Count <= 3);

    [Fact]
    public void A_slip_of_the_hand_finds_the_label_that_was_meant_with_its_code()
    {
        var near = _near.Of(Unknown("Homicidio | Homicidio dolosos | Con arma de fuego"));
        Assert.Equal(("Homicidio | Homicidio doloso | Con arma de fuego", "HOM_INC"), (near[0].Label, near[0].Code));
        Assert.InRange(near[0].Nearness, 0.9, 0.99);
    }

    [Fact]
    public void Never_more_than_three_and_the_nearest_first()
    {
        foreach (var row in Offences.Rows.Take(40))
        {
            var near = _near.Of(Unknown(string.Join(AnswerLog.Between, row.Labels) + "x"));
            Assert.InRange(near.Count, 1, NearLabels.Most);
            Assert.Equal(near.Select(n => n.Nearness).OrderDescending(), near.Select(n => n.Nearness));
            Assert.Equal(near.Count, near.Select(n => n.Code).Distinct().Count());
        }
    }

    [Theory]
    [InlineData("zzzz qqqq")]
    [InlineData("")]
    public void Nothing_is_suggested_where_nothing_is_near(string label) => Assert.Empty(_near.Of(Unknown(label)));

    [Fact]
    public void A_territory_is_found_by_its_name()
    {
        var near = _near.Of(
            Finding.Blocking(
                FindingCodes.AreaUnknown,
                null,
                ("label", "Aguascalientez"),
                ("column", "Entidad"),
                ("concept", Concepts.RefArea),
                ("file", "areas.csv"),
                ("nearest", "")
            )
        );
        Assert.Equal("MX-AGU", near[0].Code);
    }

    [Fact]
    public void Of_a_heading_the_nearest_that_reading_found_is_passed_on()
    {
        var near = Assert.Single(
            _near.Of(Finding.Blocking(FindingCodes.ColumnUnknown, null, ("column", "Observaciones"), ("nearest", "Observación")))
        );
        Assert.Equal(("Observación", null), (near.Label, near.Code));
        Assert.InRange(near.Nearness, 0.5, 0.99);
    }

    private static Finding Unknown(string label) =>
        Finding.Blocking(
            FindingCodes.LabelUnknown,
            null,
            ("label", label),
            ("column", string.Join(", ", Offences.LabelColumns)),
            ("concept", Concepts.Indicator),
            ("file", "offences.csv"),
            ("nearest", "")
        );
}
