namespace Observatory.Core.Taxonomy;

/// <summary>
/// The codes one taxonomy file defines. Where the file could not be read everything counts as known:
/// that it is missing is said once, not again for each row that needs it.
/// </summary>
internal sealed class CodeSet(string file, IEnumerable<string>? codes)
{
    private readonly HashSet<string>? _codes = codes is null ? null : new(codes, StringComparer.Ordinal);

    /// <summary>The file a person has to look into.</summary>
    public string File => file;

    public IEnumerable<string> Codes => _codes ?? [];

    /// <summary>The code as the set holds it, so that thousands of rows share one string; null where it is not in it.</summary>
    public string? Find(string code)
    {
        if (_codes is null)
            return code;
        return _codes.TryGetValue(code, out var found) ? found : null;
    }

    public CodeSet And(string code) => new(file, _codes?.Append(code));
}
