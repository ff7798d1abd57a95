using System.Buffers;

namespace Observatory.Core.Reading;

/// <summary>
/// Judges whether the bytes beyond ASCII are accented letters of a western language in windows-1252. Nearly every byte is defined there, so
/// Greek, Cyrillic, Chinese or the accents of an old DOS or Macintosh file would pass and be garbled. Each byte is judged between its
/// neighbours: a pound sign after a letter is an ú of DOS and not a price.
/// </summary>
internal sealed class WesternAlphabet
{
    // In our languages at most two such letters are adjacent ("ção"); a word in another alphabet consists of nothing else.
    private const int WordOfOthers = 4;
    private const int Sample = 8;

    // One odd sign may be a slip or a foreign name; two or more, outnumbering the good letters, indicate another alphabet.
    private const int Clear = 2;

    // á à â ã ç é è ê ë í ï ñ ó ò ô õ ö ú ù û ü, small and capital.
    private static readonly SearchValues<byte> Common = SearchValues.Create([
        .. "áàâãçéèêëíïîñóôõöúùûüÁÀÂÃÇÉÈÊËÍÏÎÑÓÔÕÖÚÙÛÜ".Select(c => (byte)c),
    ]);

    // ¡ ¢ £ ¤ ¥ ± µ ¶ ¼ ½ ¾ ¿ and ƒ are written before a word or a number, or alone.
    private static readonly SearchValues<byte> NeverAfterLetter = SearchValues.Create([
        0xA1,
        0xA2,
        0xA3,
        0xA4,
        0xA5,
        0xB1,
        0xB5,
        0xB6,
        0xBC,
        0xBD,
        0xBE,
        0xBF,
        0x83,
    ]);

    // € ‚ „ … † ‡ ˆ ‰ ‹ “ ” • ˜ ™ › ¦ § © ¬ ® ¯ are not written between two letters.
    private static readonly SearchValues<byte> NeverBetweenLetters = SearchValues.Create([
        0x80,
        0x82,
        0x84,
        0x86,
        0x87,
        0x88,
        0x89,
        0x8B,
        0x93,
        0x94,
        0x95,
        0x98,
        0x99,
        0x9B,
        0xA6,
        0xA7,
        0xA9,
        0xAC,
        0xAE,
        0xAF,
    ]);

    // – — and the guillemets are rarely written between letters, as in Mu–oz. Between two names a dash is valid: Lima–Callao, Jan–Mar.
    private static readonly SearchValues<byte> HardlyBetweenLetters = SearchValues.Create([0x96, 0x97, 0xAA, 0xAB, 0xBB]);

    private int _run;
    private long _letters;
    private long _inOtherWords;
    private long _good;
    private long _bad;
    private (long Line, byte[] Bytes)? _firstOther;
    private (long Line, byte[] Bytes)? _firstBad;

    /// <summary>The position of the first byte that indicates another alphabet; null for western text.</summary>
    public (long Line, byte[] Bytes)? Foreign =>
        _inOtherWords > _letters - _inOtherWords ? _firstOther
        : _bad >= Clear && _bad > _good ? _firstBad
        : null;

    /// <summary>Judges a byte beyond ASCII that is not part of a UTF-8 sequence.</summary>
    public void Look(ReadOnlySpan<byte> block, int at, long line)
    {
        var (before, here, after) = (at > 0 ? block[at - 1] : (byte)' ', block[at], at + 1 < block.Length ? block[at + 1] : (byte)' ');
        if (here >= 0xC0)
            Follow(block, at, line);
        var oddness = Oddness(before, here, after);
        _bad += oddness;
        if (oddness > 0)
            _firstBad ??= (line, [here]);
        else if (Common.Contains(here) && (IsAsciiLetter(before) || IsAsciiLetter(after)))
            _good++;
    }

    private static int Oddness(byte before, byte here, byte after)
    {
        var (follows, precedes) = (IsLetter(before), IsLetter(after));
        if (NeverAfterLetter.Contains(here))
            return follows ? 2 : 0;
        if (NeverBetweenLetters.Contains(here))
            return follows && precedes ? 2 : 0;
        if (HardlyBetweenLetters.Contains(here))
            return follows && precedes && !(IsSmall(before) && IsCapital(after)) ? 1 : 0;
        return here switch
        {
            // Ç comes before a, o or u, and after a vowel, c, l, n, p, r or s (secção, corrupção).
            0xC7 or 0xE7 => (precedes && !"aouAOU".Contains((char)after) && after < 0xC0)
            || (follows && IsAsciiLetter(before) && !"aeiouyAEIOUYclnprsCLNPRS".Contains((char)before))
                ? 2
                : 0,
            // à ends a word, or is a word by itself.
            0xE0 => follows && precedes && IsCapital(before) && IsCapital(after) ? 1 : 0,
            // A capital that our languages do not have, or Š and Ž, in the middle of a word in small letters: SÆo, AysŽn.
            0xC4 or 0xC5 or 0xC6 or 0xCC or 0xD0 or 0xD2 or 0xD8 or 0xDD or 0xDE or 0x8A or 0x8E or 0x9F => follows && IsSmall(after) ? 2
            : follows || precedes ? 1
            : 0,
            _ => 0,
        };
    }

    private void Follow(ReadOnlySpan<byte> block, int at, long line)
    {
        _run = at > 0 && block[at - 1] >= 0xC0 ? _run + 1 : 1;
        _letters++;
        if (_run == WordOfOthers)
        {
            _inOtherWords += WordOfOthers;
            _firstOther ??= (line, Bytes(block, at - WordOfOthers + 1));
        }
        else if (_run > WordOfOthers)
        {
            _inOtherWords++;
        }
    }

    private static bool IsLetter(byte b) => IsAsciiLetter(b) || b is >= 0xC0 and not (0xD7 or 0xF7);

    private static bool IsAsciiLetter(byte b) => char.IsAsciiLetter((char)b);

    private static bool IsSmall(byte b) => char.IsAsciiLetterLower((char)b) || b >= 0xE0;

    private static bool IsCapital(byte b) => char.IsAsciiLetterUpper((char)b) || b is >= 0xC0 and < 0xE0;

    private static byte[] Bytes(ReadOnlySpan<byte> block, int at) =>
        block[Math.Max(0, at)..Math.Min(block.Length, Math.Max(0, at) + Sample)].ToArray();
}
