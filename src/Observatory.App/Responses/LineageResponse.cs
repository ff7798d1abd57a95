namespace Observatory.App.Responses;

/// <summary>A figure with the cells from which it comes.</summary>
public sealed record LineageResponse
{
    public required LineageFigure Figure { get; init; }

    /// <summary>Sum of the cells' numbers, in the indicator's unit; null if there are no cells.</summary>
    public required decimal? SumOfCells { get; init; }

    /// <summary>
    /// The number of the figure to which the cells sum: <c>value</c>, <c>partialValue</c> or <c>numerator</c>; null if the figure has no
    /// such number.
    /// </summary>
    public required string? CellsSumTo { get; init; }

    /// <summary>The number of stored zeros that a rule of the mapping states and no cell contains.</summary>
    public required int FiguresByRule { get; init; }

    /// <summary>The office's answers to questions of checks about figures of this indicator in the same loads; the oldest first.</summary>
    public required IEnumerable<LineageNote> Notes { get; init; }
    public required IEnumerable<LineageCell> Cells { get; init; }
}

/// <summary>The figure that is explained.</summary>
public sealed record LineageFigure
{
    public required string Indicator { get; init; }
    public required string Area { get; init; }
    public required string Period { get; init; }

    /// <summary>The members of its breakdowns that are not the total; empty for the total of all.</summary>
    public required string Breakdown { get; init; }

    /// <summary>Code of the provider.</summary>
    public required string Source { get; init; }

    /// <summary>In the indicator's unit; null if parts are missing or its status says why there is no value.</summary>
    public required decimal? Value { get; init; }

    /// <summary>The sum of the parts that have a value; null if the figure is complete, or no part of it has a value.</summary>
    public required decimal? PartialValue { get; init; }
    public required bool Derived { get; init; }
    public required bool Complete { get; init; }

    /// <summary>Null if the figure is not computed.</summary>
    public required decimal? Numerator { get; init; }

    /// <summary>Null if the figure is not computed, or nothing is known to divide by.</summary>
    public required decimal? Denominator { get; init; }

    /// <summary>Provider and revision of the denominator; null if the figure is not computed.</summary>
    public required string? DenominatorSource { get; init; }
}

/// <summary>An office's explanation of figures, given before they were loaded because a check asked for it.</summary>
public sealed record LineageNote
{
    /// <summary>Code of the finding.</summary>
    public required string Code { get; init; }

    /// <summary>Area of the first figure in question; null if the finding is about no figure.</summary>
    public required string? Area { get; init; }

    /// <summary>Period of the first figure in question; null if the finding is about no figure.</summary>
    public required string? Period { get; init; }

    /// <summary>The number of figures in question; null if it was not counted.</summary>
    public required long? Figures { get; init; }

    /// <summary>Null for the operator of the machine.</summary>
    public required string? Office { get; init; }

    /// <summary>The instant of the answer, in UTC.</summary>
    public required string At { get; init; }
    public required string Text { get; init; }
}

/// <summary>One cell of a file that contributed to a figure.</summary>
public sealed record LineageCell
{
    /// <summary>The file that contains it.</summary>
    public required string FileName { get; init; }

    /// <summary>Checksum of that file as it was sent.</summary>
    public required string Sha256 { get; init; }

    /// <summary>
    /// Checksum of the stored copy from which columns with personal data were removed; null if the file is stored as it was sent.
    /// </summary>
    public required string? KeptSha256 { get; init; }

    /// <summary>Null for a text file, which has no sheets.</summary>
    public required string? Sheet { get; init; }

    /// <summary>Counted from 1.</summary>
    public required int Row { get; init; }

    /// <summary>Counted from 1.</summary>
    public required int Column { get; init; }

    /// <summary>Its address, such as <c>H14</c>.</summary>
    public required string Cell { get; init; }

    /// <summary>As written in the file.</summary>
    public required string Text { get; init; }

    /// <summary>In the indicator's unit; null if the text is no number.</summary>
    public required decimal? Value { get; init; }
    public required string Area { get; init; }
    public required string Period { get; init; }
    public required string Mapping { get; init; }
    public required int MappingVersion { get; init; }

    /// <summary>Number of the submission.</summary>
    public required int Submission { get; init; }
    public required Guid SubmissionId { get; init; }

    /// <summary>The instant at which it was loaded, in UTC.</summary>
    public required string LoadedAt { get; init; }

    /// <summary>The day on which the office published the file; null if nobody declared it.</summary>
    public required string? PublicationDate { get; init; }
}
