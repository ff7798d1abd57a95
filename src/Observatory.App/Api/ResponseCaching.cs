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
/// Answers that are asked for again and again are kept in memory as they went out, under the vintage and the taxonomy they are of: nothing
/// has to be thrown away when figures change, since nobody asks for the old ones any more. Who asks waits for nobody else who asks the
/// same.
/// </summary>
internal static class ResponseCaching
{
    public const string OfVintage = "vintage";

    /// <summary>For what also changes with the day and with what feeds declare.</summary>
    public const string OfDay = "day";

    /// <summary>Bytes of all answers that are kept.</summary>
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
    /// What a request says of caches is meant for those on its way: here an answer is made where none is kept (RFC 9111, section 5.2.1).
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

    /// <summary>What is published is the same for everybody: also who sends a key is answered from what is kept.</summary>
    private sealed class ForEverybody : IOutputCachePolicy
    {
        public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
        {
            var request = context.HttpContext.Request;
            var question = HttpMethods.IsGet(request.Method) ? QuestionOf(context.HttpContext) : null;
            context.AllowLocking = false;
            context.EnableOutputCaching = context.AllowCacheLookup = context.AllowCacheStorage = question is not null;
            // The host is what a caller says, and no answer names it.
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
    /// What tells one question from another, always of one length: path and query letter by letter, and of the headers what they come to.
    /// Null where the headers ask for a format that there is none of: the address says what it makes of that.
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
