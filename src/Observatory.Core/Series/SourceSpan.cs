using NodaTime;

namespace Observatory.Core.Series;

/// <summary>The years in which one provider speaks for a country and indicator.</summary>
/// <param name="FromYear">The first year; null where no other spoke before.</param>
/// <param name="ToYear">The last year; null where no other speaks after.</param>
public sealed record SourceSpan(string Provider, int? FromYear, int? ToYear)
{
    public bool Holds(int year) => !(year < FromYear) && !(year > ToYear);

    public LocalDate? FirstDay => FromYear is { } year ? new LocalDate(year, 1, 1) : null;
}
