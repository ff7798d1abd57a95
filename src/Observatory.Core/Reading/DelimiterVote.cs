using System.Buffers;

namespace Observatory.Core.Reading;

/// <summary>Chooses the delimiter under which the most records of a sample have the same number of fields.</summary>
internal static class DelimiterVote
{
    private const int Records = 50;

    private static readonly char[] Candidates = [',', ';', '\t', '|'];

    /// <summary>
    /// Only records that are split count, because title and footer lines have a single field under every candidate. A decimal comma splits
    /// some records but not the heading. On a tie the delimiter with more fields wins, then the usual one; without votes the usual one
    /// wins. If all commas are decimal commas or punctuation under another candidate that splits as many records, that candidate wins.
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

        foreach (var other in Candidates)
        {
            if (
                best == ','
                && other != ','
                && Count(sample, complete, other).Votes is > 0 and var votes
                && votes >= bestVotes
                && CommasAreText(sample, complete, other)
            )
                return other;
        }

        return best;
    }

    /// <summary>Whether every comma of the sample is inside a field that is one decimal number, or is followed by a blank.</summary>
    private static bool CommasAreText(ReadOnlySpan<char> sample, bool complete, char delimiter)
    {
        // The sample may end in the middle of a number.
        if (!complete && sample.LastIndexOfAny('\r', '\n') is > 0 and var end)
            sample = sample[..end];
        while (!sample.IsEmpty)
        {
            if (sample[0] == '"')
            {
                var close = sample[1..].IndexOf('"');
                sample = close < 0 ? [] : sample[(close + 2)..];
                continue;
            }

            var length = sample.IndexOfAny([delimiter, '\r', '\n']);
            var field = length < 0 ? sample : sample[..length];
            if (field.Contains(',') && !IsDecimal(field.Trim()) && !IsSentence(field))
                return false;
            sample = length < 0 ? [] : sample[(length + 1)..];
        }

        return true;
    }

    private static readonly SearchValues<char> OfWholes = SearchValues.Create("0123456789. ");

    private static bool IsDecimal(ReadOnlySpan<char> field)
    {
        field = field.TrimEnd('%').TrimEnd().TrimStart("+-");
        var comma = field.IndexOf(',');
        return comma >= 0
            && comma < field.Length - 1
            && !field[..comma].ContainsAnyExcept(OfWholes)
            && !field[(comma + 1)..].ContainsAnyExceptInRange('0', '9');
    }

    private static bool IsSentence(ReadOnlySpan<char> field)
    {
        for (var i = 0; i < field.Length; i++)
        {
            if (field[i] == ',' && (i + 1 == field.Length || field[i + 1] != ' '))
                return false;
        }

        return true;
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
                // A doubled quote closes and reopens the field, so no look-ahead is needed.
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
