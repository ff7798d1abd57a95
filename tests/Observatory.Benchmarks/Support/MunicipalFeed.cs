using System.Text;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Observatory.Warehouse.Taxonomy;

namespace Observatory.Benchmarks.Support;

/// <summary>
/// Mappings for the generated municipal files: that of the state file with municipalities in the place of states, which the file
/// itself brings. They are no feeds of the tree, since no office sends these files.
/// </summary>
internal static class MunicipalFeed
{
    public const string Provider = "MEX_SESNSP";
    private const string States = "MEX/sesnsp-state-offences";

    public static string Name(FileForm form) =>
        form == FileForm.Wide ? "MEX/sesnsp-municipal-offences" : "MEX/sesnsp-municipal-offences-long";

    public static string Prefix(FileForm form) => form == FileForm.Wide ? "municipal-" : "municipal-long-";

    public static bool IsName(string fileName) => fileName.StartsWith(Prefix(FileForm.Wide), StringComparison.Ordinal);

    /// <summary>The wide mapping with all it makes of a cell: the office's classification and the shared taxonomy.</summary>
    public static Mapping Read(LibraryState library)
    {
        var states = library.Find(States)?.Files
            ?? throw new InvalidOperationException($"There is no folder {States} to take label tables from.");
        var (mapping, findings) = MappingReader.Read(
            new FolderFiles(Name(FileForm.Wide), Files(states, FileForm.Wide, oneFigureOfCell: false)),
            library.Taxonomy
        );
        return mapping
            ?? throw new InvalidOperationException(
                string.Join("; ", findings.Select(f => $"{f.Code} {f.Where} {string.Join(", ", f.Arguments.Values)}"))
            );
    }

    /// <summary>
    /// Writes both mappings as folders for <c>--mappings</c>, with the office's classification alone: each cell is one figure, as it is for
    /// the statements that are measured beside.
    /// </summary>
    public static void Write(string folder)
    {
        var states = Folders.Read(Path.Combine([Checkout.Root, "etl-mappings", .. States.Split('/')]), States);
        foreach (var form in Enum.GetValues<FileForm>())
        {
            var into = Directory.CreateDirectory(Path.Combine([folder, .. Name(form).Split('/')]));
            foreach (var (name, content) in Files(states, form, oneFigureOfCell: true))
                File.WriteAllBytes(Path.Combine(into.FullName, name), content.ToArray());
        }
    }

    private static Dictionary<string, ReadOnlyMemory<byte>> Files(FolderFiles states, FileForm form, bool oneFigureOfCell)
    {
        var yaml = Yaml(Encoding.UTF8.GetString(states.Files[MappingReader.FileName].Span), form, oneFigureOfCell);
        var files = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal)
        {
            [MappingReader.FileName] = Encoding.UTF8.GetBytes(yaml),
        };
        foreach (var table in new[] { "areas.csv", "national.csv", "offences.csv" })
        {
            if (table != "offences.csv" || !oneFigureOfCell)
                files[table] = states.Files[table];
        }
        return files;
    }

    private static string Yaml(string states, FileForm form, bool oneFigureOfCell)
    {
        var lines = states
            .ReplaceLineEndings("\n")
            .Split('\n')
            .Where(l => !Begins(l, "covers:") && !Begins(l, "  fileName:"))
            .Select(l => Begins(l, "mapping:") ? $"mapping: {Name(form)}" : l)
            .SelectMany(l => Begins(l, "  REF_AREA:") ? Areas : [l]);
        if (oneFigureOfCell)
            lines = WithoutTaxonomy(lines).SelectMany(l => Begins(l, "recognise:") ? EveryFile.Append(l) : [l]);
        if (form == FileForm.Long)
            lines = lines.Where(l => !IsOfWide(l)).Select(Long);
        return string.Join('\n', lines);
    }

    /// <summary>
    /// Without totals, and without what sums cells into the shared taxonomy: its block, and the notes that only its table names.
    /// </summary>
    private static IEnumerable<string> WithoutTaxonomy(IEnumerable<string> lines)
    {
        string? inside = null;
        foreach (var line in lines)
        {
            if (Begins(line, "notes:"))
                inside = "  ";
            else if (Begins(line, "  - name:"))
                inside = line.Contains("shared taxonomy", StringComparison.Ordinal) ? "    " : null;
            else if (inside is not null && !Begins(line, inside))
                inside = null;
            if (inside is null && !Begins(line, "    totalOver:") && !Begins(line, "combine:"))
                yield return line;
        }
    }

    private static bool IsOfWide(string line) =>
        Begins(line, "unpivot:") || Begins(line, "           ") || Begins(line, "ignore:") || Begins(line, "  Entidad:");

    private static string Long(string line)
    {
        if (Begins(line, "  TIME_PERIOD:"))
            return "  TIME_PERIOD:  { pattern: \"{anio}-{mes:02}\" }";
        if (Begins(line, "  OBS_VALUE:"))
            return "  OBS_VALUE:    { column: valor, type: integer }";
        var renamed = line;
        foreach (var (wide, narrow) in Headings)
            renamed = renamed.Replace(wide, narrow, StringComparison.Ordinal);
        return renamed;
    }

    private static bool Begins(string line, string start) => line.StartsWith(start, StringComparison.Ordinal);

    private static readonly (string Wide, string Long)[] Headings =
    [
        ("{Cve. Municipio}", "{cve_municipio}"),
        ("name: Municipio", "name: municipio"),
        ("Clave_Ent", "clave_ent"),
        ("Bien jurídico afectado", "bien_juridico"),
        ("Tipo de delito", "tipo"),
        ("Subtipo de delito", "subtipo"),
        ("Modalidad", "modalidad"),
    ];

    /// <summary>Without it the table is that of the first file alone, where one is sent in parts.</summary>
    private static readonly string[] EveryFile = ["sheet: \"*\""];

    private static readonly string[] Areas =
    [
        "  REF_AREA:",
        "    pattern: \"MEX:{Cve. Municipio}\"",
        "    define: { level: municipality, name: Municipio, parent: { column: Clave_Ent, codes: areas.csv } }",
    ];
}
