namespace Observatory.Core.Languages;

public static class NearestWord
{
    public static string? To(string word, IEnumerable<string> candidates) => candidates.FirstOrDefault(c => c == word);
}
