using System.IO.Compression;

namespace Observatory.Core.Reading;

/// <summary>A sheet as its workbook names it.</summary>
/// <param name="Part">Null where the workbook names one that is not there.</param>
internal sealed record XlsxSheetPart(string Name, ZipArchiveEntry? Part, bool IsHidden);
