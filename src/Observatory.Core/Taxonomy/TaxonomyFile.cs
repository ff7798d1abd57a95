namespace Observatory.Core.Taxonomy;

/// <summary>One file of the taxonomy.</summary>
/// <param name="Rows">Its rows, each code once; null if the file cannot be read.</param>
/// <param name="Codes">The codes of its rows.</param>
internal readonly record struct TaxonomyFile(List<TaxonomyRow>? Rows, CodeSet Codes)
{
    /// <summary>A record for each row; none if the file cannot be read.</summary>
    public List<T> Read<T>(Func<TaxonomyRow, T> read)
    {
        var records = new List<T>(Rows?.Count ?? 0);
        foreach (var row in Rows ?? [])
            records.Add(read(row));
        return records;
    }
}
