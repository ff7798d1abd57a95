using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Observatory.Core.Checking;
using Observatory.Core.Reading;
using Observatory.Warehouse.Submissions;

namespace Observatory.App.Api;

/// <summary>
/// The parts of one multipart request. Files wait without a name on disk: a framework's own buffer would leave them behind when the program dies,
/// with columns in them that must never be stored.
/// </summary>
internal sealed class Upload : IAsyncDisposable
{
    private const string Allowed = "file, feed, publicationDate, comment";
    private const int MaxFiles = 100;
    private const int MaxFieldLength = 64 << 10;

    private readonly List<DeliveredFile> _files = [];
    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);

    public IReadOnlyList<DeliveredFile> Files => _files;

    /// <summary>The text of a field; null where it was not given or is empty.</summary>
    public string? this[string field] => _fields.TryGetValue(field, out var text) && text.Length > 0 ? text : null;

    /// <exception cref="Refusal">PARAMETER_MISSING without a file, PARAMETER_UNKNOWN for a field that nobody knows, FILE_REFUSED where a file is too large.</exception>
    public static async Task<Upload> ReadAsync(HttpContext context, FileStore store, ReadLimits limits, CancellationToken cancellation)
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= 200 } boundary)
            throw new Refusal(RefusalCodes.ParameterMissing, ("value", "file (multipart/form-data)"));
        var upload = new Upload();
        try
        {
            var reader = new MultipartReader(boundary.Value!, context.Request.Body);
            while (await reader.ReadNextSectionAsync(cancellation) is { } section)
                await upload.TakeAsync(section, store, limits, cancellation);
            return upload._files.Count > 0 ? upload : throw new Refusal(RefusalCodes.ParameterMissing, ("value", "file"));
        }
        catch (Exception fault)
        {
            await upload.DisposeAsync();
            if (fault is InvalidDataException or IOException and not BadHttpRequestException)
                throw new Refusal(RefusalCodes.ParameterValue, ("column", "body"), ("value", ""), ("expected", "multipart/form-data"));
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var file in _files)
            await file.Content.DisposeAsync();
    }

    private async Task TakeAsync(MultipartSection section, FileStore store, ReadLimits limits, CancellationToken cancellation)
    {
        if (section.AsFileSection() is { FileStream: { } content } file)
        {
            if (file.Name != "file")
                throw new Refusal(RefusalCodes.ParameterUnknown, ("value", file.Name), ("nearest", Allowed));
            if (_files.Count == MaxFiles)
                throw new Refusal(RefusalCodes.ParameterValue, ("column", "file"), ("value", $"{MaxFiles + 1}"), ("expected", $"1 – {MaxFiles}"));
            var spooled = await store.SpoolAsync(content, limits.MaxFileBytes, cancellation);
            _files.Add(new DeliveredFile(file.FileName, spooled.Content));
        }
        else if (section.AsFormDataSection() is { } field)
        {
            if (field.Name is not ("feed" or "publicationDate" or "comment"))
                throw new Refusal(RefusalCodes.ParameterUnknown, ("value", field.Name), ("nearest", Allowed));
            using var text = new StreamReader(field.Section.Body);
            var buffer = new char[MaxFieldLength];
            var length = await text.ReadBlockAsync(buffer, cancellation);
            _fields.TryAdd(field.Name, new string(buffer, 0, length));
        }
    }
}
