namespace Observatory.Core.Reading;

/// <summary>
/// Judges whether the bytes beyond ASCII are accented letters of a western language, as windows-1252 writes them. Nearly every byte
/// means something there, so Greek, Cyrillic or the accents of an old DOS or Macintosh file would pass as it and come out garbled.
/// </summary>
internal sealed class WesternAlphabet
{
    // The longest that stand together in our languages are two ("ção"); a word of another alphabet is nothing else.
    private const int WordOfOthers = 4;
    private const int Sample = 8;

    private int run;
    private long letters;
    private long inOtherWords;
    private long insideWords;
    private (long Line, byte[] Bytes)? firstOther;
    private (long Line, byte[] Bytes)? firstInside;

    /// <summary>Where the first byte stands that shows another alphabet; null for western text.</summary>
    public (long Line, byte[] Bytes)? Foreign =>
        inOtherWords > letters - inOtherWords ? firstOther
        : insideWords > 1 && insideWords > letters ? firstInside
        : null;

    // ‚ ‡ – — ¡ ¢ £ ¤ ¥ are é á ñ ó í ó ú ñ Ñ of DOS and Macintosh; in western text they hardly stand between two letters.
    private static ReadOnlySpan<byte> Symbols => [0x82, 0x87, 0x96, 0x97, 0xA1, 0xA2, 0xA3, 0xA4, 0xA5];

    /// <summary>Looks at a byte beyond ASCII that is no part of a UTF-8 sequence.</summary>
    public void Look(ReadOnlySpan<byte> block, int at, long line)
    {
        if (block[at] >= 0xC0)
        {
            run = at > 0 && block[at - 1] >= 0xC0 ? run + 1 : 1;
            letters++;
            if (run == WordOfOthers)
            {
                inOtherWords += WordOfOthers;
                firstOther ??= (line, Bytes(block, at - WordOfOthers + 1));
            }
            else if (run > WordOfOthers)
            {
                inOtherWords++;
            }
        }
        else if (Symbols.Contains(block[at]) && at > 0 && at + 1 < block.Length && char.IsAsciiLetter((char)block[at - 1]) && char.IsAsciiLetter((char)block[at + 1]))
        {
            insideWords++;
            firstInside ??= (line, [block[at]]);
        }
    }

    private static byte[] Bytes(ReadOnlySpan<byte> block, int at) => block[Math.Max(0, at)..Math.Min(block.Length, Math.Max(0, at) + Sample)].ToArray();
}
