using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Observatory.Core.Checking;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Access;
using Observatory.Warehouse.Faults;
using Observatory.Warehouse.Files;
using Observatory.Warehouse.Submissions;

namespace Observatory.App.Http;

/// <summary>
/// The parts of one multipart request. Its files are buffered in nameless files on disk: the framework's own buffer would leave files
/// behind if the program dies, with columns in them that must never be stored.
/// </summary>
internal sealed class Upload : IAsyncDisposable
{
    /// <summary>Bytes of a whole request: its parts and the boundaries between them.</summary>
    public const long MostBytes = 210L << 20;

    private const string Allowed = "file, feed, publicationDate, comment";
    private const int MaxFiles = 100;

    /// <summary>Characters of a field: somewhat more than the longest comment.</summary>
    private const int MaxFieldLength = 2 * CommentText.Longest;

    private readonly List<DeliveredFile> _files = [];
    private long _bytes;
    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);

    public IReadOnlyList<DeliveredFile> Files => _files;

    /// <summary>The text of a field; null if it is missing or empty.</summary>
    public string? this[string field] => _fields.TryGetValue(field, out var text) && text.Length > 0 ? text : null;

    /// <exception cref="Refusal">
    /// BODY_TYPE if the body is not a form, PARAMETER_MISSING without a file, PARAMETER_UNKNOWN for an unknown field, PARAMETER_VALUE for a
    /// field that is repeated or too long, FILE_REFUSED if a file is too large, UPLOADS_ENOUGH if the office exceeds its daily limit.
    /// </exception>
    public static async Task<Upload> ReadAsync(
        HttpContext context,
        FileStore store,
        UploadAllowance allowance,
        CancellationToken cancellation
    )
    {
        var reader = ReaderOf(context);
        var fingerprint = context.Features.Get<RequestFingerprint>();
        var upload = new Upload();
        try
        {
            while (await reader.ReadNextSectionAsync(cancellation) is { } section)
                await upload.TakeAsync(section, store, allowance, fingerprint, cancellation);
            return upload._files.Count > 0 ? upload : throw new Refusal(RefusalCodes.ParameterMissing, ("value", "file"));
        }
        catch (Exception fault)
        {
            await upload.DisposeAsync();
            if (IsTorn(fault))
                throw Torn();
            throw;
        }
    }

    /// <summary>Reads a repeated form for its fingerprint only, without storing anything.</summary>
    /// <exception cref="Refusal">BODY_TYPE, PARAMETER_VALUE.</exception>
    public static async Task PassOverAsync(HttpContext context, RequestFingerprint fingerprint, CancellationToken cancellation)
    {
        var reader = ReaderOf(context);
        try
        {
            while (await reader.ReadNextSectionAsync(cancellation) is { } section)
            {
                if (section.AsFileSection() is { FileStream: { } content } file)
                {
                    fingerprint.Add(file.Name, file.FileName);
                    await fingerprint.Through(content).CopyToAsync(Stream.Null, cancellation);
                }
                else if (section.AsFormDataSection() is { } field)
                    fingerprint.Add(field.Name, await TextAsync(field, cancellation));
            }
        }
        catch (Exception fault) when (IsTorn(fault))
        {
            throw Torn();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var file in _files)
            await file.Content.DisposeAsync();
    }

    private static MultipartReader ReaderOf(HttpContext context) =>
        MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
        && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
        && HeaderUtilities.RemoveQuotes(type.Boundary) is { Length: > 0 and <= 200 } boundary
            ? new MultipartReader(boundary.Value!, context.Request.Body)
            : throw new Refusal(RefusalCodes.BodyType, ("value", context.Request.ContentType ?? ""), ("expected", "multipart/form-data"));

    /// <summary>Whether the request ended early. A full disk of ours is not the sender's fault, so it does not count.</summary>
    private static bool IsTorn(Exception fault) =>
        fault is InvalidDataException or IOException and not BadHttpRequestException && Outage.Of(fault) is null;

    private static Refusal Torn() =>
        new(RefusalCodes.ParameterValue, ("column", "body"), ("value", ""), ("expected", "multipart/form-data"));

    private static async Task<string> TextAsync(FormMultipartSection field, CancellationToken cancellation)
    {
        using var text = new StreamReader(field.Section.Body, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, 1 << 10);
        var letters = new StringBuilder();
        var buffer = ArrayPool<char>.Shared.Rent(1 << 10);
        try
        {
            while (await text.ReadAsync(buffer, cancellation) is > 0 and var read)
                if (letters.Append(buffer, 0, read).Length > MaxFieldLength)
                    throw new Refusal(
                        RefusalCodes.ParameterValue,
                        ("column", field.Name),
                        ("value", letters.ToString(0, 40) + "…"),
                        ("expected", string.Create(CultureInfo.InvariantCulture, $"1 – {CommentText.Longest}"))
                    );
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
        return Given.Text(field.Name, letters.ToString());
    }

    private async Task TakeAsync(
        MultipartSection section,
        FileStore store,
        UploadAllowance allowance,
        RequestFingerprint? fingerprint,
        CancellationToken cancellation
    )
    {
        if (section.AsFileSection() is { FileStream: { } content } file)
        {
            if (file.Name != "file")
                throw new Refusal(RefusalCodes.ParameterUnknown, ("value", file.Name), ("nearest", Allowed));
            if (_files.Count == MaxFiles)
                throw new Refusal(
                    RefusalCodes.ParameterValue,
                    ("column", "file"),
                    ("value", $"{MaxFiles + 1}"),
                    ("expected", $"1 – {MaxFiles}")
                );
            fingerprint?.Add(file.Name, file.FileName);
            if (_files.Count >= allowance.FilesLeft)
                throw UploadLimitDesk.Enough(allowance);
            var spooled = await store.SpoolAsync(fingerprint?.Through(content) ?? content, allowance.Limits.FileBytes, cancellation);
            _files.Add(new DeliveredFile(file.FileName, spooled.Content));
            if ((_bytes += spooled.Bytes) > allowance.BytesLeft)
                throw UploadLimitDesk.Enough(allowance);
        }
        else if (section.AsFormDataSection() is { } field)
        {
            if (field.Name is not ("feed" or "publicationDate" or "comment"))
                throw new Refusal(RefusalCodes.ParameterUnknown, ("value", field.Name), ("nearest", Allowed));
            var text = await TextAsync(field, cancellation);
            fingerprint?.Add(field.Name, text);
            if (!_fields.TryAdd(field.Name, text))
                throw new Refusal(RefusalCodes.ParameterValue, ("column", field.Name), ("value", text), ("expected", "1"));
        }
        else
            throw Torn();
    }
}
