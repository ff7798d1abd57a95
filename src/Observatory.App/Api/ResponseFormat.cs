using Microsoft.Net.Http.Headers;
using Observatory.Core.Checking;
using Observatory.Core.Output;

namespace Observatory.App.Api;

/// <summary>Chooses the format of a response from the request's headers, and writes the response's headers for it.</summary>
internal static class ResponseFormat
{
    /// <summary>The format that <c>Accept</c> asks for; the default if it accepts anything, as a browser does.</summary>
    /// <exception cref="Refusal">FORMAT_UNKNOWN if none of the formats in <c>Accept</c> is supported.</exception>
    public static ITableWriter Accepted(HttpContext context, TableFormats formats)
    {
        if (!MediaTypeHeaderValue.TryParseList(context.Request.Headers.Accept, out var accepted) || accepted.Count == 0)
            return formats.Default;
        foreach (var type in accepted.OrderByDescending(a => a.Quality ?? 1))
        {
            if (type.MatchesAllTypes || Is(type, "application/*") || Is(type, "text/html"))
                return formats.Default;
            if (formats.All.FirstOrDefault(w => Is(type, w.MediaType)) is { } found)
                return found;
        }
        throw new Refusal(
            RefusalCodes.FormatUnknown,
            ("value", context.Request.Headers.Accept.ToString()),
            ("nearest", string.Join(", ", formats.All.Select(w => w.MediaType)))
        );
    }

    /// <param name="name">File name without extension, for a format that is offered as a file.</param>
    public static void Announce(HttpContext context, ITableWriter format, string name)
    {
        context.Response.ContentType = $"{format.MediaType}; charset=utf-8";
        if (!format.IsPaged)
            context.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}.{format.Format}\"";
    }

    private static bool Is(MediaTypeHeaderValue type, string name) => type.MediaType.Equals(name, StringComparison.OrdinalIgnoreCase);
}
