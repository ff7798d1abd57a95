using Observatory.Core.Deriving;

namespace Observatory.Core.Taxonomy;

/// <summary>Reads the indicators of the taxonomy, and the limits of their figures.</summary>
internal sealed class IndicatorRows(TaxonomyFiles files)
{
    private static readonly string[] Frameworks = ["ses", "sdg", "uncts", "oas", "icd10"];

    public List<Indicator> Indicators() => files.Indicators.Read(ReadIndicator);

    public List<IndicatorPair> Pairs() => files.IndicatorPairs.Read(ReadPair);

    /// <summary>The limits for revisions, with the usual one if the file does not give it.</summary>
    public IReadOnlyList<RevisionLimit> RevisionLimits()
    {
        var limits = files.RevisionLimits.Read(r => new RevisionLimit(
            r.Code("indicator", files.Indicators.Codes.And(CodeSet.Any)),
            r.Integer("percent"),
            r.Integer("cases")
        ));
        return limits.Any(l => l.Indicator == RevisionLimit.Usual.Indicator) ? limits : [.. limits, RevisionLimit.Usual];
    }

    /// <summary>The limits of plausibility checks, with the usual one if the file does not give it.</summary>
    public IReadOnlyList<CheckLimit> CheckLimits()
    {
        var limits = files.CheckLimits.Read(r => new CheckLimit(
            r.Code("indicator", files.Indicators.Codes.And(CodeSet.Any)),
            r.OptionalInteger("change_percent"),
            r.OptionalInteger("change_events"),
            r.OptionalInteger("change_errors"),
            r.OptionalInteger("repeated_above"),
            r.OptionalInteger("digit_figures"),
            r.OptionalInteger("digit_percent"),
            r.Required("source")
        ));
        return limits.Any(l => l.Indicator == CheckLimit.Usual.Indicator) ? limits : [.. limits, CheckLimit.Usual];
    }

    private Indicator ReadIndicator(TaxonomyRow r)
    {
        r.Codes("sources", files.MembersOf("SOURCE"));
        CheckFormula(r);
        return new Indicator
        {
            Code = r.Required("code"),
            Theme = r.Required("theme"),
            Label = r.Label("label"),
            Definition = r.Label("definition"),
            IccsCodes = r.Codes("iccs_codes", files.Iccs.Codes),
            Crosswalks = CrosswalksOf(r),
            Unit = r.Code("unit", files.Units.Codes),
            CountingUnit = r.Code("counting_unit", files.MembersOf("COUNTING_UNIT")),
            Kind = KindOf(r),
            IsStock = r.Flag("is_stock"),
            Formula = r.Optional("formula"),
            Dimensions = r.Codes("dimensions", files.Dimensions.Codes),
            HigherIsWorse = r.Flag("higher_is_worse"),
            MinValue = r.OptionalNumber("min_value"),
            MaxValue = r.OptionalNumber("max_value"),
            PlausiblePer100K = r.OneOf("plausible_basis", "PER_100K", "VALUE") == "PER_100K",
            PlausibleLow = r.OptionalNumber("plausible_low"),
            PlausibleHigh = r.OptionalNumber("plausible_high"),
            Decimals = (int)r.Whole("decimals", 0, 9),
            RateOf = r.OptionalCode("rate_of", files.Indicators.Codes),
        };
    }

    private IndicatorPair ReadPair(TaxonomyRow r)
    {
        var pair = new IndicatorPair(r.Code("part", files.Indicators.Codes), r.Code("whole", files.Indicators.Codes), r.Required("source"));
        if (pair.Part == pair.Whole)
            r.Wrong("whole", "HOM_VICT");
        return pair;
    }

    private void CheckFormula(TaxonomyRow r)
    {
        if (r.Optional("formula") is not { } formula)
            return;
        if (DerivedFormula.TryParse(formula) is not { } parsed)
        {
            r.Wrong("formula", "HOM_FEMALE / POP_TOT[SEX=F] * 100000");
            return;
        }
        foreach (var term in (FormulaTerm[])[parsed.Numerator, parsed.Denominator])
        {
            r.Refer("formula", term.Indicator, files.Indicators.Codes);
            foreach (var (dimension, member) in term.Members)
                r.Refer("formula", $"{dimension}={member}", files.Members.Codes);
        }
    }

    private static Dictionary<string, IReadOnlyList<string>> CrosswalksOf(TaxonomyRow r) =>
        Frameworks
            .Select(framework => (Framework: framework, Codes: r.List(framework + "_codes")))
            .Where(c => c.Codes.Count > 0)
            .ToDictionary(c => c.Framework, c => c.Codes, StringComparer.Ordinal);

    private static IndicatorKind KindOf(TaxonomyRow r) =>
        r.OneOf("kind", "count", "rate", "percentage", "ratio", "index") switch
        {
            "rate" => IndicatorKind.Rate,
            "percentage" => IndicatorKind.Percentage,
            "ratio" => IndicatorKind.Ratio,
            "index" => IndicatorKind.Index,
            _ => IndicatorKind.Count,
        };
}
