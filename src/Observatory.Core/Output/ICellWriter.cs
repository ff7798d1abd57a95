using NodaTime;

namespace Observatory.Core.Output;

/// <summary>What a format makes of one cell. Each column calls exactly one of these for each row.</summary>
public interface ICellWriter
{
    /// <param name="text">Null for an empty cell.</param>
    void Text(string? text);

    /// <summary>An exact number, without zeros at its end.</summary>
    /// <param name="number">Null for an empty cell.</param>
    void Number(decimal? number);

    /// <param name="number">Null for an empty cell.</param>
    void Integer(long? number);

    void Flag(bool flag);

    void Day(LocalDate day);

    /// <summary>A moment in UTC.</summary>
    void Moment(Instant moment);

    /// <summary>Several codes, in their order.</summary>
    void Codes(IEnumerable<string> codes);

    /// <summary>Notes: formats for programs give their codes, formats for people their texts.</summary>
    /// <param name="codeOf">What a program is given of a note.</param>
    /// <param name="textOf">What a person is given of a note.</param>
    void Notes(IEnumerable<string> notes, Func<string, string> codeOf, Func<string, string> textOf);
}
