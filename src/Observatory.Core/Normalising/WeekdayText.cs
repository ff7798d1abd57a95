using NodaTime;

namespace Observatory.Core.Normalising;

/// <summary>
/// Days of the week as offices write them, in full or as the usual abbreviation, in English, Spanish, French and Portuguese.
/// </summary>
public static class WeekdayText
{
    private static readonly string[][] Names =
    [
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
        ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
        ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
        ["segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo"],
        ["segunda", "terça", "quarta", "quinta", "sexta", "sábado", "domingo"],
        ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
        ["lun", "mar", "mié", "jue", "vie", "sáb", "dom"],
        ["lun", "mar", "mer", "jeu", "ven", "sam", "dim"],
        ["seg", "ter", "qua", "qui", "sex", "sáb", "dom"],
    ];

    private static readonly Dictionary<string, IsoDayOfWeek> Words = Table();

    /// <summary>The day that a text names; null if it names none. Case, accents and a final point do not count.</summary>
    public static IsoDayOfWeek? Of(string text) =>
        text.Length is > 2 and < 20 && Words.TryGetValue(LabelText.Key(text.Trim().TrimEnd('.')), out var day) ? day : null;

    private static Dictionary<string, IsoDayOfWeek> Table()
    {
        var words = new Dictionary<string, IsoDayOfWeek>(StringComparer.Ordinal);
        foreach (var language in Names)
            for (var day = 0; day < language.Length; day++)
                words.TryAdd(LabelText.Key(language[day]), (IsoDayOfWeek)(day + 1));
        return words;
    }
}
