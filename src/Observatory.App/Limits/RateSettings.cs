using System.Globalization;
using Observatory.Core.Checking;

namespace Observatory.App.Limits;

/// <summary>The rate limits; a null policy means no limit.</summary>
internal sealed record RateSettings
{
    private const int MostAtOnce = 100_000;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>For an address without sign-in or key.</summary>
    public RatePolicy? Anonymous { get; init; } = new("anonymous", 1_200, Minute);

    /// <summary>For a key, or a person who has signed in.</summary>
    public RatePolicy? Known { get; init; } = new("known", 6_000, Minute);

    /// <summary>For a key or person: requests that change something, except uploads.</summary>
    public RatePolicy? Changes { get; init; } = new("changes", 300, Minute);

    /// <summary>For a key or person: files sent.</summary>
    public RatePolicy? Uploads { get; init; } = new("uploads", 300, TimeSpan.FromHours(1));

    /// <summary>For an address: sign-in attempts and unknown keys.</summary>
    public RatePolicy? SignIn { get; init; } = new("sign-in", 60, Minute);

    /// <summary>
    /// Concurrent questions of an address, key or person, counted until their responses are received; null for no limit.
    /// </summary>
    public int? AtOnce { get; init; } = 64;

    /// <summary>No limit at all.</summary>
    public static RateSettings None { get; } =
        new()
        {
            Anonymous = null,
            Known = null,
            Changes = null,
            Uploads = null,
            SignIn = null,
            AtOnce = null,
        };

    /// <exception cref="Refusal">PARAMETER_VALUE.</exception>
    public static RateSettings FromEnvironment()
    {
        var usual = new RateSettings();
        return new RateSettings
        {
            Anonymous = usual.Anonymous!.As(Environment.GetEnvironmentVariable("OBSERVATORY_RATE_ANONYMOUS"), "OBSERVATORY_RATE_ANONYMOUS"),
            Known = usual.Known!.As(Environment.GetEnvironmentVariable("OBSERVATORY_RATE_KNOWN"), "OBSERVATORY_RATE_KNOWN"),
            Changes = usual.Changes!.As(Environment.GetEnvironmentVariable("OBSERVATORY_RATE_CHANGES"), "OBSERVATORY_RATE_CHANGES"),
            Uploads = usual.Uploads!.As(Environment.GetEnvironmentVariable("OBSERVATORY_RATE_UPLOADS"), "OBSERVATORY_RATE_UPLOADS"),
            SignIn = usual.SignIn!.As(Environment.GetEnvironmentVariable("OBSERVATORY_RATE_SIGN_IN"), "OBSERVATORY_RATE_SIGN_IN"),
            AtOnce = AtOnceOf(Environment.GetEnvironmentVariable("OBSERVATORY_AT_ONCE"), usual.AtOnce),
        };
    }

    private static int? AtOnceOf(string? given, int? usual) =>
        string.IsNullOrWhiteSpace(given) ? usual
        : given == "off" ? null
        : int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= MostAtOnce ? number
        : throw new Refusal(
            RefusalCodes.ParameterValue,
            ("column", "OBSERVATORY_AT_ONCE"),
            ("value", given),
            ("expected", $"1 – {MostAtOnce}, off")
        );
}
