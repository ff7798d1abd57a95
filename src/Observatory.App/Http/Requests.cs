using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Warehouse.Database;

namespace Observatory.App.Http;

/// <summary>Reads the parts of a request that all addresses have in common.</summary>
internal static class Requests
{
    public static JsonSerializerOptions Json { get; } =
        new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The query parameters as written; <c>area</c> and <c>AREA</c> are different ones.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Pairs(HttpContext context)
    {
        foreach (var pair in new QueryStringEnumerable(context.Request.QueryString.Value))
            yield return KeyValuePair.Create(pair.DecodeName().ToString(), pair.DecodeValue().ToString());
    }

    /// <summary>Middleware that refuses invalid text anywhere in an address, so that endpoints need not check for it.</summary>
    /// <exception cref="Refusal">PARAMETER_VALUE.</exception>
    public static Task SoundAsync(HttpContext context, RequestDelegate next)
    {
        foreach (var (name, value) in context.Request.RouteValues)
            Given.Text(name, value as string);
        foreach (var (name, value) in Pairs(context))
            Given.Text(Given.IsSound(name) ? name : "?", value);
        return next(context);
    }

    /// <summary>The parameters of an address that accepts these and <c>lang</c>, each at most once.</summary>
    /// <exception cref="Refusal">PARAMETER_UNKNOWN with the nearest name.</exception>
    public static IReadOnlyDictionary<string, string> Read(HttpContext context, params IReadOnlyList<string> allowed)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in Pairs(context))
        {
            if (name != "lang" && !allowed.Contains(name))
                throw new Refusal(
                    RefusalCodes.ParameterUnknown,
                    ("value", name),
                    ("nearest", NearestWord.To(name, allowed) ?? string.Join(", ", allowed.Append("lang")))
                );
            given[name] = value;
        }
        return given;
    }

    /// <summary>The language of <c>lang</c>, otherwise the best of <c>Accept-Language</c>, otherwise English.</summary>
    public static Language LanguageOf(HttpContext context)
    {
        foreach (var (name, value) in Pairs(context))
            if (name == "lang" && LanguageCodes.TryParse(value) is { } asked)
                return asked;
        if (StringWithQualityHeaderValue.TryParseList(context.Request.Headers.AcceptLanguage, out var accepted))
            foreach (var entry in accepted.OrderByDescending(a => a.Quality ?? 1))
                if (LanguageCodes.TryParse(entry.Value.ToString()) is { } language)
                    return language;
        return Language.En;
    }

    /// <summary>
    /// Writes the entity tag of a response that changes only with figures or taxonomy. True if the caller has the current version; the
    /// response is then 304.
    /// </summary>
    public static bool IsKnown(HttpContext context, NewestLoadRow vintage, string taxonomy, string form)
    {
        var language = LanguageOf(context);
        var text = $"{vintage.Vintage}\n{taxonomy}\n{context.Request.Path}{context.Request.QueryString}\n{form}\n{language.Code()}";
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 12))}\"";
        var headers = context.Response.Headers;
        headers.ETag = tag;
        headers.Vary = "Accept, Accept-Language";
        headers.CacheControl = "no-cache";
        headers.ContentLanguage = language.Code();
        if (vintage.LoadedAt is { } at)
            headers.LastModified = at.ToDateTimeOffset().ToString("r", System.Globalization.CultureInfo.InvariantCulture);
        if (
            !StringValues.IsNullOrEmpty(context.Request.Headers.IfNoneMatch)
            && context
                .Request.Headers.IfNoneMatch.ToString()
                .Split(',', StringSplitOptions.TrimEntries)
                .Any(t => t == tag || t == "*" || t == "W/" + tag)
        )
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return true;
        }
        return false;
    }
}
