using NodaTime;

namespace Observatory.Core.Output;

/// <summary>Writes one cell in a format. Each column calls exactly one of these methods for each row.</summary>
public interface ICellWriter
{
    /// <param name="text">Null for an empty cell.</param>
    void Text(string? text);

    /// <summary>An exact number, without trailing zeros.</summary>
    /// <param name="number">Null for an empty cell.</param>
    void Number(decimal? number);

    /// <param name="number">Null for an empty cell.</param>
    void Integer(long? number);

    void Flag(bool flag);

    void Day(LocalDate day);

    /// <summary>An instant in UTC.</summary>
    void Moment(Instant moment);

    /// <summary>Several codes, in the given order.</summary>
    void Codes(IEnumerable<string> codes);

    /// <summary>Notes: formats for programs write their codes, formats for people their texts.</summary>
    /// <param name="codeOf">The code of a note, for programs.</param>
    /// <param name="textOf">The text of a note, for people.</param>
    void Notes(IEnumerable<string> notes, Func<string, string> codeOf, Func<string, string> textOf);
}
