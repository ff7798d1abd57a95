using Observatory.Warehouse.Database;
using Observatory.Warehouse.Series;

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

    public static readonly Statement BringAreas = new("load/bring_areas");
    public static readonly Statement AreaPaths = new("load/area_paths");
    public static readonly Statement Breakdowns = new("load/breakdowns");
    public static readonly Query<IndicatorNumberRow> IndicatorNumbers = new("load/indicator_numbers");
    public static readonly Query<AreaNumberRow> AreaNumbers = new("load/area_numbers");
    public static readonly Query<NumberRow> BreakdownNumbers = new("load/breakdown_numbers");
    public static readonly Query<NumberRow> ProviderNumbers = new("load/provider_numbers");
    public static readonly Query<int> AttributeSet = new("load/attribute_set");
    public static readonly Query<bool> PlaceStands = new("load/place_stands");
    public static readonly Query<int> NewestVintage = new("load/newest_vintage");
    public static readonly Query<bool> IsCompared = new("load/is_compared");
    public static readonly Statement OpenChanges = new("load/open_changes");
    public static readonly Statement ShowChanges = new("load/show_changes");
    public static readonly Statement CloseChanges = new("load/close_changes");
    public static readonly Statement OpenStaging = new("load/open_staging");
    public static readonly Statement OpenSums = new("load/open_sums");
    public static readonly Statement CloseStaging = new("load/close_staging");
    public static readonly Statement DropStaging = new("load/drop_staging");
    public static readonly Statement ClearContent = new("load/clear_staging_content");
    public static readonly Statement ClearSums = new("load/clear_staging_sums");
    public static readonly Statement ClearCodes = new("load/clear_staging_codes");
    public static readonly Statement ClearScopes = new("load/clear_staging_scopes");
    public static readonly Statement ClearPartitions = new("load/clear_staging_partitions");
    public static readonly Statement StagePartition = new("load/stage_partition");

    public static readonly Statement ReplacedLoads = new("load/replaced_loads");
    public static readonly Statement OtherLoads = new("load/other_loads");
    public static readonly Statement MarkBehind = new("load/mark_behind");
    public static readonly Query<TakenFigureRow> TakenFigures = new("load/taken_figures");
    public static readonly Query<short> StagedProviders = new("load/staged_providers");
    public static readonly Statement GiveRoom = new("load/give_room");
    public static readonly Query<PartitionRow> StarPartitions = new("load/star_partitions");
    public static readonly Statement MakePartition = new("load/make_place");
    public static readonly Statement LockProvider = new("load/lock_provider");
    public static readonly Query<bool> TryLockProvider = new("load/try_lock_provider");
    public static readonly Statement WaitWithoutEnd = new("load/wait_without_end");
    public static readonly Statement WaitAsUsual = new("load/wait_as_usual");
    public static readonly Query<Guid> NextInTurn = new("load/next_in_turn");
    public static readonly Query<int> Begin = new("load/begin");
    public static readonly Statement ShowAreas = new("load/show_areas");
    public static readonly Statement BringMembers = new("load/bring_members");
    public static readonly Statement Notes = new("load/notes");
    public static readonly Statement ShowIncoming = new("load/show_incoming");
    public static readonly Query<bool> HasIncoming = new("load/has_incoming");
    public static readonly Query<bool> IsAttachable = new("load/is_attachable");
    public static readonly Statement Covered = new("load/covered");
    public static readonly Statement IndexCovered = new("load/index_covered");
    public static readonly Statement AnalyzeCovered = new("load/analyze_covered");
    public static readonly Statement NewerLoads = new("load/newer_loads");
    public static readonly Query<bool> HasNewerLoads = new("load/has_newer_loads");
    public static readonly Statement Late = new("load/late");
    public static readonly Statement LateCells = new("load/late_cells");
    public static readonly Statement AnalyzeLateCells = new("load/analyze_late_cells");
    public static readonly Statement AnalyzeLate = new("load/analyze_late");
    public static readonly Statement FindLate = new("load/find_late");
    public static readonly Query<int> KeepLate = new("load/keep_late");
    public static readonly Statement ShowPlace = new("load/show_place");
    public static readonly Query<long> FiguresAt = new("load/figures_at");
    public static readonly Statement CompareByMerging = new("load/compare_by_merging");
    public static readonly Statement JoinByHashing = new("load/join_by_hashing");
    public static readonly Statement CompareAsUsual = new("load/compare_as_usual");
    public static readonly Statement WithoutLate = new("load/without_late");
    public static readonly Statement Compare = new("load/compare");
    public static readonly Statement FindChanges = new("load/find_changes");
    public static readonly Statement FindWithdrawn = new("load/find_withdrawn");
    public static readonly Statement WithdrawSamples = new("load/withdraw_samples");
    public static readonly Statement WithdrawReplaced = new("load/withdraw_replaced");
    public static readonly Statement WithoutSample = new("load/without_sample");
    public static readonly Query<ChangeCountRow> CountChanges = new("load/count_changes");
    public static readonly Statement KeepHistory = new("load/keep_history");
    public static readonly Statement ReplaceFacts = new("load/replace_facts");
    public static readonly Statement AddFacts = new("load/add_facts");
    public static readonly Query<bool> AttachIncoming = new("load/attach_incoming");
    public static readonly Statement Scopes = new("load/scopes");
    public static readonly Statement Content = new("load/content");
    public static readonly Statement Partitions = new("load/partitions");
    public static readonly Statement Sheets = new("load/sheets");
    public static readonly Statement SeriesSources = new("load/series_sources");
    public static readonly Statement RefreshStatistics = new("load/refresh_statistics");
    public static readonly Query<DifferingRow> Differing = new("load/differing");
    public static readonly Statement ForgetViews = new("load/forget_views");
    public static readonly Statement TakeTurn = new("load/take_turn");
    public static readonly Query<int> Seal = new("load/seal");
    public static readonly Statement Finish = new("load/finish");
    public static readonly Query<ChangeRow> Changes = new("load/changes");
    public static readonly Query<ChangeRow> Additions = new("load/additions");
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

