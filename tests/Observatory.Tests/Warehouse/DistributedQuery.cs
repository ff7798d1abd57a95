using System.Text.RegularExpressions;

namespace Observatory.Tests.Warehouse;

/// <summary>
/// A statement as Citus' rules see it: which distributed tables it names, directly or by a view over them, and what of it Citus cannot
/// route to the server of a country nor push down to all. Comments and text in quotes are not part of it.
/// </summary>
internal sealed partial class DistributedQuery
{
    private static readonly HashSet<string> Before = ["from", "join", "update", "into", "using", ",", "only", "lateral"];

    private static readonly HashSet<string> NoAlias =
    [
        "on",
        "where",
        "using",
        "join",
        "left",
        "right",
        "full",
        "inner",
        "cross",
        "natural",
        "set",
        "group",
        "order",
        "limit",
        "offset",
        "union",
        "except",
        "intersect",
        "returning",
        "values",
        "select",
        "having",
        "window",
        "for",
        "tablesample",
        "default",
        "overriding",
        "when",
        "as",
    ];

    /// <summary>Citus refuses to change rows by what would come out differently on each server.</summary>
    private static readonly HashSet<string> Volatile = ["clock_timestamp", "random", "gen_random_uuid", "nextval", "timeofday"];

    private readonly List<string> _words;

    private DistributedQuery(List<string> words) => _words = words;

    /// <param name="distributed">Qualified names of the tables and of the views over them.</param>
    /// <returns>What is wrong, in words; nothing where all is well or no distributed table is named.</returns>
    public static IReadOnlyList<string> Complaints(string sql, IReadOnlySet<string> distributed) =>
        new DistributedQuery([.. Word().Matches(Blank(sql)).Select(m => m.Value.ToLowerInvariant())]).Complain(distributed);

    private List<string> Complain(IReadOnlySet<string> distributed)
    {
        var mentions = Mentions(distributed).ToList();
        var wrong = new List<string>();
        if (mentions.Count == 0)
            return wrong;
        foreach (var mention in mentions.Where(m => !IsTied(m, mentions.Count == 1)))
            wrong.Add($"{mention.Relation} as {mention.Alias}: nothing is asked of its country_id");
        if (_words.Contains("merge"))
            wrong.Add("merge");
        if (_words.Contains("recursive"))
            wrong.Add("a recursive query");
        foreach (var target in mentions.Where(m => Word(m.At - 1) == "update"))
        {
            var set = _words.IndexOf("set", target.At);
            var end = _words.FindIndex(set, w => w is "from" or "where" or "returning");
            var changed = _words[set..(end < 0 ? _words.Count : end)];
            if (changed.Zip(changed.Skip(1)).Any(w => w is { First: "country_id", Second: "=" or "," or ")" }))
                wrong.Add($"{target.Relation}: its country_id is changed");
            if (changed.Any(Volatile.Contains))
                wrong.Add($"{target.Relation}: it is changed by a function that is volatile");
        }
        return wrong;
    }

    private IEnumerable<Mention> Mentions(IReadOnlySet<string> distributed)
    {
        for (var at = 1; at < _words.Count; at++)
        {
            if (!distributed.Contains(_words[at]) || !Before.Contains(_words[at - 1]))
                continue;
            var next = Word(at + 1) == "as" ? at + 2 : at + 1;
            var alias = Identifier().IsMatch(Word(next)) && !NoAlias.Contains(Word(next)) ? Word(next) : _words[at].Split('.')[1];
            yield return new Mention(_words[at], alias, at);
        }
    }

    /// <summary>
    /// Whether the country of a mention is fixed by a value or by another relation, or, of one that is written to, given.
    /// </summary>
    private bool IsTied(Mention mention, bool isOnly)
    {
        if (Word(mention.At - 1) == "into")
            return Columns(Word(mention.At + 1) == "as" ? mention.At + 3 : mention.At + 1).Contains("country_id");
        // join x using (country_id, …)
        var end = _words.FindIndex(mention.At + 1, w => w is "join" or "where" or "on" or "from" or "select" or ";");
        var joined = _words.IndexOf("using", mention.At, (end < 0 ? _words.Count : end) - mention.At);
        if (joined >= 0 && Columns(joined + 1).Contains("country_id"))
            return true;
        var column = mention.Alias + ".country_id";
        for (var at = 0; at < _words.Count; at++)
        {
            var isColumn = _words[at] == column || (isOnly && _words[at] == "country_id");
            if (isColumn && Word(at + 1) is "=" or "in" && Word(at + 2) != "null")
                return true;
            if (isColumn && Word(at - 1) == "=")
                return true;
        }
        return false;
    }

    /// <summary>The words of a list in brackets that begins here; nothing where none does.</summary>
    private List<string> Columns(int at)
    {
        if (Word(at) != "(")
            return [];
        var end = _words.IndexOf(")", at);
        return _words[at..(end < 0 ? _words.Count : end)];
    }

    private string Word(int at) => at >= 0 && at < _words.Count ? _words[at] : "";

    private static string Blank(string sql) => Quoted().Replace(sql, m => m.Value.StartsWith('-') || m.Value.StartsWith('/') ? " " : "''");

    /// <summary>Comments (a block may hold blocks, to one depth), text in quotes of every kind.</summary>
    [GeneratedRegex(
        """--[^\n]*|/\*(?:[^*/]|\*(?!/)|/(?!\*)|/\*.*?\*/)*\*/|\$(\w*)\$.*?\$\1\$|[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'""",
        RegexOptions.Singleline
    )]
    private static partial Regex Quoted();

    /// <summary>Names with their qualifier as one word, everything else sign by sign.</summary>
    [GeneratedRegex(@"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*|\d+|''|@\w+|[^\s]")]
    private static partial Regex Word();

    [GeneratedRegex(@"^[a-z_]\w*$")]
    private static partial Regex Identifier();

    private sealed record Mention(string Relation, string Alias, int At);
}
