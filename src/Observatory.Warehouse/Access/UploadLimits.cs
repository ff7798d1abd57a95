namespace Observatory.Warehouse.Access;

/// <summary>The limits of what an office may send over the network.</summary>
/// <param name="FileBytes">The size of one file.</param>
/// <param name="FilesADay">The number of files from midnight to midnight, UTC.</param>
/// <param name="BytesADay">The size of all files together, from midnight to midnight, UTC.</param>
public sealed record UploadLimits(long FileBytes, int FilesADay, long BytesADay)
{
    /// <summary>The proposal of the trust design for one file, and a year's files of a large office per day.</summary>
    public static UploadLimits Usual { get; } = new(50L << 20, 500, 5L << 30);
}

/// <summary>What an actor may send now.</summary>
/// <param name="Limits">The limits of their office.</param>
/// <param name="FilesLeft">Until midnight, UTC.</param>
/// <param name="BytesLeft">Until midnight, UTC.</param>
/// <param name="UntilMore">The time until midnight, UTC, when both start again.</param>
public sealed record UploadAllowance(UploadLimits Limits, int FilesLeft, long BytesLeft, NodaTime.Duration UntilMore);
