namespace Observatory.Core.Templates;

/// <summary>A column to fill in, and the explanations about it.</summary>
/// <param name="What">What the column contains.</param>
/// <param name="Fill">How to fill it in.</param>
internal sealed record ColumnNote(string Heading, string What, string Fill, CellStyle Style, double Width);
