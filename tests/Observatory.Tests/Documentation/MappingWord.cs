namespace Observatory.Tests.Documentation;

/// <summary>What may stand behind a word of a mapping.</summary>
[Flags]
internal enum WordShapes
{
    None = 0,
    Flag = 1,
    Whole = 2,
    Number = 4,
    Text = 8,
    Texts = 16,
    Map = 32,
    Maps = 64,
}

/// <summary>A word of the mapping language at one of its places, as the readers take it.</summary>
/// <param name="Place">Name of the map it stands in.</param>
/// <param name="Shapes">What the reader takes behind it.</param>
/// <param name="Options">The texts it takes; empty if it takes any.</param>
/// <param name="Range">Smallest and largest whole number; null if there is no limit.</param>
/// <param name="Below">Name of the map behind it; null if there is none.</param>
/// <param name="Description">One sentence.</param>
internal sealed record MappingWord(
    string Place,
    string Word,
    WordShapes Shapes,
    IReadOnlyList<string> Options,
    (int Least, int Most)? Range,
    bool IsRequired,
    string? Below,
    string Description
);
