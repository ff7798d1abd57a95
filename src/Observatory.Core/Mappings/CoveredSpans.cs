using Observatory.Core.Series;

namespace Observatory.Core.Mappings;

/// <summary>First and last period for which a table gave figures, by provider, indicator and frequency.</summary>
internal sealed class CoveredSpans(MappingTable table)
{
    private readonly bool _isAsked = table.Covers is not null || table.Partitions.Count > 0;
    private readonly Dictionary<(int Provider, int Indicator, Frequency Frequency), CoveredSpan> _spans = [];

    public IReadOnlyDictionary<(int Provider, int Indicator, Frequency Frequency), CoveredSpan> All => _spans;

    /// <summary>The periods that the figures of a key's indicator cover; null if the mapping does not ask.</summary>
    public CoveredSpan? Of(ObservationKey key)
    {
        if (!_isAsked)
            return null;
        var of = (key.Provider, key.Indicator, TimePeriod.FromId(key.Period).Frequency);
        if (!_spans.TryGetValue(of, out var span))
            _spans.Add(of, span = new CoveredSpan());
        return span;
    }
}
