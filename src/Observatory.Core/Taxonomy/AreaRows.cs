using Observatory.Core.Languages;

namespace Observatory.Core.Taxonomy;

/// <summary>Reads the areas of the taxonomy: States, subdivisions, groups, and their population.</summary>
internal sealed class AreaRows(TaxonomyFiles files)
{
    public List<Country> Countries() =>
        files.Countries.Read(r => new Country(
            r.Required("iso3"),
            r.Required("iso2"),
            r.Required("m49"),
            r.Label("name"),
            r.Code("subregion", files.Groups.Codes),
            r.Required("oas_status"),
            r.Optional("status_note")
        ));

    /// <summary>The States and their subdivisions.</summary>
    public List<Area> Areas() =>
        [
            .. files.Countries.Read(r => new Area(r["iso3"], AreaLevel.Country, r["iso3"], null, NameOf(r), null)),
            .. files.Subdivisions.Read(ReadSubdivision),
        ];

    public List<AreaGroup> Groups()
    {
        var memberships = files
            .GroupMembers.Read(r => new GroupMember(
                r.Code("group", files.Groups.Codes),
                r.Code("area", files.AreaCodes),
                r.OptionalInteger("from_year"),
                r.OptionalInteger("to_year")
            ))
            .ToLookup(m => m.Group, StringComparer.Ordinal);
        return files.Groups.Read(r => new AreaGroup(r.Required("code"), r.Label("label"), [.. memberships[r["code"]]]));
    }

    public List<PopulationFigure> Population()
    {
        var (sexes, ages) = (files.MembersOf("SEX"), files.MembersOf("AGE"));
        return files.Population.Read(r => new PopulationFigure(
            r.Code("area", files.Countries.Codes),
            (int)r.Whole("year", 1800, 2200),
            r.Code("sex", sexes),
            r.Code("age", ages),
            r.Whole("persons", 0, long.MaxValue),
            r.Code("obs_status", files.Statuses.Codes)
        ));
    }

    private Area ReadSubdivision(TaxonomyRow r)
    {
        var country = r.Code("country", files.Countries.Codes);
        return new Area(
            r.Required("code"),
            (AreaLevel)r.Whole("level", 1, 4),
            country,
            r.OptionalCode("parent", files.Subdivisions.Codes) ?? country,
            LocalText.Same(r.Required("name")),
            r.Optional("type")
        );
    }

    // The name of a State is checked once, with the State; its area uses it unchecked.
    private static LocalText NameOf(TaxonomyRow r) => new(r["name_en"], r["name_es"], r["name_fr"], r["name_pt"]);
}
