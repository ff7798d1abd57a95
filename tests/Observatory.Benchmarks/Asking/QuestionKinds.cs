using System.Globalization;

namespace Observatory.Benchmarks.Asking;

/// <summary>The kinds of questions that readers ask, with random keys of those that are loaded.</summary>
/// <param name="Areas">Codes of municipalities.</param>
/// <param name="States">Codes of States.</param>
/// <param name="Offences">Codes of the office's classification, which stand for 98 indicators: the files hold one indicator by
/// offence.</param>
/// <param name="FirstLoad">The instant of the first load; later ones revised it.</param>
internal sealed record QuestionKinds(
    IReadOnlyList<string> Areas,
    IReadOnlyList<string> States,
    IReadOnlyList<string> Offences,
    int FirstYear,
    int LastYear,
    string FirstLoad
)
{
    private const string Indicator = "OFFENCES_INC";

    /// <param name="Ask">An address for random keys.</param>
    internal sealed record Kind(string Name, Func<Random, string> Ask);

    public IEnumerable<Kind> All =>
        [
            new("1 indicator x 10 areas x 9 years, annual", r => Ask(r, 10, "A", 9)),
            new("one area, all offences, latest", r => Ask(r, 1, "A", LastYear, oneOffence: false) + "&lastNObservations=1"),
            new("as of the first load: 1 indicator x 10 areas x 120 months", r => Ask(r, 10, "M", 10) + $"&asOf={FirstLoad}"),
            new("monthly series of one area, 120 months", r => Ask(r, 1, "M", 10)),
            new("comparative table, 35 areas x 10 years, counts", r => Ask(r, 35, "A", 10)),
            new("comparative table, 35 States x 10 years, rate", r =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"/v1/observations?indicator=HOM_RATE&area={string.Join(',', States.OrderBy(_ => r.Next()))}&from={LastYear - 9}"
                        + $"&to={LastYear}"
                )
            ),
        ];

    /// <summary>An address whose answer is one figure.</summary>
    public string AskFigure(Random random) => Ask(random, 1, "A", 1);

    private string Ask(Random random, int areas, string freq, int years, bool oneOffence = true)
    {
        var places = Enumerable.Range(0, areas).Select(_ => Areas[random.Next(Areas.Count)]).Distinct().Order(StringComparer.Ordinal);
        var offence = oneOffence ? Offences[random.Next(Offences.Count)] : "*";
        var from = Math.Max(FirstYear, LastYear - years + 1);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"/v1/observations?indicator={Indicator}&area={string.Join(',', places)}&OFFENCE={offence}&freq={freq}&from={from}&to="
                + $"{LastYear}"
        );
    }
}
