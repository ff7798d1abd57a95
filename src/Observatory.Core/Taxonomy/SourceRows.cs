namespace Observatory.Core.Taxonomy;

/// <summary>Reads what the taxonomy says of sources: providers, their order of preference, breaks in their series, their words.</summary>
internal sealed class SourceRows(TaxonomyFiles files)
{
    /// <param name="revisions">How each provider revises its figures, by its code.</param>
    public List<Provider> Providers(IReadOnlyDictionary<string, string> revisions) =>
        files.Providers.Read(r => new Provider(
            r.Required("code"),
            r.OptionalCode("country", files.Countries.Codes),
            r.Label("name"),
            r.Code("source_system", files.MembersOf("SOURCE")),
            r.OneOf("counting_rule", "principal", "all", "unknown"),
            r.OneOf("reference_date", "event", "report", "registration", "judgment", "unknown"),
            r.Required("licence"),
            r.Optional("url"),
            revisions.GetValueOrDefault(r["code"])
        ));

    /// <summary>How each provider revises its figures, by its code.</summary>
    public Dictionary<string, string> Revisions() =>
        files
            .Revisions.Read(r => (Provider: r.Code("provider", files.Providers.Codes), Revision: r.Required("revision")))
            .ToDictionary(r => r.Provider, r => r.Revision, StringComparer.Ordinal);

    public List<PreferredSource> PreferredSources() => files.PreferredSources.Read(ReadPreferredSource);

    public List<SeriesBreak> Breaks() =>
        files.Breaks.Read(r => new SeriesBreak(
            r.Code("area", files.AreaCodes),
            r.Code("indicator", files.Indicators.Codes.And(CodeSet.Any)),
            r.Code("provider", files.Providers.Codes.And(CodeSet.Any)),
            r.Period("period"),
            r.OneOf("kind", [.. SeriesBreak.Kinds]),
            r.Label("note"),
            r.Required("source")
        ));

    public List<CategorySynonym> Synonyms() => files.Synonyms.Read(ReadSynonym);

    private PreferredSource ReadPreferredSource(TaxonomyRow r)
    {
        var preferred = new PreferredSource(
            r.Code("area", files.AreaCodes.And(CodeSet.Any)),
            r.Code("indicator", files.Indicators.Codes.And(CodeSet.Any)),
            r.Code("provider", files.Providers.Codes),
            r.Integer("rank"),
            r.OptionalInteger("from_year"),
            r.OptionalInteger("to_year")
        );
        if (preferred.FromYear > preferred.ToYear)
            r.Wrong("to_year", TaxonomyTable.Text(preferred.FromYear.Value));
        return preferred;
    }

    private CategorySynonym ReadSynonym(TaxonomyRow r)
    {
        r.Codes("disaggregation", files.Members.Codes);
        return new CategorySynonym(
            r.Code("country", files.Countries.Codes),
            r.Required("source_system"),
            r.Required("language"),
            r.Required("label"),
            r.Optional("national_code"),
            r.Code("indicator", files.Indicators.Codes),
            r["disaggregation"],
            r.Code("counting_unit", files.MembersOf("COUNTING_UNIT")),
            r.OneOf("match", "exact", "narrower", "broader", "partial"),
            r.OneOf("verification", "verified", "from_knowledge")
        );
    }
}