/// <summary>A number of a submission's code book and its identifier in the warehouse.</summary>
public sealed record NumberRow
{
    public required int Number { get; init; }
    public required int Id { get; init; }
}

public sealed record IndicatorNumberRow
{
    public required int Number { get; init; }
    public required int Id { get; init; }

    /// <summary>Over areas.</summary>
    public required bool AddsUp { get; init; }
    public required bool AddsUpOverTime { get; init; }
}

public sealed record AreaNumberRow
{
    public required int Number { get; init; }
    public required int Id { get; init; }
    public required short CountryId { get; init; }
    public required short Level { get; init; }

    /// <summary>Its parent area; null for a State.</summary>
    public int? ParentId { get; init; }

    /// <summary>
    /// True for the area of incidents without a recorded place, which counts in the sum but is not a part that could be missing.
    /// </summary>
    public required bool IsUnspecified { get; init; }
}

/// <summary>A partition of the star: the figures of a provider and an area level.</summary>
public sealed record PartitionRow
{
    public required short ProviderId { get; init; }
    public required short AreaLevel { get; init; }

    /// <summary>True if all figures of the submission are in this one.</summary>
    public required bool IsOnly { get; init; }
}

public sealed record ChangeCountRow
{
    public required int Added { get; init; }
    public required int Revised { get; init; }
    public required int Withdrawn { get; init; }
}

/// <summary>A figure that an office gives for a whole, and the sum of its parts.</summary>
public sealed record DifferingRow : BrokenDownRow
{
    public required string Indicator { get; init; }
    public required string Area { get; init; }
    public required string Period { get; init; }
    public required string Source { get; init; }
    public required decimal Reported { get; init; }
    public required decimal Derived { get; init; }

    /// <summary>The sheet of the figure in this load; null if another load gave it, or a text file has no sheets.</summary>
    public string? Sheet { get; init; }
    public required int SourceRow { get; init; }
    public required short SourceColumn { get; init; }
}

/// <summary>Figures of an indicator that another feed has given; the one that differs most.</summary>
public sealed record TakenFigureRow : BrokenDownRow
{
    /// <summary>The other feed.</summary>
    public required string Feed { get; init; }
    public required string Indicator { get; init; }
    public required string Area { get; init; }
    public required string Period { get; init; }

    /// <summary>The value that the other feed gave; null if it is missing.</summary>
    public decimal? OldValue { get; init; }

    /// <summary>The value that the submission gives; null if it is missing.</summary>
    public decimal? NewValue { get; init; }

    /// <summary>How many figures of the indicator both feeds give.</summary>
    public required long Figures { get; init; }

    /// <summary>The sheet of the figure in the submission; null in a text file, which has no sheets.</summary>
    public string? Sheet { get; init; }
    public required int SourceRow { get; init; }
    public required short SourceColumn { get; init; }
}

/// <summary>A figure that a load changed.</summary>
public sealed record ChangeRow : BrokenDownRow
{
    public required string Indicator { get; init; }
    public required string Area { get; init; }
    public required string Period { get; init; }

    /// <summary>The provider of the figure.</summary>
    public required string Source { get; init; }

    /// <summary><c>added</c>, <c>revised</c> or <c>withdrawn</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The value before; null if there was none.</summary>
    public decimal? OldValue { get; init; }

    /// <summary>The value since; null if it was withdrawn or is missing.</summary>
    public decimal? NewValue { get; init; }
    public decimal? Difference { get; init; }
    public string? OldStatuses { get; init; }
    public string? NewStatuses { get; init; }
}
