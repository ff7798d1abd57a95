using System.IO.Compression;
using System.Text;
using System.Xml;
using Observatory.Core.Reading;

namespace Observatory.Core.Marking;

/// <summary>A relation of one part to another, or to something outside the package, as it is written.</summary>
internal sealed record PartRelation(string Id, string Type, string Target, bool IsExternal)
{
    /// <summary>The last word of its type, which both editions of the format share.</summary>
    public string Kind => Type[(Type.LastIndexOf('/') + 1)..];
}

/// <summary>The parts of a workbook (ECMA-376 part 2) and their copies: most are copied byte by byte, some edited, a few added.</summary>
internal sealed class PackageParts : IDisposable
{
    public const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    public const string StrictRelations = "http://purl.oclc.org/ooxml/officeDocument/relationships";
    public const string TypesPart = "[Content_Types].xml";

    private const string PackageRelations = "http://schemas.openxmlformats.org/package/2006/relationships";
    private const string RelationsType = "application/vnd.openxmlformats-package.relationships+xml";

    // The earliest time that a ZIP directory can express, so that the same file marked the same way gives the same bytes.
    private static readonly DateTimeOffset Timeless = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ZipArchive _zip;
    private readonly ReadLimits _limits;
    private readonly long _bytes;
    private readonly Dictionary<string, ZipArchiveEntry> _parts;
    private readonly Dictionary<string, Action<RawXml, TextWriter>> _edited = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Action<TextWriter>> _added = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _addedInOrder = [];
    private readonly Dictionary<string, List<string>> _addedRelations = new(StringComparer.OrdinalIgnoreCase);
    private readonly StringBuilder _types = new();
    private readonly HashSet<string> _defaults = new(StringComparer.OrdinalIgnoreCase);
    private InflationMeter _meter;

    /// <exception cref="Checking.UnreadableFileException">The package does not list its parts, or a part is damaged.</exception>
    public PackageParts(Stream content, ReadLimits limits)
    {
        _limits = limits;
        _bytes = content.Length;
        _meter = new InflationMeter(_bytes, limits);
        content.Position = 0;
        _zip = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
        try
        {
            _parts = WorkbookParts.ByName(_zip);
            if (!_parts.TryGetValue(TypesPart, out var types))
                throw Refusals.Unreadable(TypesPart);
            WorkbookParts.Guarded(types, () => ReadTypes(types));
            Main = WorkbookParts.PlainName((WorkbookParts.Main(_parts) ?? throw Refusals.Unreadable()).FullName);
        }
        catch
        {
            _zip.Dispose();
            throw;
        }
    }

    /// <summary>Plain name of the part that lists the sheets.</summary>
    public string Main { get; }

    public IEnumerable<string> Names => _parts.Keys;

    public void Dispose() => _zip.Dispose();

    public bool Has(string part) => _parts.ContainsKey(part) || _added.ContainsKey(part);

    /// <summary>A name that no part has yet: the number between head and tail counts up.</summary>
    public string FreeName(string head, string tail)
    {
        for (var number = 1; ; number++)
        {
            var name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{head}{number}{tail}");
            if (!Has(name))
                return name;
        }
    }

    /// <summary>A part, letter by letter.</summary>
    public RawXml Raw(string part) => new(new MeteredStream(_parts[part].Open(), part, _meter, isXml: true), part);

    /// <summary>Resets the count of inflated bytes, because each pass through the package may use the whole limit.</summary>
    public void StartOver() => _meter = new InflationMeter(_bytes, _limits);

