using System.Globalization;
using Observatory.App.Responses;
using Observatory.Warehouse.Lineage;

namespace Observatory.App.Asking;

/// <summary>The lineage of one figure as a document: the same for the API and for <c>explain --json</c>.</summary>
public static class LineageDocuments
{
    public static LineageResponse Json(Explanation explanation) =>
        new LineageResponse
        {
            Figure = new LineageFigure
            {
                Indicator = explanation.Figure.Indicator,
                Area = explanation.Figure.Area,
                Period = explanation.Figure.Period.ToString(),
                Breakdown = explanation.Figure.Breakdown.ToString(),
                Source = explanation.Figure.Source,
                Value = explanation.Figure.Value,
                PartialValue = explanation.Figure.PartialValue,
                Derived = explanation.Figure.Derived,
                Complete = explanation.Figure.Complete,
                Numerator = explanation.Figure.Derivation?.Numerator,
                Denominator = explanation.Figure.Derivation?.Denominator,
                DenominatorSource = explanation.Figure.Derivation?.DenominatorSource,
            },
            SumOfCells = explanation.SumOfCells,
            CellsSumTo = explanation.CellsSumTo,
            FiguresByRule = explanation.FiguresByRule,
            Notes = explanation.Notes.Select(n => new LineageNote
            {
                Code = n.Code,
                Area = n.Area,
                Period = n.Period,
                Figures = n.Figures,
                Office = n.Office,
                At = n.At.ToString(),
                Text = n.Text,
            }),
            Cells = explanation.Cells.Select(c => new LineageCell
            {
                FileName = c.FileName,
                Sha256 = c.Sha256,
                KeptSha256 = c.KeptSha256,
                Sheet = c.Sheet.Length == 0 ? null : c.Sheet,
                Row = c.Row,
                Column = c.Column,
                Cell = c.A1,
                Text = c.Text,
                Value = c.Value,
                Area = c.Area,
                Period = c.Period,
                Mapping = c.Mapping,
                MappingVersion = c.MappingVersion,
                Submission = c.Submission,
                SubmissionId = c.SubmissionId,
                LoadedAt = c.LoadedAt.ToString(),
                PublicationDate = c.PublicationDate?.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture),
            }),
        };
}
