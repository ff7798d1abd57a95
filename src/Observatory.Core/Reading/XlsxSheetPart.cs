using System.IO.Compression;

namespace Observatory.Core.Reading;

/// <summary>A sheet as its workbook lists it.</summary>
/// <param name="Part">Null if the workbook lists a part that is missing.</param>
internal sealed record XlsxSheetPart(string Name, ZipArchiveEntry? Part, bool IsHidden);
