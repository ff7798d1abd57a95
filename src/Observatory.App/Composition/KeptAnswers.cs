using System.Globalization;

namespace Observatory.App.Composition;

/// <summary>
/// Answers that are asked for again and again are kept in memory as they went out, under the vintage and the taxonomy they are of: nothing has to be
/// thrown away when figures change, since nobody asks for the old ones any more.
/// </summary>
internal static class KeptAnswers
{
    public const string OfVintage = "vintage";

    private const long MostBytes = 64L << 20;
    private const long MostOfOne = 256L << 10;
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    public static void Add(IServiceCollection services, Platform platform) => services.AddOutputCache(o =>
    {
        o.SizeLimit = MostBytes;
        o.MaximumBodySize = MostOfOne;
        o.AddPolicy(OfVintage, b => b.Expire(Longest).SetVaryByQuery("*").SetVaryByHeader("Accept", "Accept-Language").VaryByValue(async (_, cancellation) => new(
            "vintage", await VintageAsync(platform, cancellation))));
    });

    private static async ValueTask<string> VintageAsync(Platform platform, CancellationToken cancellation)
    {
        var newest = await platform.Series.NewestLoadAsync(cancellation);
        return string.Create(CultureInfo.InvariantCulture, $"{newest.Vintage} {newest.TaxonomyVersion} {platform.Library.Current().Taxonomy.Version}");
    }
}
