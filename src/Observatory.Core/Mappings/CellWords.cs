using Observatory.Core.Series;

namespace Observatory.Core.Mappings;

/// <summary>Reads the words about single cells: marks instead of numbers, and remarks on figures.</summary>
internal sealed class CellWords(ConceptWords conceptWords)
{
    public Mark MarkOf(YamlWords words, Frequency? frequency)
    {
        var suffixes = words.Texts("suffix");
        var mark = new Mark(
            words.Texts("text", suffixes.Count == 0),
            words.Texts("columns"),
            conceptWords.Conditions(words.Words("where")),
            Period(words, "from", frequency),
            Period(words, "to", frequency),
            words.Text("rule"),
            words.Text(Concepts.ObsStatus),
            words.Decimal(Concepts.ObsValue),
            suffixes,
            words.Text(Concepts.Note)
        );
        CheckSaid(mark.Status, mark.Note, words);
        CheckMeaning(mark, words);
        words.Finish();
        return mark;
    }

    /// <summary>A mark means one thing: a reason to leave the cell out, or something that is said of its figure.</summary>
    private static void CheckMeaning(Mark mark, YamlWords words)
    {
        if (mark.Suffixes.Count > 0)
        {
            if (mark.Texts.Count > 0 || mark.Value is not null || mark is { Rule: null, Status: null, Note: null })
                words.Wrong("suffix", "OBS_STATUS, NOTE, rule", string.Join(", ", mark.Suffixes));
        }
        else if (
            mark is { Rule: null, Status: null, Value: null } or { Rule: not null, Status: not null } or { Rule: not null, Value: not null }
        )
        {
            words.Wrong("rule", "rule, OBS_STATUS, OBS_VALUE");
        }
        if (mark is { Rule: not null, Note: not null } or { Rule: not null, Status: not null, Suffixes.Count: > 0 })
            words.Wrong("rule", "rule, OBS_STATUS, NOTE", mark.Rule);
    }

    public Remark RemarkOf(YamlWords words, Frequency? frequency)
    {
        var remark = new Remark(
            conceptWords.Conditions(words.Words("where")),
            words.Texts("columns"),
            Period(words, "from", frequency),
            Period(words, "to", frequency),
            words.Text(Concepts.ObsStatus),
            words.Text(Concepts.Note)
        );
        CheckSaid(remark.Status, remark.Note, words);
        if (remark is { Status: null, Note: null })
            words.Wrong(Concepts.ObsStatus, "OBS_STATUS, NOTE");
        words.Finish();
        return remark;
    }

    private static TimePeriod? Period(YamlWords words, string word, Frequency? frequency)
    {
        var text = words.Text(word);
        if (text is null)
            return null;
        var period = TimePeriod.TryParse(text);
        if (period is null || (frequency is not null && period.Value.Frequency != frequency))
            words.Wrong(word, frequency is { } f ? $"FREQ {f.Code()}" : "2017, 2017-Q1, 2017-03", text);
        return period;
    }

    private void CheckSaid(string? status, string? note, YamlWords words)
    {
        if (status is not null)
            conceptWords.CheckValue(Concepts.ObsStatus, status, words, Concepts.ObsStatus);
        if (note is not null)
            conceptWords.CheckValue(Concepts.Note, note, words, Concepts.Note);
    }
}
