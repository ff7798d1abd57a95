namespace Observatory.Core.Reading;

public enum FileFormat
{
    Csv,
    Xlsx,
    Xls,
}

/// <summary>
/// How the bytes of one file are written. The sniffer finds it; a mapping may narrow it, but never contradicts it silently.
/// </summary>
public sealed record FileDialect
{
    public required FileFormat Format { get; init; }

    /// <summary>IANA name, such as <c>utf-8</c> or <c>windows-1252</c>; null for workbooks, which declare their own encoding.</summary>
    public string? Encoding { get; init; }

    /// <summary>Field delimiter of a text file; null for workbooks.</summary>
    public char? Delimiter { get; init; }
}