    public IReadOnlyList<PartRelation> RelationsOf(string part)
    {
        var name = RelationsPart(part);
        if (!_parts.TryGetValue(name, out var entry))
            return [];
        return WorkbookParts.Guarded(entry, () =>
        {
            var relations = new List<PartRelation>();
            using var xml = WorkbookParts.Reader(new MeteredStream(entry.Open(), name, _meter, isXml: true));
            while (relations.Count <= WorkbookParts.MaxRelations && WorkbookParts.Next(xml, name))
            {
                if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "Relationship")
                    relations.Add(
                        new PartRelation(
                            xml.GetAttribute("Id") ?? "",
                            xml.GetAttribute("Type") ?? "",
                            xml.GetAttribute("Target") ?? "",
                            xml.GetAttribute("TargetMode") == "External"
                        )
                    );
            }

            return relations;
        });
    }

    /// <summary>The target of a relation; null if it is outside the package or missing.</summary>
    public string? Target(string from, PartRelation relation)
    {
        if (relation.IsExternal || !_parts.TryGetValue(from, out var part))
            return null;
        var target = WorkbookParts.Resolve(part, relation.Target);
        return _parts.TryGetValue(target, out var entry) ? WorkbookParts.PlainName(entry.FullName) : null;
    }

    /// <summary>True for a part that is edited already, because a workbook may list one twice.</summary>
    public bool IsEdited(string part) => _edited.ContainsKey(part);

    public void Edit(string part, Action<RawXml, TextWriter> copy) => _edited.Add(part, copy);

    /// <param name="write">Writes all of it, in UTF-8.</param>
    /// <param name="type">Its content type.</param>
    public void Add(string part, string type, Action<TextWriter> write)
    {
        _added.Add(part, write);
        _addedInOrder.Add(part);
        var extension = part[(part.LastIndexOf('.') + 1)..];
        // Readers find drawings of comments by their extension rather than by the part.
        if (extension == "vml" && _defaults.Add(extension))
            _types.Append(
                System.Globalization.CultureInfo.InvariantCulture,
                $"<{{0}}Default Extension=\"{extension}\" ContentType=\"{type}\"/>"
            );
        else if (extension != "vml")
            _types.Append(
                System.Globalization.CultureInfo.InvariantCulture,
                $"<{{0}}Override PartName=\"/{RawXml.Ascii(part)}\" ContentType=\"{type}\"/>"
            );
    }

    /// <summary>Adds a relation from a part to another and returns its id.</summary>
    /// <param name="kind">The last word of the relation's type.</param>
    public string Relate(string part, string kind, string to, bool isStrict)
    {
        var given = RelationsOf(part).Select(r => r.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (!_addedRelations.TryGetValue(part, out var added))
            _addedRelations.Add(part, added = []);
        var number = added.Count + 1;
        while (given.Contains($"rIdObs{number}"))
            number++;
        var id = $"rIdObs{number}";
        added.Add(
            $"<{{0}}Relationship Id=\"{id}\" Type=\"{(isStrict ? StrictRelations : Relations)}/{kind}\" Target=\"/{RawXml.Ascii(to)}\"/>"
        );
        return id;
    }

    public void Write(Stream to, CancellationToken cancellation)
    {
        FinishRelations();
        if (_types.Length > 0)
            Edit(WorkbookParts.PlainName(_parts[TypesPart].FullName), Appending(_types.ToString()));
        StartOver();
        using var copy = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var entry in _zip.Entries)
        {
            cancellation.ThrowIfCancellationRequested();
            var made = copy.CreateEntry(entry.FullName, CompressionLevel.Optimal);
            made.LastWriteTime = entry.LastWriteTime;
            made.ExternalAttributes = entry.ExternalAttributes;
            using var written = made.Open();
            var name = WorkbookParts.PlainName(entry.FullName);
            if (_edited.TryGetValue(name, out var edit))
                Edit(name, edit, written);
            else
                Copy(entry, written);
        }

        foreach (var name in _addedInOrder)
        {
            cancellation.ThrowIfCancellationRequested();
            var made = copy.CreateEntry(name, CompressionLevel.Optimal);
            made.LastWriteTime = Timeless;
            using var text = new StreamWriter(made.Open(), new UTF8Encoding(false));
            _added[name](text);
        }
    }

    /// <summary>Copies a part and adds elements at the end of its root; <c>{0}</c> in them is replaced by its prefix.</summary>
    public static Action<RawXml, TextWriter> Appending(string elements) =>
        (xml, to) =>
        {
            var prefix = "";
            while (xml.Read())
            {
                if (xml.Depth == 0 && xml.Kind is RawKind.Start or RawKind.Empty)
                    prefix = xml.Prefix;
                if (xml.Depth == 0 && xml.Kind == RawKind.Empty)
                {
                    var name = $"{prefix}{xml.Name}";
                    xml.WriteOpened(to);
                    to.Write(elements.Replace("{0}", prefix, StringComparison.Ordinal));
                    to.Write($"</{name}>");
                    continue;
                }

                if (xml.Depth == 0 && xml.Kind == RawKind.End)
                    to.Write(elements.Replace("{0}", prefix, StringComparison.Ordinal));
                to.Write(xml.Raw);
            }
        };

    private static string RelationsPart(string part)
    {
        var end = part.LastIndexOf('/') + 1;
        return $"{part[..end]}_rels/{part[end..]}.rels";
    }

    private void FinishRelations()
    {
        foreach (var (part, added) in _addedRelations)
        {
            var name = RelationsPart(part);
            var elements = string.Concat(added);
            if (_parts.TryGetValue(name, out var entry))
            {
                Edit(WorkbookParts.PlainName(entry.FullName), Appending(elements));
                continue;
            }

            Add(name, RelationsType, to =>
                to.Write(
                    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
                        + $"<Relationships xmlns=\"{PackageRelations}\">{elements.Replace("{0}", "", StringComparison.Ordinal)}</"
                        + "Relationships>"
                )
            );
        }
    }

    private void ReadTypes(ZipArchiveEntry types)
    {
        using var xml = WorkbookParts.Reader(new MeteredStream(types.Open(), TypesPart, _meter, isXml: true));
        while (WorkbookParts.Next(xml, TypesPart))
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "Default" && xml.GetAttribute("Extension") is { } extension)
                _defaults.Add(extension);
        }
    }

    private void Edit(string name, Action<RawXml, TextWriter> edit, Stream to)
    {
        using var xml = Raw(name);
        using var text = new StreamWriter(to, xml.Encoding, 1 << 16, leaveOpen: true);
        edit(xml, text);
    }

    private void Copy(ZipArchiveEntry entry, Stream to)
    {
        using var from = new MeteredStream(entry.Open(), entry.FullName, _meter, isXml: false);
        from.CopyTo(to, 1 << 16);
    }
}
