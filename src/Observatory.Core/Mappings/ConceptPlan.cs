using Observatory.Core.Normalising;

namespace Observatory.Core.Mappings;

/// <summary>A concept of a series and the places in a table where its text is.</summary>
internal sealed class ConceptPlan(string concept, ConceptSource source)
{
    public string Concept { get; } = concept;
    public ConceptSource Source { get; } = source;

    /// <summary>The concept's place in <see cref="ConceptValues"/>.</summary>
    public int Place { get; } = ConceptValues.PlaceOf(concept);

    /// <summary>The places of the concepts that its label table gives.</summary>
    public int[] TablePlaces { get; } = source.Codes is null ? [] : [.. source.Codes.Concepts.Select(ConceptValues.PlaceOf)];

    /// <summary>The source of the parent of an area that the file brings; null if it brings none.</summary>
    public ConceptPlan? Parent { get; } = source.Define is { } define ? new ConceptPlan(Concepts.RefArea, define.Parent) : null;

    /// <summary>A second source of that parent, which must agree; null for none.</summary>
    public ConceptPlan? Agrees { get; } = source.Define?.Agrees is { } agrees ? new ConceptPlan(Concepts.RefArea, agrees) : null;

    /// <summary>True if an optional column is absent, so that the concept is not given.</summary>
    public bool IsAbsent { get; private set; }

    public TextOrigin[] Columns { get; private set; } = [];

    /// <summary>
    /// The position in <see cref="Columns"/> of each label of the table, which may list its columns in another order.
    /// </summary>
    public int[] LabelOrder { get; private set; } = [];

    public List<(PatternPart Part, TextOrigin Origin)> Parts { get; } = [];

    /// <summary>The origins of its columns and of the parts of its pattern.</summary>
    public TextOrigin[] Origins { get; private set; } = [];

    /// <summary>The columns that lookups bring to each cell.</summary>
    public CellLookup[] Lookups { get; private set; } = [];

    /// <summary>The rows of its label table that the current labels have.</summary>
    public IReadOnlyList<LabelRow> Found { get; set; } = [];

    /// <summary>The columns of the row that it depends on, apart from those that name an area.</summary>
    public IEnumerable<int> RowColumns => Origins.SelectMany(o => o.RowColumns).Concat(Agrees?.RowColumns ?? []);

    public ConceptOrigin Origin =>
        new(Source, Source.Codes?.Concepts ?? [Concept], [.. RowColumns], Source.IsOfCell, Origins.Any(o => o.Facts.Any()));

    public void Bind(TableHeader header, MappingRun run)
    {
        IsAbsent = header.Absent.Count > 0 && TableHeader.Headings(Source).Any(header.Absent.Contains);
        Found = [];
        Columns = [.. Source.Columns.Select(c => TextOrigin.Of(c, header, run))];
        LabelOrder = Source.Codes is { } codes ? OrderOf(codes, Source.Columns) : [];
        Parts.Clear();
        foreach (var part in Source.Pattern is { } pattern ? TextPattern.Parts(pattern) : [])
            Parts.Add((part, part.Token is { } token ? TextOrigin.Of(token, header, run) : TextOrigin.None));
        Origins = [.. Columns, .. Parts.Select(p => p.Origin)];
        Lookups = [.. Origins.Select(o => o.Lookup).OfType<CellLookup>()];
        Parent?.Bind(header, run);
        Agrees?.Bind(header, run);
    }

    /// <summary>True if the column with this heading gives the concept.</summary>
    public bool Reads(string concept, string heading) =>
        (Concept == concept || Source.Codes?.Concepts.Contains(concept) == true) && TableHeader.Headings(Source).Contains(heading);

    /// <summary>
    /// For each label column of the table, the position of its heading among the concept's columns: by name, otherwise in order.
    /// </summary>
    private static int[] OrderOf(LabelTable codes, IReadOnlyList<string> columns)
    {
        var order = new int[codes.LabelColumns.Count];
        var byName = codes.LabelColumns.All(l => columns.Any(c => LabelText.Key(c) == LabelText.Key(l)));
        for (var i = 0; i < order.Length; i++)
            order[i] = byName ? columns.ToList().FindIndex(c => LabelText.Key(c) == LabelText.Key(codes.LabelColumns[i])) : i;
        return order;
    }
}
