namespace Observatory.Core.Suggesting;

/// <summary>
/// Tells headings such as "Número de femicidios", which count, from those such as "Número de expediente", which identify a record.
/// </summary>
internal static class CountWords
{
    private static readonly HashSet<string> Counting = new(StringComparer.Ordinal)
    {
        "numero",
        "numeros",
        "number",
        "numbers",
        "nombre",
        "nro",
        "nr",
        "num",
        "no",
        "n",
        "cantidad",
        "quantidade",
        "total",
        "count",
    };

    private static readonly HashSet<string> Of = new(StringComparer.Ordinal)
    {
        "de",
        "del",
        "of",
        "d",
        "des",
        "du",
        "da",
        "do",
        "dos",
        "das",
        "la",
        "las",
        "los",
        "the",
    };

    private static readonly HashSet<string> Records = new(StringComparer.Ordinal)
    {
        "caso",
        "expediente",
        "carpeta",
        "registro",
        "orden",
        "documento",
        "acta",
        "folio",
        "parte",
        "denuncia",
        "proceso",
        "causa",
        "identificacion",
        "identidad",
        "cedula",
        "placa",
        "telefono",
        "serie",
        "fila",
        "case",
        "file",
        "record",
        "row",
        "document",
        "folder",
        "identity",
        "identification",
        "phone",
        "plate",
        "dossier",
        "enregistrement",
        "piece",
        "telephone",
        "ligne",
        "processo",
        "boletim",
        "ocorrencia",
        "linha",
        "cpf",
        "rg",
        "inquerito",
    };

    /// <summary>True if the heading begins with a word for a number "of" something other than a record.</summary>
    public static bool AreIn(string heading) => What(heading) is { } what && !Records.Contains(what);

    /// <summary>True if the heading begins with a word for the number of a record.</summary>
    public static bool NameRecord(string heading) => What(heading) is { } what && Records.Contains(what);

    private static string? What(string heading)
    {
        var words = WordText.Tokens(heading);
        return words.Length > 2 && Counting.Contains(words[0]) && Of.Contains(words[1])
            ? words.Skip(1).FirstOrDefault(w => !Of.Contains(w))
            : null;
    }
}
