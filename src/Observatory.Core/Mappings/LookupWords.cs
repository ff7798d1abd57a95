namespace Observatory.Core.Mappings;

/// <summary>Reads the words of <c>lookups</c>: the tables that rows or cells are joined with.</summary>
internal sealed class LookupWords(LabelTableReader tables, ConceptWords conceptWords)
{
    private static readonly Dictionary<string, bool> Absent = new() { ["refuse"] = false, ["blank"] = true };

    /// <summary>Dictionaries and other tables that rows are joined with; these words belong to the whole mapping.</summary>
    public IReadOnlyList<Lookup> Read(YamlWords words)
    {
        var lookups = new List<Lookup>();
        foreach (var lookup in words.List("lookups"))
        {
            var name = lookup.Text("name", true) ?? "";
            var on = lookup.Texts("on", true);
            var ofCell = on.Any(o => TextPattern.IsOfColumn(o) || conceptWords.BroughtToCells.Contains(o));
            var key = lookup.Has("key") ? lookup.Texts("key") : on;
            if (key.Count != on.Count)
                lookup.Wrong("key", string.Join(", ", on), string.Join(", ", key));
            var (file, sheet) = (lookup.Text("file"), lookup.Text("sheet"));
            if (file is null && sheet is null)
                lookup.Wrong("file", "file, sheet");
            var absent = lookup.OneOf("absent", Absent) ?? false;
            var several = ChoiceOf(lookup.Words("several"));
            if (name.Length == 0 || name.Contains('.', StringComparison.Ordinal) || lookups.Any(l => l.Name == name))
                lookup.Wrong("name", "own-name", name);
            lookups.Add(new Lookup(name, file, sheet, on, key, lookup.Texts("bring", true), absent, several) { IsOfCell = ofCell });
            if (ofCell)
                conceptWords.BroughtToCells = lookups[^1]
                    .Bring.Select(b => $"{name}.{b}")
                    .Concat(conceptWords.BroughtToCells)
                    .ToHashSet(StringComparer.Ordinal);
            lookup.Finish();
        }
        return lookups;
    }

    /// <summary>Which of several rows with one key a lookup takes; null if it may have only one.</summary>
    private LookupChoice? ChoiceOf(YamlWords? words)
    {
        if (words is null)
            return null;
        var column = words.Text("column", true) ?? "";
        var order = words.Text("order", true) ?? "";
        var table = tables.Read(order, words.At("order"), column);
        words.Finish();
        return table is null ? null : new LookupChoice(column, table);
    }
}
