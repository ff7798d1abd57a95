namespace Observatory.Warehouse.Questions;

/// <summary>
/// How many figures there could be in an answer at most. Offices report far fewer: it tells heavy questions from light ones and is no
/// forecast.
/// </summary>
/// <param name="Breakdowns">Combinations of the members asked for.</param>
public sealed record QuestionSize(int Indicators, int Areas, int Periods, int Breakdowns)
{
    /// <summary>Offices break figures down by one dimension or two, not by all: more combinations than these are never filled.</summary>
    public const int MostBreakdowns = 2_000;

    /// <summary>Years that figures are of where a question says none, and at most where it does.</summary>
    public const int UsualYears = 40;

    public const int MostYears = 80;

    public long Figures => (long)Indicators * Areas * Periods * Breakdowns;
}
