namespace Observatory.Warehouse.Questions;

/// <summary>
/// An upper bound of the number of figures in an answer. Offices report far fewer, so it is no forecast: it only separates heavy questions
/// from light ones.
/// </summary>
/// <param name="Breakdowns">The number of requested combinations of categories.</param>
public sealed record QuestionSize(int Indicators, int Areas, int Periods, int Breakdowns)
{
    /// <summary>
    /// Offices break figures down by one or two dimensions, not by all, so more combinations than these never have figures.
    /// </summary>
    public const int MostBreakdowns = 2_000;

    /// <summary>The number of years that is assumed if a question names none.</summary>
    public const int UsualYears = 40;

    public const int MostYears = 80;

    public long Figures => (long)Indicators * Areas * Periods * Breakdowns;
}
