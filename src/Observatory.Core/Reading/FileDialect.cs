namespace Observatory.Core.Reading;

public enum FileFormat
{
    Csv,
    Xlsx,
    Xls,
}

/// <summary>How the bytes of one file are written. Found by the sniffer; a mapping may narrow it, never contradict it silently.</summary>
public sealed record FileDialect
{
    public required FileFormat Format { get; init; }

    /// <summary>IANA name, such as <c>utf-8</c> or <c>windows-1252</c>; null for workbooks, which name their own.</summary>
    public string? Encoding { get; init; }

    /// <summary>Field delimiter of a text file; null for workbooks.</summary>
    public char? Delimiter { get; init; }
}

/// <summary>Limits held against every file before and while it is read. The values are those of the trust design.</summary>
public sealed record ReadLimits
{
    public static ReadLimits Default { get; } = new();

    public long MaxFileBytes { get; init; } = 50L << 20;
    public long MaxXlsBytes { get; init; } = 20L << 20;
    public int MaxZipEntries { get; init; } = 200;
    public long MaxInflatedBytes { get; init; } = 300L << 20;
    public int MaxInflationRatio { get; init; } = 100;
    public int MaxRows { get; init; } = 20_000_000;
    public int MaxSheetRows { get; init; } = 1_048_576;
    public int MaxColumns { get; init; } = 512;
    public int MaxFieldLength { get; init; } = 32_767;
    public int MaxRecordLength { get; init; } = 1 << 20;
}
