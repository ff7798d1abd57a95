using System.Globalization;
using System.IO.Compression;
using System.Xml;
using Observatory.Core.Checking;

namespace Observatory.Core.Reading;

/// <summary>The parts of the XLSX package that more than one reader needs (ECMA-376 part 1, 18.2 and part 2).</summary>
internal static class WorkbookParts
{
    public const string Workbook = "xl/workbook.xml";

    /// <summary>No real package has more relations; the rest is ignored.</summary>
    public const int MaxRelations = 10_000;

    private const int MaxDepth = 256;

    /// <summary>The widest column of the format, XFD.</summary>
    public const int MaxColumn = 16_384;

    private static readonly XmlReaderSettings Forward = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        CloseInput = true,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
    };

    private static readonly XmlReaderSettings Peeking = Unowned();

    /// <summary>A forward reader that refuses a DTD and fetches nothing.</summary>
    /// <param name="owned">Whether the reader closes the stream.</param>
    public static XmlReader Reader(Stream part, bool owned = true) => XmlReader.Create(part, owned ? Forward : Peeking);

    // Some writers separate folders by backslashes.
    public static string PlainName(string name) => name.Replace('\\', '/');

    /// <summary>The parts by their plain name, ignoring case.</summary>
    public static Dictionary<string, ZipArchiveEntry> ByName(ZipArchive zip)
    {
        var parts = new Dictionary<string, ZipArchiveEntry>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in zip.Entries)
            parts.TryAdd(PlainName(entry.FullName), entry);
        return parts;
    }

    /// <summary>The part that lists the sheets; null if the package is not a workbook.</summary>
    public static ZipArchiveEntry? Main(IReadOnlyDictionary<string, ZipArchiveEntry> parts)
    {
        // Every other program opens the part that the package itself names; a part with the usual name may be a leftover.
        return
            parts.TryGetValue("_rels/.rels", out var relations)
            && Guarded(relations, () => MainTarget(relations)) is { } target
            && parts.TryGetValue(target, out var named)
            ? named
            : parts.GetValueOrDefault(Workbook);
    }

    /// <summary>The path of the part that lists the relations of another part.</summary>
    public static string RelationsOf(ZipArchiveEntry part)
    {
        var (folder, file) = Split(PlainName(part.FullName));
        return $"{folder}_rels/{file}.rels";
    }

    /// <summary>The plain name of the target of a relation: relative to the part's folder, unless it starts at the root.</summary>
    public static string Resolve(ZipArchiveEntry from, string target)
    {
        var to = PlainName(target);
        var path = new List<string>();
        foreach (
            var step in (to.StartsWith('/') ? to : Split(PlainName(from.FullName)).Folder + to).Split(
                '/',
                StringSplitOptions.RemoveEmptyEntries
            )
        )
        {
            if (step == ".." && path.Count > 0)
                path.RemoveAt(path.Count - 1);
            else if (step is not ("." or ".."))
                path.Add(step);
        }

        return string.Join('/', path);
    }

    /// <summary>Moves to the next node, and refuses elements nested so deep that the reader's own stack would grow without bound.</summary>
    public static bool Next(XmlReader xml, string part)
    {
        if (!xml.Read())
            return false;
        return xml.Depth <= MaxDepth ? true : throw Refusals.Bomb(part, "depth", MaxDepth);
    }

    /// <summary>Whether the current element switches something on: its presence does, unless its <c>val</c> says otherwise.</summary>
    public static bool IsOn(XmlReader xml) => xml.GetAttribute("val") is null or "1" or "true" or "on";

    /// <summary>Whether an attribute that is off by default is set.</summary>
    public static bool IsSet(XmlReader xml, string attribute) => xml.GetAttribute(attribute) is "1" or "true" or "on";

    /// <summary>Runs one step of reading and turns any failure caused by damage into a finding.</summary>
    /// <param name="part">The part that is being read; null for the package as a whole.</param>
    /// <exception cref="UnreadableFileException">The step failed.</exception>
    public static T Guarded<T>(ZipArchiveEntry? part, Func<T> step)
    {
        try
        {
            return step();
        }
        catch (XmlException) when (part is not null && HasDocumentType(part))
        {
            throw Refusals.Bomb(part.FullName, "dtd", 0);
        }
        catch (Exception e) when (e is not (UnreadableFileException or OperationCanceledException))
        {
            throw Refusals.Unreadable(part?.FullName);
        }
    }

    /// <inheritdoc cref="Guarded{T}"/>
    public static void Guarded(ZipArchiveEntry? part, Action step) => Guarded(part, () =>
        {
            step();
            return true;
        });

    /// <summary>
    /// The column of a cell reference, from 1; null if the reference is missing or malformed, and then the cell is the next in its row.
    /// </summary>
    public static int? Column(string? reference)
    {
        if (string.IsNullOrEmpty(reference))
            return null;
        var (column, i) = (0, 0);
        for (; i < reference.Length && char.IsAsciiLetter(reference[i]) && column <= MaxColumn; i++)
            column = (column * 26) + (reference[i] & 31);
        if (column > MaxColumn)
            return column;
        return i > 0 && int.TryParse(reference.AsSpan(i), NumberStyles.None, CultureInfo.InvariantCulture, out _) ? column : null;
    }

    private static XmlReaderSettings Unowned()
    {
        var settings = Forward.Clone();
        settings.CloseInput = false;
        return settings;
    }

    private static (string Folder, string File) Split(string name)
    {
        var end = name.LastIndexOf('/') + 1;
        return (name[..end], name[end..]);
    }

    private static string? MainTarget(ZipArchiveEntry relations)
    {
        using var xml = Reader(relations.Open());
        for (var count = 0; count < MaxRelations && Next(xml, relations.FullName); count++)
        {
            if (
                xml.NodeType == XmlNodeType.Element
                && xml.Depth == 1
                && xml.LocalName == "Relationship"
                && (xml.GetAttribute("Type") ?? "").EndsWith("/officeDocument", StringComparison.Ordinal)
            )
                return PlainName(xml.GetAttribute("Target") ?? "").TrimStart('/');
        }

        return null;
    }

    private static bool HasDocumentType(ZipArchiveEntry entry)
    {
        try
        {
            var head = new byte[4096];
            using var part = entry.Open();
            var read = part.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            var prolog = string.Concat(head.Take(read).Where(b => b != 0).Select(b => (char)b));
            return prolog.Contains("<!DOCTYPE", StringComparison.Ordinal);
        }
        catch (Exception damage) when (damage is InvalidDataException or IOException)
        {
            return false;
        }
    }
}
