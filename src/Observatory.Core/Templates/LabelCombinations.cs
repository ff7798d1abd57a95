namespace Observatory.Core.Templates;

/// <summary>Labels of several columns that go together: the rows of one label table.</summary>
/// <param name="Columns">Headings of the office's file.</param>
/// <param name="Rows">A label for each of the columns.</param>
/// <param name="IsProjected">True where the table also looks at which column of figures it is: then not each row holds for each
/// figure.</param>
internal sealed record LabelCombinations(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, bool IsProjected);
