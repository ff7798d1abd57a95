namespace Observatory.Tests.Reading;

/// <summary>What came of reading one hostile file.</summary>
/// <param name="Source">The suite that the file comes from: the first folder of its path.</param>
/// <param name="Code">The refusal; null where the file was read to its end.</param>
/// <param name="Detail">Which limit or which content the refusal names; null where it names none.</param>
/// <param name="HasReplacement">A cell holds U+FFFD.</param>
/// <param name="Seconds">Processor time of the reading process, its children apart: a busy machine does not lengthen it.</param>
internal sealed record HostileOutcome(
    string Source,
    string Path,
    string? Code,
    string? Detail,
    int Rows,
    bool HasReplacement,
    string? Encoding,
    double Seconds
);
