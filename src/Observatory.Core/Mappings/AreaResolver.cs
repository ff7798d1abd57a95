using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Reading;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Mappings;

/// <summary>Resolves REF_AREA from a code in the file, and brings areas that only the file itself names.</summary>
internal sealed class AreaResolver(MappingRun run, ConceptTexts texts, ConceptFindings findings, ConceptValues values)
{
    /// <summary>Gives the concept its area, or returns why the cell has none.</summary>
    public SeriesOutcome Resolve(ConceptPlan plan, GridRow row, TableColumn? column)
    {
        var code = texts.Of(plan, row, column);
        if (plan.Source.Define is { } define)
            return Define(plan, define, code, row, column);
        if (!run.KnowsArea(code))
            return ConceptFindings.Unknown(plan, findings.CellOf(plan, row, column), code, run.Taxonomy.Areas.Select(a => a.Code));
        values[ConceptValues.RefArea] = code;
        return default;
    }

    /// <summary>The area that a source gives, by its label table if it has one; empty if the table does not have the label.</summary>
    /// <param name="label">The text that names the area.</param>
    public string AreaOf(ConceptPlan plan, GridRow row, TableColumn? column, out string label)
    {
        if (plan.Source.Codes is not { } codes)
            return label = texts.Of(plan, row, column);
        var labels = texts.LabelsOf(plan, codes, row, column, out _);
        label = string.Join(" | ", labels);
        var at = codes.Concepts.ToList().IndexOf(Concepts.RefArea);
        return at >= 0 && codes.Find(labels) is [var found, ..] ? found.Codes[at] : "";
    }

    private SeriesOutcome Define(ConceptPlan plan, AreaDefinition define, string code, GridRow row, TableColumn? column)
    {
        if (NotCalculatedIn(plan, define, row) is { } missing)
            return SeriesOutcome.SetAside(missing);
        values[ConceptValues.RefArea] = code;
        run.Accounting.Label(
            plan.Concept,
            string.Join('\u001f', plan.Parts.Where(p => p.Origin.Column > 0).Select(p => row[p.Origin.Column].Trim()))
        );
        var isBetterName = define.NamedWhere is { } named && named.Holds(row[texts.Header.ColumnOf(named.Column)]);
        var isKnown = run.BroughtAreas.ContainsKey(code) && !isBetterName;
        if (isKnown && plan.Agrees is null)
            return default;
        var parent = AreaOf(plan.Parent!, row, column, out _);
        if (plan.Agrees is { } other && Disagreement(other, code, parent, row, column) is { } disagreement)
            return disagreement;
        if (isKnown)
            return default;
        var country = code.Split(':')[0];
        var cell = findings.CellOf(plan, row, column);
        if (run.Taxonomy.FindArea(country) is null || !run.KnowsArea(parent))
            return ConceptFindings.Unknown(plan, cell, code, run.Taxonomy.Areas.Where(a => a.Country == country).Select(a => a.Code));
        var name = row[texts.Header.ColumnOf(define.NameColumn)].Trim();
        run.BringArea(
            new Area(code, define.Level, country, parent, LocalText.Same(name.Length > 0 ? name : code), null),
            isBetterName,
            cell
        );
        return default;
    }

    /// <summary>The finding on the first cell of an area's definition that has no stored value; null for none.</summary>
    private Finding? NotCalculatedIn(ConceptPlan plan, AreaDefinition define, GridRow row)
    {
        if (findings.NotCalculatedIn(plan.Parent!, row) is { } ofParent)
            return ofParent;
        if (plan.Agrees is { } agrees && findings.NotCalculatedIn(agrees, row) is { } ofOther)
            return ofOther;
        string[] headings = define.NamedWhere is { } named ? [define.NameColumn, named.Column] : [define.NameColumn];
        foreach (var heading in headings)
            if (
                texts.Header.ColumnOf(heading) is > 0 and var at
                && NotCalculated.In(row, at, texts.Header.Cell(row, at), heading) is { } ofName
            )
                return ofName;
        return null;
    }

    /// <summary>What sets the cell aside if a second source gives its area no parent or another one; null if they agree.</summary>
    private SeriesOutcome? Disagreement(ConceptPlan other, string code, string parent, GridRow row, TableColumn? column)
    {
        var at = texts.Header.Cell(row, other.RowColumns.FirstOrDefault());
        var said = AreaOf(other, row, column, out var label);
        if (said.Length == 0)
            return ConceptFindings.Unknown(other, at, label, other.Source.Codes?.Rows.Select(r => string.Join(" | ", r.Labels)) ?? []);
        if (said == parent)
            return null;
        return SeriesOutcome.SetAside(
            Finding.Blocking(
                FindingCodes.ParentDiffers,
                at,
                ("label", label),
                ("column", string.Join(", ", other.Source.Columns)),
                ("area", code),
                ("actual", parent)
            )
        );
    }
}
