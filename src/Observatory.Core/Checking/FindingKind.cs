using Observatory.Core.Cells;

namespace Observatory.Core.Checking;

/// <summary>
/// What is known of a code before any file is read: an entry of <c>findings.json</c>. The message catalogue has its texts in four
/// languages.
/// </summary>
public sealed record FindingKind
{
    /// <summary>One of <see cref="FindingCodes"/>.</summary>
    public required string Code { get; init; }

    /// <summary>The severities it can have; several if a mapping or a comment decides.</summary>
    public required IReadOnlyList<Severity> Severities { get; init; }

    /// <summary>
    /// Names of the arguments that describe the cause: findings with equal values have one cause. The other arguments say where.
    /// </summary>
    public required IReadOnlyList<string> Cause { get; init; }

    /// <summary>Name of the argument with the text as written; null if there is none.</summary>
    public string? Written { get; init; }

    /// <summary>Name of the argument with what was expected instead; null if there is none.</summary>
    public string? Expected { get; init; }

    /// <summary>
    /// Name of the argument with the number of figures that one finding stands for; null if it always stands for one. A finding without the
    /// argument stands for one, too.
    /// </summary>
    public string? Counted { get; init; }

    /// <summary>Names of the arguments that are numbers, which each language writes in its own way.</summary>
    public IReadOnlyList<string> Numbers { get; init; } = [];

    /// <summary>Address of the example's cell, A1; null if the example is about no cell.</summary>
    public string? Cell { get; init; }

    /// <summary>Arguments of an example, as a file could cause them.</summary>
    public required IReadOnlyDictionary<string, string> Example { get; init; }

    /// <summary>The address of the program that explains the code.</summary>
    public string Help => HelpOf(Code);

    public static string HelpOf(string code) => $"/docs/findings#{code}";

    /// <summary>The example as a finding of its highest severity.</summary>
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
