using System.Runtime.CompilerServices;
using System.Text;

namespace Observatory.Core.Reading;

/// <summary>The four supported encodings of text files; each refuses bytes that it does not define.</summary>
internal static class TextEncodings
{
    public const string Utf8 = "utf-8";
    public const string Utf16 = "utf-16";
    public const string Utf16BigEndian = "utf-16BE";
    public const string Windows1252 = "windows-1252";

    /// <summary>
    /// Runs before anything else in this assembly: the framework does not know windows-1252 and the code pages of old workbooks by itself.
    /// </summary>
    [ModuleInitializer]
    internal static void RegisterCodePages() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>A decoder that throws on undefined bytes and removes a byte order mark at the start.</summary>
    public static Encoding Strict(string? name) =>
        name?.ToUpperInvariant() switch
        {
            null or "UTF-8" => new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true),
            "UTF-16" or "UTF-16LE" => new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
            "UTF-16BE" => new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
            _ => Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback),
        };

    /// <summary>The encoding that a byte order mark names; null if there is none.</summary>
    public static string? FromByteOrderMark(ReadOnlySpan<byte> head) =>
        head switch
        {
            [0xEF, 0xBB, 0xBF, ..] => Utf8,
            [0xFF, 0xFE, ..] => Utf16,
            [0xFE, 0xFF, ..] => Utf16BigEndian,
            _ => null,
        };

    /// <summary>
    /// The five bytes that windows-1252 leaves undefined. The framework silently maps them to control characters, so a file in another
    /// encoding would pass as windows-1252.
    /// </summary>
    public static ReadOnlySpan<byte> UndefinedInWindows1252 => [0x81, 0x8D, 0x8F, 0x90, 0x9D];
}
