namespace Observatory.Core.Mappings;

/// <summary>
/// Assigns numbers to the texts of one column. Readers return the same string object for a repeated text, so most texts are recognised as
/// the object of the row before.
/// </summary>
internal sealed class TextNumbers
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private string? _last;
    private int _lastNumber;

    public int Count => _numbers.Count;

    public int NumberOf(string text)
    {
        if (ReferenceEquals(text, _last))
            return _lastNumber;
        if (!_numbers.TryGetValue(text, out var number))
        {
            number = _numbers.Count;
            _numbers.Add(text, number);
        }
        (_last, _lastNumber) = (text, number);
        return number;
    }

    public void Clear()
    {
        _numbers.Clear();
        _last = null;
    }
}

/// <summary>Finds what is remembered of a row by the numbers of the texts in some of its columns.</summary>
/// <param name="columns">Positions of those columns among all numbered columns.</param>
internal sealed class RowMemory<T>(int[] columns)
    where T : class, new()
{
    private readonly Dictionary<(int, int), int> _steps = [];
    private readonly List<T> _found = [];
    private readonly Dictionary<int, int> _places = [];
    private readonly int[] _lastNumbers = [.. columns.Select(_ => -1)];
    private T? _last;
    private int _states;

    public int Count => _states + _found.Count;

    /// <summary>The memory of such a row; a new one if there was none.</summary>
    public T Of(ReadOnlySpan<int> numbers)
    {
        var isLast = _last is not null;
        for (var i = 0; i < columns.Length; i++)
        {
            var number = numbers[columns[i]];
            isLast &= _lastNumbers[i] == number;
            _lastNumbers[i] = number;
        }
        if (isLast)
            return _last!;
        var state = 0;
        foreach (var number in _lastNumbers)
        {
            if (!_steps.TryGetValue((state, number), out var next))
                _steps.Add((state, number), next = ++_states);
            state = next;
        }
        if (!_places.TryGetValue(state, out var place))
        {
            _places.Add(state, place = _found.Count);
            _found.Add(new T());
        }
        return _last = _found[place];
    }

    public void Clear()
    {
        _steps.Clear();
        _found.Clear();
        _places.Clear();
        _last = null;
        _states = 0;
    }
}
