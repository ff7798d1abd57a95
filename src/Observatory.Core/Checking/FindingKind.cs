using Observatory.Core.Reading;

namespace Observatory.Core.Checking;

/// <summary>
/// What is known of a code before any file was read: an entry of <c>findings.json</c>. Its words in four languages stand in the message
/// catalogue.
/// </summary>
public sealed record FindingKind
{
    /// <summary>One of <see cref="FindingCodes"/>.</summary>
    public required string Code { get; init; }

    /// <summary>The weights it can have; several where a mapping or a comment decides.</summary>
    public required IReadOnlyList<Severity> Severities { get; init; }

    /// <summary>
    /// Names of the arguments that say what is behind it: findings that agree in them have one cause. The others say where.
    /// </summary>
    public required IReadOnlyList<string> Cause { get; init; }

    /// <summary>Name of the argument with the text as written; null where there is none.</summary>
    public string? Written { get; init; }

    /// <summary>Name of the argument with what was expected instead; null where there is none.</summary>
    public string? Expected { get; init; }

    /// <summary>
    /// Name of the argument with how many figures one finding stands for; null where it is always one, and where that argument is not given
    /// it is one, too.
    /// </summary>
    public string? Counted { get; init; }

    /// <summary>Address of the example's cell, A1; null where it is about no cell.</summary>
    public string? Cell { get; init; }

    /// <summary>Arguments of an example, as a file could bring them about.</summary>
    public required IReadOnlyDictionary<string, string> Example { get; init; }

    /// <summary>Where it is explained, an address of the program.</summary>
    public string Help => HelpOf(Code);

    public static string HelpOf(string code) => $"/docs/findings#{code}";

    /// <summary>The example as a finding of its most serious weight.</summary>
    public Finding AsFinding() => new(Code, Severities[0], Cell is { } cell ? Address(cell) : null, Example);

    private static CellRef Address(string cell)
    {
        var letters = cell.TakeWhile(char.IsAsciiLetter).Count();
        return new CellRef(
            "",
            int.Parse(cell.AsSpan(letters), System.Globalization.CultureInfo.InvariantCulture),
            cell[..letters].Aggregate(0, (sum, letter) => (sum * 26) + letter - 'A' + 1)
        );
    }
}
