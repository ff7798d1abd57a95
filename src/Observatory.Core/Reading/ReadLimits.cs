namespace Observatory.Core.Reading;

/// <summary>Limits that every file must meet before and while it is read. The values come from the trust design.</summary>
public sealed record ReadLimits
{
    /// <summary>Only the limits; every file is read in this process.</summary>
    public static ReadLimits Default { get; } = new();

    /// <summary>
    /// Reads XLS files outside this process: such a workbook has to be in memory whole, and only a separate process can be stopped from
    /// outside. If null, this process reads them, as the separate process itself does.
    /// </summary>
    public IWorkbookReader? XlsReader { get; init; }

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

    /// <summary>
    /// Last row times widest row of one sheet, including empty cells: a program that lays out every row at the full width pays as much for
    /// a few far-off cells as for a full sheet.
    /// </summary>
    public long MaxSheetArea { get; init; } = 64L << 20;

    /// <summary>Shared strings of one workbook, all of which are in memory.</summary>
    public int MaxSharedStrings { get; init; } = 2_000_000;

    /// <summary>Characters in the shared strings of one workbook.</summary>
    public long MaxSharedStringLength { get; init; } = 64L << 20;
}
