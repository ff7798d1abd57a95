using Observatory.Core.Reading;
using Observatory.Core.Series;

namespace Observatory.Core.Mappings;

/// <summary>
/// Resolves concepts whose text is a code already: the indicator, the dimensions of a breakdown, the provider, units, statuses and notes.
/// </summary>
internal sealed class CodeResolver(MappingRun run, ConceptTexts texts, ConceptFindings findings, ConceptValues values)
{
    private const string CountingUnits = "COUNTING_UNIT";
    private const string Confidentialities = "CONF";

    /// <summary>Gives the concept its code, or returns why the cell has none.</summary>
    public SeriesOutcome Resolve(ConceptPlan plan, GridRow row, TableColumn? column)
    {
        var text = texts.Of(plan, row, column);
        if (plan.Concept == Concepts.Note && plan.Source.Verbatim)
            values[ConceptValues.FreeNote] = text;
        else if (text.Length == 0 && plan.Concept is Concepts.ConfStatus or Concepts.ObsStatus or Concepts.Note)
            values[plan.Place] = null;
        else if (IsKnown(plan.Concept, text))
            values[plan.Place] = text;
        else
            return ConceptFindings.Unknown(plan, findings.CellOf(plan, row, column), text, KnownCodes(plan.Concept));
        return default;
    }

    private bool IsKnown(string concept, string code) =>
        concept switch
        {
            Concepts.Indicator => run.Taxonomy.FindIndicator(code) is not null,
            Concepts.DataProvider => run.Taxonomy.FindProvider(code) is not null,
            Concepts.UnitMeasure => run.Taxonomy.FindMember(CountingUnits, code) is not null,
            Concepts.UnitMult => code is [>= '0' and <= '9'],
            Concepts.ConfStatus => run.Taxonomy.FindMember(Confidentialities, code) is not null,
            Concepts.ObsStatus => code.Split(';').All(s => run.Taxonomy.FindStatus(s) is not null),
            Concepts.Note => run.Mapping.Notes.ContainsKey(code),
            _ => BreakdownDimensions.IndexOf(concept) < 0 || run.Taxonomy.FindMember(concept, code) is not null,
        };

    private IEnumerable<string> KnownCodes(string concept) =>
        concept switch
        {
            Concepts.Indicator => run.Taxonomy.Indicators.Select(i => i.Code),
            Concepts.DataProvider => run.Taxonomy.Providers.Select(p => p.Code),
            Concepts.UnitMeasure => Members(CountingUnits),
            Concepts.UnitMult => ["0", "3", "6"],
            Concepts.ConfStatus => Members(Confidentialities),
            Concepts.ObsStatus => run.Taxonomy.Statuses.Select(s => s.Code),
            Concepts.Note => run.Mapping.Notes.Keys,
            _ => Members(concept),
        };

    private IEnumerable<string> Members(string dimension) => run.Taxonomy.FindDimension(dimension)?.Members.Select(m => m.Code) ?? [];
}
