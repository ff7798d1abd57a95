namespace Observatory.Benchmarks.Support;

/// <summary>How the generator lays figures out.</summary>
internal enum FileForm
{
    /// <summary>A row for each year, municipality and offence, a column for each month; windows-1252, commas.</summary>
    Wide,

    /// <summary>A row for each figure; UTF-8, semicolons.</summary>
    Long,
}
