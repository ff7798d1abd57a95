using Microsoft.Net.Http.Headers;
using Observatory.Core.Checking;
using Observatory.Core.Output;

namespace Observatory.App.Api;

/// <summary>The format that a request asks for in its headers, and what an answer says of its format.</summary>
internal static class ResponseFormat
{
    /// <summary>The format that <c>Accept</c> asks for; the default where it asks for none in particular, as a browser does.</summary>
    /// <exception cref="Refusal">FORMAT_UNKNOWN where there is none of those that it asks for.</exception>
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

    /// <param name="name">Of the file, where the format is offered as one; without its ending.</param>
    public static void Announce(HttpContext context, ITableWriter format, string name)
    {
        context.Response.ContentType = $"{format.MediaType}; charset=utf-8";
        if (!format.IsPaged)
            context.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}.{format.Format}\"";
    }

    private static bool Is(MediaTypeHeaderValue type, string name) => type.MediaType.Equals(name, StringComparison.OrdinalIgnoreCase);
}
