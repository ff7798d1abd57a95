namespace Observatory.Core.Reading;

/// <summary>What a number format makes of a number.</summary>
internal enum NumberMeaning : byte
{
    Number,
    Date,
    Duration,
}

/// <summary>
/// Tells dates and durations from other numbers by their number format (ECMA-376 part 1, 18.8.30 and 18.8.31): a workbook has
/// no other mark for them. A format that does not parse makes its numbers plain numbers.
/// </summary>
internal static class NumberFormat
{
    private const string Symbols = "#?,!&%+-$€£0123456789{}():;/.@ ";
    private const string DateLetters = "yYmMdDhHsSgG";

    /// <summary>The formats every workbook has without naming them.</summary>
    public static NumberMeaning BuiltIn(int id) => id switch
    {
        (>= 14 and <= 22) or 45 or 47 => NumberMeaning.Date,
        46 => NumberMeaning.Duration,
        _ => NumberMeaning.Number,
    };

    public static NumberMeaning Of(string code)
    {
        bool date = false, duration = false;
        for (var at = 0; at < code.Length;)
        {
            if (!TrySection(code, ref at, out var section, out var isEmpty))
                return NumberMeaning.Number;
            if (isEmpty)
                break;
            date |= section == NumberMeaning.Date;
            duration |= section == NumberMeaning.Duration;
        }

        return date ? NumberMeaning.Date : duration ? NumberMeaning.Duration : NumberMeaning.Number;
    }

    // One of up to four sections, for positive, negative, zero and text; false where it is malformed.
    private static bool TrySection(string code, ref int at, out NumberMeaning meaning, out bool isEmpty)
    {
        bool date = false, duration = false, general = false, text = false;
        meaning = NumberMeaning.Number;
        isEmpty = true;
        while (at < code.Length)
        {
            var token = Token(code.AsSpan(at));
            if (token == 0)
                return false;
            var word = code.AsSpan(at, token);
            at += token;
            if (word is ";")
                break;
            if (word[0] == '[')
            {
                var elapsed = word.Length > 1 && word[1] is 'h' or 'H' or 'm' or 'M' or 's' or 'S';
                duration |= elapsed;
                isEmpty &= !elapsed;
                continue;
            }

            isEmpty = false;
            if (word.Equals("General", StringComparison.OrdinalIgnoreCase))
                general = true;
            else if (word is "@")
                text = true;
            else if (DateLetters.Contains(word[0]) || word[0] is 'a' or 'A')
                date = true;
        }

        date |= duration;
        if ((date && general) || (date && text) || (general && text))
            return false;
        meaning = duration ? NumberMeaning.Duration : date ? NumberMeaning.Date : NumberMeaning.Number;
        return true;
    }

    /// <summary>Length of the next token; 0 where there is none that the format language has.</summary>
    private static int Token(ReadOnlySpan<char> rest)
    {
        switch (rest[0])
        {
            case '\\' or '*' or '_':
                return Math.Min(2, rest.Length);
            case '"' or '[':
                return rest[1..].IndexOf(rest[0] == '[' ? ']' : '"') + 2 is var length && length > 1 ? length : 0;
        }

        if (Symbols.Contains(rest[0]))
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
