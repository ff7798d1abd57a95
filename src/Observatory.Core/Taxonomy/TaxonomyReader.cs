using Observatory.Core.Checking;
using Observatory.Core.Mappings;

namespace Observatory.Core.Taxonomy;

public static class TaxonomyReader
{
    public static (TaxonomyCatalogue? Catalogue, IReadOnlyList<Finding> Findings) Read(FolderFiles files) => (null, []);
}
