namespace Observatory.Core.Reading;

/// <summary>First bytes of files that people send instead of a table, so that the refusal can name the kind of file.</summary>
internal static class Signatures
{
    private static readonly (string Name, byte[] Bytes)[] Known =
    [
        ("pdf", "%PDF-"u8.ToArray()),
        ("gz", [0x1F, 0x8B]),
        ("bz2", "BZh"u8.ToArray()),
        ("xz", [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0]),
        ("zst", [0x28, 0xB5, 0x2F, 0xFD]),
        ("7z", [(byte)'7', (byte)'z', 0xBC, 0xAF, 0x27, 0x1C]),
        ("rar", "Rar!\x1A\x07"u8.ToArray()),
        ("zip", "PK\x07\x08"u8.ToArray()),
        ("png", [0x89, (byte)'P', (byte)'N', (byte)'G']),
        ("jpg", [0xFF, 0xD8, 0xFF]),
        ("gif", "GIF8"u8.ToArray()),
        ("tif", [(byte)'I', (byte)'I', 0x2A, 0]),
        ("tif", [(byte)'M', (byte)'M', 0, 0x2A]),
        ("rtf", "{\\rtf"u8.ToArray()),
        ("parquet", "PAR1"u8.ToArray()),
        ("sqlite", "SQLite format 3\0"u8.ToArray()),
        ("exe", [(byte)'M', (byte)'Z', 0x90, 0]),
        ("elf", [0x7F, (byte)'E', (byte)'L', (byte)'F']),
        // Workbooks of Excel 2 to 4 are bare records without a container.
        ("xls-before-5", [0x09, 0x00, 0x04, 0x00]),
        ("xls-before-5", [0x09, 0x00, 0x06, 0x00]),
        ("xls-before-5", [0x09, 0x02, 0x06, 0x00]),
        ("xls-before-5", [0x09, 0x04, 0x06, 0x00]),
    ];

    private static readonly string[] Html =
    [
        "<!doctype html",
        "<html",
        "<head",
        "<meta",
        "<body",
        "<table",
        "<script",
        "<style",
        "<div",
        "<!--",
    ];

    /// <summary>The kind of a file that is never a table; null if its first bytes identify none.</summary>
    public static string? Recognise(ReadOnlySpan<byte> head)
    {
        foreach (var (name, bytes) in Known)
        {
            if (head.StartsWith(bytes))
                return name;
        }

        return null;
    }

    /// <summary>Recognises web pages and XML, which portals often save under the name of a workbook; null for other text.</summary>
    public static string? RecogniseMarkup(string opening)
    {
        var text = opening.AsSpan().TrimStart();
        if (text.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase))
            return "xml";
        foreach (var start in Html)
        {
            if (text.StartsWith(start, StringComparison.OrdinalIgnoreCase))
                return "html";
        }

        return null;
    }
}
