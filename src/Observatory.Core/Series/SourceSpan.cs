using NodaTime;

namespace Observatory.Core.Series;

/// <summary>The years for which one provider is the source of a country and indicator.</summary>
/// <param name="FromYear">The first year; null if there was no other source before.</param>
/// <param name="ToYear">The last year; null if there is no other source after.</param>
public sealed record SourceSpan(string Provider, int? FromYear, int? ToYear)
{
    public bool Holds(int year) => !(year < FromYear) && !(year > ToYear);

    /// <summary>The first day of the first year; null if there was no other source before.</summary>
    public LocalDate? FirstDay => FromYear is { } year ? new LocalDate(year, 1, 1) : null;
}
