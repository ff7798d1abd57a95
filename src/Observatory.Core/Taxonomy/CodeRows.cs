namespace Observatory.Core.Taxonomy;

/// <summary>Reads the code lists of the taxonomy: units, statuses, ICCS, and the dimensions with their members.</summary>
internal sealed class CodeRows(TaxonomyFiles files)
{
    public List<Unit> Units() => files.Units.Read(r => new Unit(r.Required("code"), r.Label("label")));

    public List<ObsStatus> Statuses() =>
        files.Statuses.Read(r => new ObsStatus(r.Required("code"), r.Flag("is_missing"), r.Flag("is_publishable"), r.Label("label")));

    public List<IccsCategory> Iccs() =>
        files.Iccs.Read(r => new IccsCategory(
            r.Required("code"),
            (int)r.Whole("level", 1, 4),
            r.OptionalCode("parent", files.Iccs.Codes),
            r.Label("label")
        ));

    /// <param name="members">The members of all dimensions.</param>
    public List<Dimension> Dimensions(IReadOnlyList<DimensionMember> members) =>
        files.Dimensions.Read(r => new Dimension(
            r.Required("code"),
            r.Required("codelist"),
            r.Label("label"),
            r.Flag("is_breakdown"),
            [.. members.Where(m => m.Dimension == r["code"])]
        ));

    public List<DimensionMember> Members() => files.Members.Read(ReadMember);

    private DimensionMember ReadMember(TaxonomyRow r) =>
        new(
            r.Code("dimension", files.Dimensions.Codes),
            r.Required("code"),
            r.OptionalCode("parent", files.MembersOf(r["dimension"])),
            r.Integer("sort_order"),
            r.Flag("in_partition"),
            r.Label("label")
        );
}
