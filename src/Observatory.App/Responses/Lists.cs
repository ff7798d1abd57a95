namespace Observatory.App.Responses;

/// <summary>A whole list.</summary>
public sealed record Listed<T>(IEnumerable<T> Data);

/// <summary>A list, or one page of it, with metadata.</summary>
public sealed record Listed<T, TMeta>(IEnumerable<T> Data, TMeta Meta)
    where TMeta : class;

/// <summary>A single thing.</summary>
public sealed record One<T>(T Data)
    where T : class;

/// <summary>Makes a list without naming its type.</summary>
public static class Listed
{
    public static Listed<T> Of<T>(IEnumerable<T> data) => new(data);

    public static Listed<T, TMeta> Of<T, TMeta>(IEnumerable<T> data, TMeta meta)
        where TMeta : class => new(data, meta);
}

/// <summary>Metadata of a page.</summary>
public sealed record PageMeta
{
    /// <summary>The value of <c>cursor</c> for the next page; null on the last one.</summary>
    public required string? NextCursor { get; init; }
}

/// <summary>Metadata of a page of numbered entries, the newest first.</summary>
public sealed record NumberedPageMeta
{
    /// <summary>The value of <c>cursor</c> for the next page; null on the last one.</summary>
    public required long? NextCursor { get; init; }
}
