using System.Text;
using Observatory.Core.Deriving;
using Observatory.Core.Languages;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;
using Xunit;

namespace Observatory.Tests.Taxonomy;

public sealed class ShippedTaxonomyTests
{
    private static TaxonomyCatalogue Taxonomy => TaxonomyFolder.Read;

    [Fact]
    public void Everything_the_sources_note_counts_is_there()
    {
        Assert.Equal(35, Taxonomy.Countries.Count);
        Assert.Equal(35 + 637, Taxonomy.Areas.Count);
        Assert.Equal(591, Taxonomy.Areas.Count(a => a.Level == AreaLevel.Subdivision));
        Assert.Equal(46, Taxonomy.Areas.Count(a => a.Level == AreaLevel.SecondSubdivision));
        Assert.Equal(137, Taxonomy.Indicators.Count);
        Assert.Equal(318, Taxonomy.Iccs.Count);
        Assert.Equal(15, Taxonomy.Dimensions.Count);
        Assert.Equal(124, Taxonomy.Dimensions.Sum(d => d.Members.Count));
        Assert.Equal(20, Taxonomy.Statuses.Count);
        Assert.Equal(11, Taxonomy.Units.Count);
        Assert.Equal(12, Taxonomy.Groups.Count);
        Assert.Equal(22, Taxonomy.Providers.Count);
        Assert.Equal(18, Taxonomy.PreferredSources.Count);
        Assert.Equal(60_270, Taxonomy.Population.Count);
        Assert.Equal(288, Taxonomy.Synonyms.Count);
    }

    [Fact]
    public void Files_are_utf8_without_mark_normalised_and_end_their_lines_with_lf()
    {
        foreach (var (name, content) in TaxonomyFolder.Shipped.Files)
        {
            var text = new UTF8Encoding(false, true).GetString(content.Span);
            Assert.True(text.IsNormalized(NormalizationForm.FormC), name);
            Assert.False(
                text.StartsWith('\uFEFF')
                    || text.Contains('\r', StringComparison.Ordinal)
                    || text.Contains('\uFFFD', StringComparison.Ordinal),
                name
            );
            Assert.True(text.EndsWith('\n'), name);
        }
    }

    [Fact]
    public void Breakdown_dimensions_stand_in_the_order_of_the_star()
    {
        Assert.Equal(BreakdownDimensions.All, Taxonomy.Dimensions.Where(d => d.IsBreakdown).Select(d => d.Code));
        Assert.All(Taxonomy.Dimensions.Where(d => d.IsBreakdown), d =>
            Assert.NotNull(Taxonomy.FindMember(d.Code, BreakdownDimensions.Total))
        );
    }

    [Fact]
    public void Offence_holds_only_its_total_since_feeds_bring_the_rest()
    {
        var offence = Taxonomy.FindDimension("OFFENCE")!;
        Assert.Equal("CL_OFFENCE_NATIONAL", offence.CodeList);
        Assert.Equal("_T", Assert.Single(offence.Members).Code);
    }

    [Theory]
    [InlineData("OFFENCES_INC", IndicatorKind.Count, "COUNT_INCIDENTS", "INCIDENTS", 0)]
    [InlineData("OFFENCES_VICT", IndicatorKind.Count, "COUNT_VICTIMS", "VICTIMS", 0)]
    [InlineData("OFFENCES_INC_RATE", IndicatorKind.Rate, "RATE_PER_100K", "NONE", 6)]
    [InlineData("OFFENCES_VICT_RATE", IndicatorKind.Rate, "RATE_PER_100K", "NONE", 6)]
    public void An_office_can_publish_in_its_own_classification(
        string code,
        IndicatorKind kind,
        string unit,
        string countingUnit,
        int decimals
    )
    {
        var indicator = Taxonomy.FindIndicator(code)!;
        Assert.Equal(
            ("NATIONAL", kind, unit, countingUnit, decimals),
            (indicator.Theme, indicator.Kind, indicator.Unit, indicator.CountingUnit, indicator.Decimals)
        );
        Assert.Equal(["OFFENCE", "SEX", "MECHANISM", "PLACE"], indicator.Dimensions);
        Assert.Null(indicator.Formula);
        Assert.False(indicator.HigherIsWorse);
    }

