using System.Globalization;
using Microsoft.AspNetCore.OutputCaching;

namespace Observatory.App.Composition;

/// <summary>
/// Answers that are asked for again and again are kept in memory as they went out, under the vintage and the taxonomy they are of: nothing has to be
/// thrown away when figures change, since nobody asks for the old ones any more.
/// </summary>
internal static class KeptAnswers
{
    public const string OfVintage = "vintage";

    /// <summary>For what also changes with the day and with what feeds declare.</summary>
    public const string OfDay = "day";

    private const long MostBytes = 64L << 20;
    private const long MostOfOne = 256L << 10;
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    public static void Add(IServiceCollection services, Platform platform) => services.AddOutputCache(o =>
    {
        o.SizeLimit = MostBytes;
        o.MaximumBodySize = MostOfOne;
        o.AddPolicy(OfVintage, b => Of(b, platform), excludeDefaultPolicy: true);
        o.AddPolicy(OfDay, b => Of(b, platform).VaryByValue(_ => new("day", Asking.Timeliness.Mark(platform.Library.Current(), platform.Clock.GetCurrentInstant().InUtc().Date))), excludeDefaultPolicy: true);
    });

    private static OutputCachePolicyBuilder Of(OutputCachePolicyBuilder policy, Platform platform) =>
        policy.AddPolicy<ForEverybody>().Expire(Longest).SetVaryByQuery("*").SetVaryByHeader("Accept", "Accept-Language")
            .VaryByValue(async (_, cancellation) => new("vintage", await VintageAsync(platform, cancellation)));

    /// <summary>What is published is the same for everybody: also who sends a key is answered from what is kept.</summary>
    private sealed class ForEverybody : IOutputCachePolicy
    {
        public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
        {
            var isRead = HttpMethods.IsGet(context.HttpContext.Request.Method) || HttpMethods.IsHead(context.HttpContext.Request.Method);
            context.EnableOutputCaching = context.AllowLocking = true;
            context.AllowCacheLookup = context.AllowCacheStorage = isRead;
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

    private static async ValueTask<string> VintageAsync(Platform platform, CancellationToken cancellation)
    {
        var newest = await platform.Series.NewestLoadAsync(cancellation);
        return string.Create(CultureInfo.InvariantCulture, $"{newest.Vintage} {newest.TaxonomyVersion} {platform.Library.Current().Taxonomy.Version}");
    }
}
