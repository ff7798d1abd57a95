using Observatory.Core.Cells;

namespace Observatory.Core.Reading;

/// <summary>How a number format interprets a number.</summary>
internal enum NumberMeaning : byte
{
    Number,
    Date,

    /// <summary>A time of day, because the format shows no day.</summary>
    Time,
    Duration,
}

/// <summary>
/// How a number format interprets a number, for which numbers it shows nothing, and whether it shows them times 100 with a percent sign.
/// </summary>
internal readonly record struct NumberLook(
    NumberMeaning Meaning,
    bool HidesPositive = false,
    bool HidesNegative = false,
    bool HidesZero = false,
    bool IsPercent = false
)
{
    /// <summary>The meaningful formatting that a cell of this format gives a number.</summary>
    public CellTraits TraitsOf(double number) =>
        (Hides(number) ? CellTraits.Invisible : CellTraits.None)
        | (IsPercent && Meaning == NumberMeaning.Number ? CellTraits.Percent : CellTraits.None);

    /// <summary>True if a cell of this format shows nothing for the number.</summary>
    public bool Hides(double number) =>
        number > 0 ? HidesPositive
        : number < 0 ? HidesNegative
        : HidesZero;
}

/// <summary>
/// Tells dates and durations from other numbers by their number format (ECMA-376 part 1, 18.8.30 and 18.8.31), because a workbook marks
/// them in no other way. If a format does not parse, its numbers are plain numbers.
/// </summary>
internal static class NumberFormat
{
    private const string Symbols = "#?,!&%+-$€£0123456789{}():;/.@ '~^<>=|";
    private const string DateLetters = "yYmMdDhHsSgGeEbB";
    private const string DayLetters = "yYdDgGeEbB";

    // Positive, negative, zero, text.
    private const int MaxSections = 4;

    /// <summary>The formats that every workbook has without listing them.</summary>
    public static NumberLook BuiltIn(int id) =>
        new(
            id switch
            {
                (>= 14 and <= 17) or 22 => NumberMeaning.Date,
                (>= 18 and <= 21) or 45 or 47 => NumberMeaning.Time,
                46 => NumberMeaning.Duration,
                _ => NumberMeaning.Number,
            },
            IsPercent: id is 9 or 10
        );

    public static NumberLook Of(string code)
    {
        bool date = false,
            time = false,
            duration = false,
            percent = false;
        Span<bool> empty = stackalloc bool[MaxSections];
        var (at, sections) = (0, 0);
        for (var more = code.Length > 0; more; sections++)
        {
            if (sections == MaxSections || !TrySection(code, ref at, out var section, out empty[sections], ref percent, out more))
                return default;
            date |= section == NumberMeaning.Date;
            time |= section == NumberMeaning.Time;
            duration |= section == NumberMeaning.Duration;
        }

        return new NumberLook(
            date ? NumberMeaning.Date
                : time ? NumberMeaning.Time
                : duration ? NumberMeaning.Duration
                : NumberMeaning.Number,
            // A format with one section applies to all numbers; a single empty section is the general format.
            sections > 1
                && empty[0],
            sections > 1 && empty[1],
            sections > 1 && empty[sections > 2 ? 2 : 0],
            percent
        );
    }

    // Reads one of up to four sections, for positive, negative, zero and text; false if it is malformed.
    private static bool TrySection(string code, ref int at, out NumberMeaning meaning, out bool isEmpty, ref bool percent, out bool more)
    {
        bool date = false,
            day = false,
            clock = false,
            duration = false,
            general = false,
            text = false;
        meaning = NumberMeaning.Number;
        isEmpty = true;
        more = false;
        while (at < code.Length)
        {
            var token = Token(code.AsSpan(at));
            if (token == 0)
                return false;
            var word = code.AsSpan(at, token);
            at += token;
            if (word is ";")
            {
                more = true;
                break;
            }

            if (word[0] == '[')
            {
                var elapsed = IsElapsed(word);
                duration |= elapsed;
                isEmpty &= !elapsed;
                continue;
            }

            // Space for a letter, a letter that fills the cell, and quoted or plain blanks show nothing.
            isEmpty &= word[0] is '_' or '*' or ' ' || (word[0] == '"' && word.Trim("\" ").IsEmpty);
            if (word.Equals("General", StringComparison.OrdinalIgnoreCase))
                general = true;
            else if (word is "@")
                text = true;
            else if (word is "%")
                percent = true;
            else if ((DateLetters.Contains(word[0]) && word is not ['e' or 'E', '+' or '-']) || word[0] is 'a' or 'A')
            {
                date = true;
                day |= DayLetters.Contains(word[0]) || (word[0] is 'm' or 'M' && word.Length > 2);
                clock |= word[0] is 'h' or 'H' or 's' or 'S' or 'a' or 'A';
            }
        }

        date |= duration;
        if ((date && general) || (date && text) || (general && text))
            return false;
        meaning =
            duration ? NumberMeaning.Duration
            : date ? (clock && !day ? NumberMeaning.Time : NumberMeaning.Date)
            : NumberMeaning.Number;
        return true;
    }

    // [h], [mm], [s] …: one letter repeated. [Magenta] and [Schwarz] are colours.
    private static bool IsElapsed(ReadOnlySpan<char> word) =>
        word.Length > 2
        && word[1] is 'h' or 'H' or 'm' or 'M' or 's' or 'S'
        && word[1..^1].IndexOfAnyExcept(char.ToLowerInvariant(word[1]), char.ToUpperInvariant(word[1])) < 0;

    /// <summary>Length of the next token; 0 if the format language has no such token.</summary>
    private static int Token(ReadOnlySpan<char> rest)
    {
        switch (rest[0])
        {
            case '\\' or '*' or '_':
                return Math.Min(2, rest.Length);
            case '"' or '[':
                return rest[1..].IndexOf(rest[0] == '[' ? ']' : '"') + 2 is var length && length > 1 ? length : 0;
        }

        if (Symbols.Contains(rest[0]) || !char.IsAscii(rest[0]))
            return 1;
        foreach (var word in (ReadOnlySpan<string>)["e+", "e-", "General", "am/pm", "a/p"])
        {
            if (rest.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                return word.Length;
        }

        if (!DateLetters.Contains(rest[0]))
            return 0;
        var end = rest.IndexOfAnyExcept(rest[0]);
        return end < 0 ? rest.Length : end;
    }
}
