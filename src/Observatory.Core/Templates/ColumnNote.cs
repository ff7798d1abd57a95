namespace Observatory.Core.Templates;

/// <summary>A column of a sheet to be filled in, and what is said about it.</summary>
/// <param name="What">What stands in it.</param>
/// <param name="Fill">How it is filled in.</param>
internal sealed record ColumnNote(string Heading, string What, string Fill, CellStyle Style, double Width);
