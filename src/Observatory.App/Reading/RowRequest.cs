using Observatory.Core.Reading;

namespace Observatory.App.Reading;

/// <summary>The parent's request to a reading process: which rows of the file that follows, within which limits.</summary>
internal sealed record RowRequest(bool NamesOnly, GridScope Scope, ReadLimits Limits)
{
    public void Write(BinaryWriter writer)
    {
        writer.Write(NamesOnly);
        writer.Write(Scope.Sheet is not null);
        writer.WriteText(Scope.Sheet ?? "");
        writer.Write(Scope.LastRow ?? -1);
        writer.Write(Limits.MaxXlsBytes);
        writer.Write(Limits.MaxSheetArea);
        writer.Write(Limits.MaxSheetRows);
        writer.Write(Limits.MaxColumns);
        writer.Write(Limits.MaxFieldLength);
        writer.Write(Limits.MaxRecordLength);
        writer.Write(Limits.MaxZipEntries);
    }

    public static RowRequest Read(BinaryReader reader)
    {
        var namesOnly = reader.ReadBoolean();
        var hasSheet = reader.ReadBoolean();
        var sheet = reader.ReadText(int.MaxValue >> 2);
        var lastRow = reader.ReadInt32();
        return new(
            namesOnly,
            new GridScope(hasSheet ? sheet : null, lastRow < 0 ? null : lastRow),
            new ReadLimits
            {
                MaxXlsBytes = reader.ReadInt64(),
                MaxSheetArea = reader.ReadInt64(),
                MaxSheetRows = reader.ReadInt32(),
                MaxColumns = reader.ReadInt32(),
                MaxFieldLength = reader.ReadInt32(),
                MaxRecordLength = reader.ReadInt32(),
                MaxZipEntries = reader.ReadInt32(),
            }
        );
    }
}
