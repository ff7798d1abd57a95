using System.Globalization;
using Observatory.Warehouse.Lineage;

namespace Observatory.App.Asking;

/// <summary>The lineage of one figure as a document: the same for the API and for <c>explain --json</c>.</summary>
public static class LineageDocuments
{
    public static object Json(Explanation explanation) =>
        new
        {
            figure = new
            {
                indicator = explanation.Figure.Indicator,
                area = explanation.Figure.Area,
                period = explanation.Figure.Period.ToString(),
                breakdown = explanation.Figure.Breakdown.ToString(),
                source = explanation.Figure.Source,
                value = explanation.Figure.Value,
                partialValue = explanation.Figure.PartialValue,
                derived = explanation.Figure.Derived,
                complete = explanation.Figure.Complete,
                numerator = explanation.Figure.Derivation?.Numerator,
                denominator = explanation.Figure.Derivation?.Denominator,
                denominatorSource = explanation.Figure.Derivation?.DenominatorSource,
            },
            sumOfCells = explanation.SumOfCells,
            cellsSumTo = explanation.CellsSumTo,
            figuresByRule = explanation.FiguresByRule,
            notes = explanation.Notes.Select(n => new
            {
                code = n.Code,
                area = n.Area,
                period = n.Period,
                figures = n.Figures,
                office = n.Office,
                at = n.At.ToString(),
                text = n.Text,
            }),
            cells = explanation.Cells.Select(c => new
            {
                fileName = c.FileName,
                sha256 = c.Sha256,
                keptSha256 = c.KeptSha256,
                sheet = c.Sheet.Length == 0 ? null : c.Sheet,
                row = c.Row,
                column = c.Column,
                cell = c.A1,
                text = c.Text,
                value = c.Value,
                area = c.Area,
                period = c.Period,
                mapping = c.Mapping,
                mappingVersion = c.MappingVersion,
                submission = c.Submission,
                submissionId = c.SubmissionId,
                loadedAt = c.LoadedAt.ToString(),
                publicationDate = c.PublicationDate?.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture),
            }),
        };
}
