namespace Observatory.Warehouse.Access;

/// <summary>What an office may send over the network.</summary>
/// <param name="FileBytes">Of one file.</param>
/// <param name="FilesADay">From midnight to midnight, UTC.</param>
/// <param name="BytesADay">Of all files together, from midnight to midnight, UTC.</param>
public sealed record UploadLimits(long FileBytes, int FilesADay, long BytesADay)
{
    /// <summary>What the trust design proposes for one file, and a year's files of a large office in a day.</summary>
    public static UploadLimits Usual { get; } = new(50L << 20, 500, 5L << 30);
}

/// <summary>What somebody may send now.</summary>
/// <param name="Limits">Of their office.</param>
/// <param name="FilesLeft">Until midnight, UTC.</param>
/// <param name="BytesLeft">Until midnight, UTC.</param>
/// <param name="UntilMore">Until both are there again.</param>
public sealed record UploadAllowance(UploadLimits Limits, int FilesLeft, long BytesLeft, NodaTime.Duration UntilMore);
