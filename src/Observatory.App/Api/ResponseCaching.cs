using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Net.Http.Headers;
using Observatory.App.Composition;
using Observatory.App.Http;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Output;

namespace Observatory.App.Api;

/// <summary>
/// Caches responses in memory, under the vintage and the taxonomy on which they are based. Nothing has to be evicted when figures change,
/// because requests then use a new key. Requests do not wait for an identical one that is in progress.
/// </summary>
internal static class ResponseCaching
{
    public const string OfVintage = "vintage";

    /// <summary>Policy for responses that also change with the day and with declarations of feeds.</summary>
    public const string OfDay = "day";

    /// <summary>Bytes of all cached responses together.</summary>
    public const long MostBytes = 64L << 20;

    private const long MostOfOne = 256L << 10;
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    public static void Add(IServiceCollection services, Platform platform)
    {
        services.AddSingleton(new ResponseStore(MostBytes));
        services.AddSingleton<IOutputCacheStore>(p => p.GetRequiredService<ResponseStore>());
        services.AddOutputCache(o =>
        {
            o.MaximumBodySize = MostOfOne;
            o.AddPolicy(OfVintage, b => Of(b, platform), excludeDefaultPolicy: true);
            o.AddPolicy(
                OfDay,
                b =>
                    Of(b, platform)
                        .VaryByValue(_ =>
                            new(
                                "day",
                                Hash(Asking.Timeliness.Mark(platform.Library.Current(), platform.Clock.GetCurrentInstant().InUtc().Date))
                            )
                        ),
                excludeDefaultPolicy: true
            );
        });
    }

    /// <summary>
    /// Ignores the cache directives of a request, which are meant for caches between client and server: a response that is not cached is
    /// made (RFC 9111, section 5.2.1).
    /// </summary>
    public static Task WithoutCacheWordsAsync(HttpContext context, RequestDelegate next)
    {
        context.Request.Headers.Remove(HeaderNames.CacheControl);
        context.Request.Headers.Remove(HeaderNames.Pragma);
        return next(context);
    }

    private static OutputCachePolicyBuilder Of(OutputCachePolicyBuilder policy, Platform platform) =>
        policy
            .AddPolicy<ForEverybody>()
            .Expire(Longest)
            .VaryByValue(async (_, cancellation) => new("vintage", await VintageAsync(platform, cancellation)));

    /// <summary>Published data is the same for everybody, so requests with a key also use the cache.</summary>
    private sealed class ForEverybody : IOutputCachePolicy
    {
        public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
        {
            var request = context.HttpContext.Request;
            var question = HttpMethods.IsGet(request.Method) ? QuestionOf(context.HttpContext) : null;
            context.AllowLocking = false;
            context.EnableOutputCaching = context.AllowCacheLookup = context.AllowCacheStorage = question is not null;
            // No response contains the host, which the caller chooses, so it must not multiply the entries.
            context.CacheVaryByRules.VaryByHost = false;
            if (question is not null)
                context.CacheVaryByRules.VaryByValues["question"] = question;
            return ValueTask.CompletedTask;
        }

        public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

        public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
        {
            var response = context.HttpContext.Response;
            if (response.StatusCode != StatusCodes.Status200OK || response.Headers.SetCookie.Count > 0)
                context.AllowCacheStorage = false;
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>
    /// A cache key of constant length: a hash of path and query as written, and of the effective values of the headers. Null if
    /// <c>Accept</c> asks for an unsupported format: then the endpoint responds, uncached.
    /// </summary>
    private static string? QuestionOf(HttpContext context)
    {
        try
        {
            var format = ResponseFormat.Accepted(context, context.RequestServices.GetRequiredService<TableFormats>());
            return Hash($"{context.Request.Path}\n{context.Request.QueryString}\n{format.Format}\n{Requests.LanguageOf(context).Code()}");
        }
        catch (Refusal)
        {
            return null;
        }
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static async ValueTask<string> VintageAsync(Platform platform, CancellationToken cancellation)
    {
        var newest = await platform.Sources.Vintages.NewestAsync(cancellation);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{newest.Vintage} {newest.TaxonomyVersion} {platform.Library.Current().Taxonomy.Version}"
        );
    }
}
