using System.Globalization;

namespace Observatory.Benchmarks.Asking;

/// <summary>The kinds of questions that readers ask, with random keys of those that are loaded.</summary>
/// <param name="Areas">Codes of municipalities.</param>
/// <param name="Offences">Codes of the office's classification, which stand for 98 indicators: the files hold one indicator by offence.</param>
/// <param name="FirstLoad">Number of the first load and the instant it was loaded; later ones revised it.</param>
internal sealed record QuestionKinds(IReadOnlyList<string> Areas, IReadOnlyList<string> Offences, int FirstYear, int LastYear, (int Number, string At) FirstLoad)
{
    private const string Indicator = "OFFENCES_INC";

    /// <param name="Parameter">A parameter the address may not have yet; null where it needs none.</param>
    internal sealed record Kind(string Name, string? Parameter, Func<Random, Question> Ask);

    public IEnumerable<Kind> All =>
    [
        new("1 indicator x 10 areas x 9 years, annual", null, r => Ask(r, 10, "A", Math.Max(FirstYear, LastYear - 8), oneOffence: true)),
        new("one area, all offences, latest year", "lastNObservations", r => Ask(r, 1, "A", FirstYear, oneOffence: false, last: 1)),
        new("one area, all offences, last two years", null, r => Ask(r, 1, "A", Math.Max(FirstYear, LastYear - 1), oneOffence: false)),
        new("as of the first load: 1 indicator x 10 areas x 120 months", null, r => Ask(r, 10, "M", Math.Max(FirstYear, LastYear - 9), oneOffence: true, asOf: true)),
        new("monthly series of one area, 120 months", null, r => Ask(r, 1, "M", Math.Max(FirstYear, LastYear - 9), oneOffence: true)),
        new("comparative table, 35 areas x 10 years (counts, no rate)", null, r => Ask(r, 35, "A", Math.Max(FirstYear, LastYear - 9), oneOffence: true)),
    ];

    private Question Ask(Random random, int areas, string freq, int from, bool oneOffence, bool asOf = false, int? last = null)
    {
        var places = Enumerable.Range(0, areas).Select(_ => Areas[random.Next(Areas.Count)]).Distinct().Order(StringComparer.Ordinal).ToArray();
        var offence = oneOffence ? Offences[random.Next(Offences.Count)] : null;
        var address = string.Create(CultureInfo.InvariantCulture,
            $"/v1/observations?indicator={Indicator}&area={string.Join(',', places)}&OFFENCE={offence ?? "*"}&freq={freq}&from={from}&to={LastYear}")
            + (asOf ? $"&asOf={FirstLoad.At}" : "") + (last is { } n ? string.Create(CultureInfo.InvariantCulture, $"&lastNObservations={n}") : "");
        return new(address, AskedSql.Parameters(Indicator, places, freq, from, LastYear, offence, asOf ? FirstLoad.Number : null, last));
    }
}
