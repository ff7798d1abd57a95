namespace Observatory.Core.Templates;

/// <summary>Labels of several columns that belong together: the rows of one label table.</summary>
/// <param name="Columns">Headings of the office's file.</param>
/// <param name="Rows">A label for each of the columns.</param>
/// <param name="IsProjected">True if the table also depends on the column of figures: then not every row applies to every figure.</param>
internal sealed record LabelCombinations(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, bool IsProjected);
