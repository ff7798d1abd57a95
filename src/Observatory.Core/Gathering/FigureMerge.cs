namespace Observatory.Core.Gathering;

/// <summary>
/// Merges several sorted sources into one. Figures with the same key are combined in the order of the sources, which is the order in which
/// the file was read.
/// </summary>
internal sealed class FigureMerge : FigureCursor
{
    private readonly Func<int, int, int> _merge;
    private readonly FigureCursor[] _sources;

    // A heap of the sources that have not ended, ordered by their current key and then by their age.
    private readonly int[] _heap;
    private int _count;
    private bool _begun;

    public FigureMerge(IEnumerable<FigureCursor> sources, Func<int, int, int> merge)
    {
        _merge = merge;
        _sources = [.. sources];
        _heap = new int[_sources.Length];
    }

    public override bool Next()
    {
        if (!_begun)
            Begin();
        if (_count == 0)
            return false;
        Figure = _sources[_heap[0]].Figure;
        Advance();
        while (_count > 0)
        {
            ref var next = ref _sources[_heap[0]].Figure;
            if (next.Key != Figure.Key)
                break;
            Figure.Absorb(next, _merge);
            Advance();
        }
        return true;
    }

    private void Begin()
    {
        _begun = true;
        for (var i = 0; i < _sources.Length; i++)
            if (_sources[i].Next())
                _heap[_count++] = i;
        for (var i = (_count / 2) - 1; i >= 0; i--)
            Sink(i);
    }

    private void Advance()
    {
        if (!_sources[_heap[0]].Next())
            _heap[0] = _heap[--_count];
        Sink(0);
    }

    private void Sink(int at)
    {
        while (true)
        {
            var child = (2 * at) + 1;
            if (child >= _count)
                return;
            if (child + 1 < _count && IsBefore(_heap[child + 1], _heap[child]))
                child++;
            if (IsBefore(_heap[at], _heap[child]))
                return;
            (_heap[at], _heap[child]) = (_heap[child], _heap[at]);
            at = child;
        }
    }

    private bool IsBefore(int one, int other)
    {
        var order = _sources[one].Figure.Key.CompareTo(_sources[other].Figure.Key);
        return order != 0 ? order < 0 : one < other;
    }
}
