using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Loading;

/// <summary>The statements of a load, in the order in which it runs them.</summary>
public static class LoadQueries
{
    public static readonly Query<int> RegisterMapping = new("load/register_mapping");
    public static readonly Statement KeepMappingFile = new("load/keep_mapping_file");
    public static readonly Query<MappingFileRow> MappingFiles = new("load/mapping_files");
    public static readonly Query<MappingVersionRow> NewestMapping = new("load/newest_mapping");
    public static readonly Query<int?> TaxonomyNumber = new("load/taxonomy_number");
    public static readonly Query<short?> ProviderNumber = new("load/provider_number");

    public static readonly Query<short> StagedProviders = new("load/staged_providers");
    public static readonly Statement LockProvider = new("load/lock_provider");
    public static readonly Query<int> Begin = new("load/begin");
    public static readonly Statement BringAreas = new("load/bring_areas");
    public static readonly Statement AreaPaths = new("load/area_paths");
    public static readonly Statement BringMembers = new("load/bring_members");
    public static readonly Statement Breakdowns = new("load/breakdowns");
    public static readonly Statement AttributeSets = new("load/attribute_sets");
    public static readonly Statement IncomingIndicator = new("load/incoming_indicator");
    public static readonly Statement IncomingArea = new("load/incoming_area");
    public static readonly Statement IncomingBreakdown = new("load/incoming_breakdown");
    public static readonly Statement IncomingProvider = new("load/incoming_provider");
    public static readonly Statement IncomingAttributes = new("load/incoming_attributes");
    public static readonly Statement Incoming = new("load/incoming");
    public static readonly Query<int> CountIncoming = new("load/count_incoming");
    public static readonly Statement AnalyzeIncoming = new("load/analyze_incoming");
    public static readonly Statement Standing = new("load/standing");
    public static readonly Statement AnalyzeStanding = new("load/analyze_standing");
    public static readonly Query<int> CloseRevised = new("load/close_revised");
    public static readonly Query<InsertedRow> InsertFacts = new("load/insert_facts");
    public static readonly Query<int> Withdraw = new("load/withdraw");
    public static readonly Statement Scopes = new("load/scopes");
    public static readonly Statement Sheets = new("load/sheets");
    public static readonly Statement SeriesSources = new("load/series_sources");
    public static readonly Statement RefreshStatistics = new("load/refresh_statistics");
    public static readonly Statement Finish = new("load/finish");
    public static readonly Statement ClearObservations = new("load/clear_staging_observations");
    public static readonly Statement ClearCodes = new("load/clear_staging_codes");
    public static readonly Statement ClearScopes = new("load/clear_staging_scopes");
    public static readonly Query<ChangeRow> Changes = new("load/changes");
}

public sealed record MappingFileRow
{
    public required string Name { get; init; }
    public required byte[] Content { get; init; }
}

public sealed record MappingVersionRow
{
    public required int Version { get; init; }
    public required string Checksum { get; init; }
}

public sealed record InsertedRow
{
    public required int Added { get; init; }
    public required int Late { get; init; }
}

/// <summary>A figure that a load changed.</summary>
public sealed record ChangeRow : Series.IBrokenDown
{
    public required string Indicator { get; init; }
    public required string Area { get; init; }
    public required string Period { get; init; }
    /// <summary>The provider whose figure it is.</summary>
    public required string Source { get; init; }
    public required string Sex { get; init; }
    public required string Age { get; init; }
    public required string Mechanism { get; init; }
    public required string Relationship { get; init; }
    public required string Motive { get; init; }
    public required string Place { get; init; }
    public required string Urban { get; init; }
    public required string Citizenship { get; init; }
    public required string Exploitation { get; init; }
    public required string Drug { get; init; }
    public required string Offence { get; init; }
    /// <summary><c>added</c>, <c>revised</c> or <c>withdrawn</c>.</summary>
    public required string Kind { get; init; }
    /// <summary>The value that held before; null where there was none.</summary>
    public decimal? OldValue { get; init; }
    /// <summary>The value that holds since; null where it was withdrawn or is missing.</summary>
    public decimal? NewValue { get; init; }
    public decimal? Difference { get; init; }
    public string? OldStatuses { get; init; }
    public string? NewStatuses { get; init; }
}