    [Theory]
    [InlineData("CSI", IndicatorKind.Index, "INDEX_2006", "0")]
    [InlineData("CSI_CHANGE", IndicatorKind.Percentage, "PERCENT", "-100")]
    [InlineData("CSI_YOUTH", IndicatorKind.Index, "INDEX_2006", "0")]
    [InlineData("CSI_YOUTH_CHANGE", IndicatorKind.Percentage, "PERCENT", "-100")]
    [InlineData("CLEARANCE_W", IndicatorKind.Percentage, "PERCENT", "0")]
    [InlineData("CLEARANCE_W_CHANGE", IndicatorKind.Percentage, "PERCENT", "-100")]
    public void An_index_and_its_changes_have_decimals_and_never_add_up(string code, IndicatorKind kind, string unit, string lowest)
    {
        var indicator = Taxonomy.FindIndicator(code)!;
        Assert.Equal(
            (kind, unit, "NONE", 2, decimal.Parse(lowest, System.Globalization.CultureInfo.InvariantCulture), null),
            (indicator.Kind, indicator.Unit, indicator.CountingUnit, indicator.Decimals, indicator.MinValue, indicator.MaxValue)
        );
        Assert.Equal((false, false), (indicator.AddsUp, indicator.AddsUpOverTime));
    }

    [Theory]
    [InlineData("HOM_INC", "MECHANISM", "PLACE", "AREA", "SEX")]
    [InlineData("HOM_VICT", "SEX", "AGE", "MECHANISM", "RELATIONSHIP", "MOTIVE", "PLACE", "AREA")]
    [InlineData("ROBBERY", "MECHANISM", "PLACE")]
    [InlineData("ROBBERY_PERSON", "MECHANISM", "PLACE")]
    [InlineData("THEFT", "MECHANISM", "PLACE")]
    public void Indicators_allow_the_breakdowns_that_feeds_give(string code, params string[] dimensions) =>
        Assert.Subset(Taxonomy.FindIndicator(code)!.Dimensions.ToHashSet(), dimensions.ToHashSet());

    [Theory]
    [InlineData("PRISON_POP", true)]
    [InlineData("PRETRIAL", true)]
    [InlineData("PRISON_CAP", true)]
    [InlineData("POLICE_OFF", true)]
    [InlineData("PROSECUTORS", true)]
    [InlineData("JUDGES", true)]
    [InlineData("PRIVATE_SEC", true)]
    [InlineData("POP_TOT", true)]
    [InlineData("HOM_VICT", false)]
    [InlineData("PRISON_DEATHS", false)]
    [InlineData("GDP", false)]
    public void Stocks_are_told_from_flows(string code, bool isStock)
    {
        var indicator = Taxonomy.FindIndicator(code)!;
        Assert.Equal(isStock, indicator.IsStock);
        Assert.Equal(!isStock, indicator.AddsUpOverTime);
    }

