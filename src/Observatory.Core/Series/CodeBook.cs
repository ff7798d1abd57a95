using System.Diagnostics.CodeAnalysis;

namespace Observatory.Core.Series;

/// <summary>
/// Numbers values in the order in which they first occur, so that millions of observations can refer to them by a small integer.
/// </summary>
public sealed class CodeBook<T>
    where T : notnull
{
    private readonly Dictionary<T, int> _numbers;
    private readonly List<T> _entries = [];

    public CodeBook(IEqualityComparer<T>? comparer = null) => _numbers = new(comparer);

    public int Count => _entries.Count;

    public IReadOnlyList<T> Entries => _entries;

    public T this[int number] => _entries[number];

    public int NumberOf(T entry)
    {
        if (_numbers.TryGetValue(entry, out var number))
            return number;
        number = _entries.Count;
        _entries.Add(entry);
        _numbers.Add(entry, number);
        return number;
    }

    public bool TryNumberOf(T entry, [MaybeNullWhen(false)] out int number) => _numbers.TryGetValue(entry, out number);
}
