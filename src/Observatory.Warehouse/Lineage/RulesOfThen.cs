using System.Data.Common;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Observatory.Core.Taxonomy;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Loading;

namespace Observatory.Warehouse.Lineage;

/// <summary>The mapping and the taxonomy as they were when a load was made.</summary>
internal sealed record RulesOfThen(Mapping Mapping, TaxonomyCatalogue Taxonomy, LoadRow Load)
{
    /// <param name="feed">Name of the mapping's folder.</param>
    /// <exception cref="InvalidOperationException">This program can no longer read the stored version.</exception>
    public static async Task<RulesOfThen> OfAsync(DataSources sources, int loadId, string feed, CancellationToken cancellation)
    {
        await using var connection = await sources.Writer.OpenConnectionAsync(cancellation);
        var load = await LineageQueries.LoadOf.OneAsync(connection, new { load_id = loadId }, cancellation);
        var (mapping, taxonomy) = await ReadAsync(connection, load.MappingVersionId, load.TaxonomyVersionId, feed, cancellation);
        return new RulesOfThen(
            mapping ?? throw new InvalidOperationException($"The mapping of load {loadId} can no longer be read."),
            taxonomy ?? throw new InvalidOperationException($"The taxonomy of load {loadId} can no longer be read."),
            load
        );
    }

    /// <summary>
    /// Stored versions, whether or not anything was loaded with them. Null for a version that this program can no longer read; a mapping
    /// cannot be read without its taxonomy.
    /// </summary>
    public static async Task<(Mapping? Mapping, TaxonomyCatalogue? Taxonomy)> ReadAsync(
        DbConnection connection,
        int mappingVersionId,
        int taxonomyVersionId,
        string feed,
        CancellationToken cancellation
    )
    {
        var taxonomyFiles = await LineageQueries.TaxonomyFiles.ListAsync(
            connection,
            new { taxonomy_version_id = taxonomyVersionId },
            cancellation
        );
        var mappingFiles = await LoadQueries.MappingFiles.ListAsync(
            connection,
            new { mapping_version_id = mappingVersionId },
            cancellation
        );
        var taxonomy = TaxonomyReader.Read(Folder("taxonomy", taxonomyFiles)).Catalogue;
        return (taxonomy is null ? null : MappingReader.Read(Folder(feed, mappingFiles), taxonomy).Mapping, taxonomy);
    }

    private static FolderFiles Folder(string name, IReadOnlyList<MappingFileRow> files) =>
        new(name, files.ToDictionary(f => f.Name, f => (ReadOnlyMemory<byte>)f.Content, StringComparer.Ordinal));
}