    [Fact]
    public void What_is_defined_at_a_date_is_a_stock()
    {
        var dated = Taxonomy.Indicators.Where(i => i.Definition.En.Contains("31 December", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(dated);
        Assert.All(dated, i => Assert.True(i.IsStock, i.Code));
    }

    [Fact]
    public void Rates_are_computed_from_a_formula_unless_an_office_publishes_them() =>
        Assert.All(Taxonomy.Indicators.Where(i => i.Kind is IndicatorKind.Rate or IndicatorKind.Ratio), i =>
            Assert.Equal(i.Theme != "NATIONAL", i.Formula is not null)
        );

    [Fact]
    public void Every_formula_is_a_count_over_a_count_and_a_rate_is_of_its_numerator() =>
        Assert.All(Taxonomy.Indicators.Where(i => i.Formula is not null), i =>
        {
            var formula = DerivedFormula.TryParse(i.Formula)!;
            Assert.All([formula.Numerator, formula.Denominator], t =>
                Assert.Equal(
                    (IndicatorKind.Count, null),
                    (Taxonomy.FindIndicator(t.Indicator)!.Kind, Taxonomy.FindIndicator(t.Indicator)!.Formula)
                )
            );
            Assert.Equal(i.Kind == IndicatorKind.Rate ? formula.Numerator.Indicator : null, i.RateOf);
            Assert.Equal((i.Kind == IndicatorKind.Rate, i.Formula), (formula.IsOverPopulation, formula.ToString()));
        });

    [Fact]
    public void The_population_says_its_revision() => Assert.Equal("2024", Taxonomy.FindProvider("UN_WPP")!.Revision);

    [Fact]
    public void Numbers_keep_their_meaning()
    {
        var homicide = Taxonomy.FindIndicator("HOM_VICT")!;
        Assert.Equal(
            (0m, null, true, 0m, 150m),
            (homicide.MinValue, homicide.MaxValue, homicide.PlausiblePer100K, homicide.PlausibleLow, homicide.PlausibleHigh)
        );
        Assert.Equal(0.2m, Taxonomy.FindIndicator("PROSECUTORS")!.PlausibleLow);
        Assert.Equal(["X85-Y09", "Y87.1"], homicide.Crosswalks["icd10"]);
        Assert.Equal(["16.1.1"], homicide.Crosswalks["sdg"]);
        Assert.Equal(["0101"], homicide.IccsCodes);
    }

    [Fact]
    public void Synonyms_break_down_only_what_their_indicator_allows() =>
        Assert.All(Taxonomy.Synonyms, s =>
            Assert.All(s.Disaggregation.Split(';', StringSplitOptions.RemoveEmptyEntries), part =>
                Assert.Contains(part.Split('=')[0], Taxonomy.FindIndicator(s.Indicator)!.Dimensions)
            )
        );

    [Fact]
    public void Every_State_is_an_area_and_has_areas_below_it()
    {
        foreach (var country in Taxonomy.Countries)
        {
            var area = Taxonomy.FindArea(country.Iso3)!;
            Assert.Equal((AreaLevel.Country, country.Iso3, null), (area.Level, area.Country, area.Parent));
            Assert.Equal(country.Name, area.Label);
            Assert.Contains(Taxonomy.Areas, a => a.Country == country.Iso3 && a.Level == AreaLevel.Subdivision);
        }
        Assert.All(Taxonomy.Areas.Where(a => a.Level == AreaLevel.Subdivision), a => Assert.Equal(a.Country, a.Parent));
        Assert.All(Taxonomy.Areas.Where(a => a.Level == AreaLevel.SecondSubdivision), a =>
            Assert.Equal(AreaLevel.Subdivision, Taxonomy.FindArea(a.Parent!)!.Level)
        );
    }

    [Fact]
    public void Groups_have_the_members_they_are_known_for()
    {
        string[] Of(string group) => [.. Taxonomy.Groups.Single(g => g.Code == group).Members.Select(m => m.Area)];

        Assert.Equal(Taxonomy.Countries.Select(c => c.Iso3).Order(StringComparer.Ordinal), Of("AMERICAS_35"));
        Assert.Equal(["CAN", "MEX", "USA"], Of("NORTH_AMERICA"));
        Assert.Equal(["BLZ", "CRI", "GTM", "HND", "NIC", "PAN", "SLV"], Of("CENTRAL_AMERICA"));
        Assert.Equal(["ATG", "BHS", "BRB", "CUB", "DMA", "DOM", "GRD", "HTI", "JAM", "KNA", "LCA", "TTO", "VCT"], Of("CARIBBEAN"));
        Assert.Equal(["ARG", "BOL", "BRA", "CHL", "COL", "ECU", "GUY", "PER", "PRY", "SUR", "URY", "VEN"], Of("SOUTH_AMERICA"));
        Assert.Equal(["ATG", "BHS", "BLZ", "BRB", "DMA", "GRD", "GUY", "HTI", "JAM", "KNA", "LCA", "SUR", "TTO", "VCT"], Of("CARICOM"));
        Assert.Equal(["ATG", "DMA", "GRD", "KNA", "LCA", "VCT"], Of("OECS"));
        Assert.Equal(["BOL", "COL", "ECU", "PER"], Of("ANDEAN_COMMUNITY"));
        Assert.Equal(["BLZ", "CRI", "DOM", "GTM", "HND", "NIC", "PAN", "SLV"], Of("SICA"));
        Assert.Equal(["ARG", "BOL", "BRA", "PRY", "URY"], Of("MERCOSUR"));
        Assert.Equal(Of("AMERICAS_35"), Of("OAS"));
        Assert.Equal(34, Of("OAS_ACTIVE").Length);
        Assert.DoesNotContain("CUB", Of("OAS_ACTIVE"));
    }

    [Fact]
    public void Memberships_are_dated_where_the_date_is_known()
    {
        GroupMember Of(string group, string area) => Taxonomy.Groups.Single(g => g.Code == group).Members.Single(m => m.Area == area);

        Assert.Equal(new GroupMember("OAS_ACTIVE", "NIC", 1948, 2023), Of("OAS_ACTIVE", "NIC"));
        Assert.Equal(new GroupMember("OAS_ACTIVE", "CAN", 1990, null), Of("OAS_ACTIVE", "CAN"));
        Assert.Equal(new GroupMember("MERCOSUR", "BOL", 2024, null), Of("MERCOSUR", "BOL"));
        Assert.Equal(new GroupMember("SICA", "DOM", 2013, null), Of("SICA", "DOM"));
        Assert.Equal(new GroupMember("CARICOM", "JAM", null, null), Of("CARICOM", "JAM"));
        Assert.Equal(["NIC"], Taxonomy.Groups.SelectMany(g => g.Members).Where(m => m.ToYear is not null).Select(m => m.Area));
    }

    [Fact]
    public void Each_State_lies_in_the_group_of_its_subregion()
    {
        string[] subregions = ["NORTH_AMERICA", "CENTRAL_AMERICA", "CARIBBEAN", "SOUTH_AMERICA"];
        foreach (var country in Taxonomy.Countries)
            Assert.Equal(
                [country.Subregion],
                Taxonomy.Groups.Where(g => subregions.Contains(g.Code) && g.Members.Any(m => m.Area == country.Iso3)).Select(g => g.Code)
            );
    }

    [Fact]
    public void The_office_of_a_State_comes_before_international_figures()
    {
        // One office speaks for its State in everything; another only where it is named for an indicator. One region, or a transcription,
        // speaks for none.
        var national = Taxonomy.PreferredSources.Where(s => s is { Area: not "*", Indicator: "*", Rank: 1 }).ToList();
        Assert.Equal(national.Count, national.Select(s => s.Area).Distinct().Count());
        Assert.All(Taxonomy.PreferredSources.Where(s => s.Area != "*"), s =>
            Assert.Equal(s.Area, Taxonomy.FindProvider(s.Provider)!.Country)
        );
        Assert.DoesNotContain(Taxonomy.PreferredSources, s => s.Provider is "BRA_ISP_RJ" or "NIC_PN" or "PER_MPFN");
        Assert.Contains(new PreferredSource("BRA", "HOM_VR_DEATHS", "BRA_ATLAS", 1), Taxonomy.PreferredSources);
        Assert.Contains(new PreferredSource("*", "HOM_VICT", "WHO_GHO", 9), Taxonomy.PreferredSources);
        Assert.Contains(new PreferredSource("*", "POP_TOT", "UN_WPP", 1), Taxonomy.PreferredSources);
        Assert.Equal("principal", Taxonomy.FindProvider("USA_FBI_UCR")!.CountingRule);
        Assert.Equal(
            ("all", "report"),
            (Taxonomy.FindProvider("MEX_SESNSP")!.CountingRule, Taxonomy.FindProvider("MEX_SESNSP")!.ReferenceDate)
        );
        Assert.Null(Taxonomy.FindProvider("WHO_GHO")!.Country);
    }

    [Fact]
    public void Population_adds_up_over_the_sexes_and_covers_every_State_and_year()
    {
        var totals = Taxonomy.Population.Where(p => p.Age == "_T").ToLookup(p => (p.Area, p.Year));
        Assert.Equal(35 * 41, totals.Count);
        Assert.All(totals, t => Assert.Equal(t.Single(p => p.Sex == "_T").Persons, t.Where(p => p.Sex is "F" or "M").Sum(p => p.Persons)));
        Assert.All(Taxonomy.Population, p => Assert.Equal(p.Year <= 2023 ? "E" : "F", p.ObsStatus));
    }

    [Fact]
    public void Population_adds_up_over_the_ages_that_do_not_overlap()
    {
        string[] bands =
        [
            .. Taxonomy
                .FindDimension("AGE")!
                .Members.Where(m => m is { InPartition: true, Parent: "Y_LT18" or "Y_GE18" })
                .Select(m => m.Code),
        ];
        Assert.Equal(9, bands.Length);
        var figures = Taxonomy.Population.ToLookup(p => (p.Area, p.Year, p.Sex));
        Assert.All(figures, f =>
            Assert.Equal(f.Single(p => p.Age == "_T").Persons, f.Where(p => bands.Contains(p.Age)).Sum(p => p.Persons))
        );
    }

    [Fact]
    public void No_two_things_of_a_kind_bear_the_same_label_in_a_language()
    {
        foreach (var language in LanguageCodes.All)
        {
            Distinct(Taxonomy.Indicators.Select(i => i.Label.In(language)));
            Distinct(Taxonomy.Countries.Select(c => c.Name.In(language)));
            Distinct(Taxonomy.Groups.Select(g => g.Label.In(language)));
            Distinct(Taxonomy.Dimensions.Select(d => d.Label.In(language)));
            Distinct(Taxonomy.Providers.Select(p => p.Name.In(language)));
        }

        static void Distinct(IEnumerable<string> labels) =>
            Assert.Empty(labels.GroupBy(l => l, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key));
    }
}
