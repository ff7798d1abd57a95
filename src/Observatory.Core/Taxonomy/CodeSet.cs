namespace Observatory.Core.Taxonomy;

/// <summary>
/// The codes that one taxonomy file defines. If the file could not be read, every code counts as known: that it is missing is reported
/// once, and not again for each row that needs it.
/// </summary>
internal sealed class CodeSet(string file, IEnumerable<string>? codes)
{
    /// <summary>Stands for every code in a file of rules.</summary>
    public const string Any = "*";

    private readonly HashSet<string>? _codes = codes is null ? null : new(codes, StringComparer.Ordinal);

    /// <summary>The file that a person has to check.</summary>
    public string File => file;

    public IEnumerable<string> Codes => _codes ?? [];

    /// <summary>The set's own copy of the code, so that thousands of rows share one string; null if it is not in the set.</summary>
    public string? Find(string code)
    {
        if (_codes is null)
            return code;
        return _codes.TryGetValue(code, out var found) ? found : null;
    }

    public CodeSet And(string code) => new(file, _codes?.Append(code));
}
