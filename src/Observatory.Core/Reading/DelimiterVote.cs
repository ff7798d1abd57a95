namespace Observatory.Core.Reading;

/// <summary>Chooses the delimiter under which the most records of a sample have the same number of fields.</summary>
internal static class DelimiterVote
{
    private const int Records = 50;

    private static readonly char[] Candidates = [',', ';', '\t', '|'];

    /// <summary>
    /// Title and footer lines have a single field under every candidate, so only records that are split count; a decimal comma
    /// splits some records but not the heading. On a tie more fields win, then the usual delimiter; with no votes it is that one.
    /// </summary>
    public static char Decide(ReadOnlySpan<char> sample, bool complete, char usual)
    {
        var (best, bestVotes, bestFields) = (usual, 0, 1);
        foreach (var candidate in Candidates)
        {
            var (votes, fields) = Count(sample, complete, candidate);
            var better = (votes, fields).CompareTo((bestVotes, bestFields));
            if (better > 0 || (better == 0 && votes > 0 && candidate == usual))
                (best, bestVotes, bestFields) = (candidate, votes, fields);
        }

        return best;
    }

    private static (int Votes, int Fields) Count(ReadOnlySpan<char> sample, bool complete, char delimiter)
    {
        var byFields = new Dictionary<int, int>();
        var (fields, records, quoted, fieldStart, blank) = (1, 0, false, true, true);
        var previous = '\0';
        foreach (var c in sample)
        {
            if (quoted)
            {
                // A doubled quote closes and opens again: the same outcome without looking ahead.
                quoted = c != '"';
            }
            else if (c == '"' && (fieldStart || previous == '"'))
            {
                quoted = true;
                fieldStart = blank = false;
            }
            else if (c is '\r' or '\n')
            {
                if (!blank)
                {
                    Vote(byFields, fields);
                    if (++records == Records)
                        break;
                }

                (fields, fieldStart, blank) = (1, true, true);
            }
            else if (c == delimiter)
            {
                fields++;
                (fieldStart, blank) = (true, false);
            }
            else
            {
                (fieldStart, blank) = (false, false);
            }

            previous = c;
        }

        if (complete && !blank && records < Records)
            Vote(byFields, fields);
        return byFields.Select(f => (f.Value, f.Key)).DefaultIfEmpty((0, 1)).Max();
    }

    private static void Vote(Dictionary<int, int> byFields, int fields)
    {
        if (fields > 1)
            byFields[fields] = byFields.GetValueOrDefault(fields) + 1;
    }
}
