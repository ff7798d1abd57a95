namespace Observatory.Core.Mappings;

/// <summary>The origin of a part of a figure in a table that is bound to its header.</summary>
/// <param name="Fills">The concepts that it gives.</param>
/// <param name="RowColumns">The columns of the row that it depends on, apart from those that name an area.</param>
/// <param name="IsOfCell">True if it depends on the column of the cell too.</param>
/// <param name="AsksFacts">True if it depends on facts of the file.</param>
internal sealed record ConceptOrigin(
    ConceptSource Source,
    IReadOnlyList<string> Fills,
    IReadOnlyList<int> RowColumns,
    bool IsOfCell,
    bool AsksFacts
);
