using System.Text;
using Observatory.Core.Cells;
using Observatory.Core.Checking;

namespace Observatory.Core.Reading;

/// <summary>
/// What the cells of an XLS workbook refer to ([MS-XLS] 2.1.7.20.3): its sheets, shared texts, formats and fonts. The first record gives
/// the edition of the format, not the name of the stream.
/// </summary>
internal sealed class XlsWorkbook
{
    /// <summary>The edition of Excel 97 and later, as the first record gives it.</summary>
    public const int Biff8 = 0x600;

    private const int MaxSheets = 4096;
    private const int Biff5 = 0x500;

    private readonly ReadLimits _limits;
    private readonly List<XlsSheetPart> _sheets = [];
    private readonly List<(int Font, int Format)> _cellFormats = [];
    private readonly Dictionary<int, NumberLook> _formats = [];
    private readonly List<XlsFont> _fonts = [];
    private readonly List<string> _strings = [];
    private StyleMeaning[] _styles = [];

    private XlsWorkbook(byte[] stream, ReadLimits limits)
    {
        Stream = stream;
        _limits = limits;
    }

    public byte[] Stream { get; }

    /// <summary>The sheets in the order of the workbook, without charts and old macros.</summary>
    public IReadOnlyList<XlsSheetPart> Sheets => _sheets;

    /// <summary>True for Excel 97 and later, false for Excel 5 and 95.</summary>
    public bool IsBiff8 { get; private set; }

    /// <summary>Whether days are counted from 1904.</summary>
    public bool Is1904 { get; private set; }

    /// <summary>The encoding of texts that take one byte per letter.</summary>
    public Encoding Letters { get; private set; } = Encoding.GetEncoding(1252);

    public IReadOnlyList<XlsFont> Fonts => _fonts;

    /// <summary>
    /// Whether a spreadsheet ever calculated the workbook. A library that only writes formulas leaves their results empty, which looks like
    /// a formula that returns an empty text. The recalculation record, or any other formula with a result, shows the difference.
    /// </summary>
    public bool WasCalculated { get; private set; }

    /// <summary>Whether the workbook has the recalculation record that Excel writes.</summary>
    public bool HasRecalcId { get; private set; }

    /// <exception cref="UnreadableFileException">The workbook is damaged, encrypted or exceeds a limit.</exception>
    public static XlsWorkbook Open(Stream content, ReadLimits limits)
    {
        content.Position = 0;
        var file = CompoundFile.Open(content);
        var name = file.Has("Workbook") ? "Workbook" : "Book";
        var stream = file.Has(name) ? file.Head(name, int.MaxValue) : throw Refusals.Unreadable();
        if (file.IsTruncated)
            throw Refusals.Of(FindingCodes.FileTruncated);
        var workbook = new XlsWorkbook(stream, limits);
        workbook.Load();
        return workbook;
    }

    /// <summary>A shared text by the index that a cell has.</summary>
    /// <exception cref="UnreadableFileException">There is no such index: the cell had a text, and it is lost.</exception>
    public string Shared(int index, CellRef where) =>
        (uint)index < (uint)_strings.Count
            ? _strings[index]
            : throw new UnreadableFileException(Finding.Blocking(FindingCodes.FileUnreadable, where, ("line", Refusals.Text(where.Row))));

    public StyleMeaning StyleOf(int index) => (uint)index < (uint)_styles.Length ? _styles[index] : StyleMeaning.Usual;

    private void Load()
    {
        var isFirst = true;
        foreach (var record in XlsRecords.From(Stream, 0))
        {
            if (isFirst)
                Begin(record);
            isFirst = false;
            if (record.Type == XlsRecords.EndOfSubstream)
                break;
            Read(record);
        }

        if (isFirst || _sheets.Count == 0)
            throw Refusals.Unreadable();
        _styles =
        [
            .. _cellFormats.Select(f => new StyleMeaning(
                _formats.TryGetValue(f.Format, out var named) ? named : NumberFormat.BuiltIn(f.Format),
                (f.Font > 4 ? f.Font - 1 : f.Font) is var font && font < _fonts.Count && f.Font != 4 ? _fonts[font].Traits : CellTraits.None
            )),
        ];
        WasCalculated = HasRecalcId || SomeFormulaHasResult();
    }

    private void Begin(XlsRecord record)
    {
        const int globals = 5;
        if (record.Type != XlsRecords.StartOfSubstream || record.Length < 4 || XlsRecords.U16(Stream, record.At + 2) != globals)
            throw Refusals.Unreadable();
        IsBiff8 = XlsRecords.U16(Stream, record.At) switch
        {
            Biff8 => true,
            Biff5 => false,
            _ => throw Refusals.Unreadable(),
        };
    }

    private void Read(XlsRecord record)
    {
        var (at, length) = (record.At, record.Length);
        switch (record.Type)
        {
            case XlsRecords.FilePass:
                throw Refusals.Of(FindingCodes.FileEncrypted);
            case XlsRecords.CodePage when length >= 2:
                Letters = LettersOf(XlsRecords.U16(Stream, at));
                break;
            case XlsRecords.DateMode when length >= 2:
                Is1904 = XlsRecords.U16(Stream, at) == 1;
                break;
            case XlsRecords.RecalcId:
                HasRecalcId = true;
                break;
            case XlsRecords.Font when length >= 10:
                _fonts.Add(new XlsFont((XlsRecords.U16(Stream, at + 2) & 8) != 0, Shift(XlsRecords.U16(Stream, at + 8))));
                break;
            case XlsRecords.NumberFormat when length > 3:
                _formats[XlsRecords.U16(Stream, at)] = NumberFormat.Of(Text(record, 2).Counted(IsBiff8, _limits.MaxFieldLength, null));
                break;
            case XlsRecords.CellFormat when length >= 4:
                _cellFormats.Add((XlsRecords.U16(Stream, at), XlsRecords.U16(Stream, at + 2)));
                break;
            case XlsRecords.BoundSheet when length >= 7:
                AddSheet(record);
                break;
            case XlsRecords.SharedStrings when length >= 8:
                ReadStrings(record);
                break;
        }
    }

    private void AddSheet(XlsRecord record)
    {
        if (_sheets.Count == MaxSheets)
            throw Refusals.Limit(null, "sheets", MaxSheets);
        if (Stream[record.At + 5] != 0)
            return;
        var start = XlsRecords.I32(Stream, record.At);
        _sheets.Add(
            new XlsSheetPart(
                Text(record, 6).Counted(wideCount: false, _limits.MaxFieldLength, null),
                start,
                (Stream[record.At + 4] & 3) != 0
            )
        );
    }

    private void ReadStrings(XlsRecord record)
    {
        var count = XlsRecords.I32(Stream, record.At + 4);
        if (count < 0)
            throw Refusals.Unreadable();
        if (count > _limits.MaxSharedStrings)
            throw Refusals.Limit(null, "strings", _limits.MaxSharedStrings);
        var text = new XlsText(Stream, XlsRecords.WithContinuations(Stream, record), IsBiff8, Letters, _fonts);
        text.Skip(8);
        var total = 0L;
        // The count may promise more texts than there are; a cell that refers to a missing one is reported then.
        for (var i = 0; i < count && !text.IsAtEnd; i++)
        {
            _strings.Add(text.Counted(wideCount: true, _limits.MaxFieldLength, null));
            total += _strings[^1].Length;
            if (total > _limits.MaxSharedStringLength)
                throw Refusals.Limit(null, "strings", _limits.MaxSharedStringLength);
        }
    }

    private XlsText Text(XlsRecord record, int skip)
    {
        var text = new XlsText(Stream, [record], IsBiff8, Letters, _fonts);
        text.Skip(skip);
        return text;
    }

    private bool SomeFormulaHasResult()
    {
        const byte empty = 3;
        foreach (var record in XlsRecords.From(Stream, 0, toTheEnd: false))
        {
            if (
                record.Type is XlsRecords.Formula or 0x206 or 0x406
                && record.Length >= 14
                && !(Stream[record.At + 12] == 0xFF && Stream[record.At + 13] == 0xFF && Stream[record.At + 6] == empty)
            )
                return true;
        }

        return false;
    }

    // Any number other than those for raised and lowered is damage.
    private static int Shift(int escapement) => escapement is 1 or 2 ? escapement : 0;

    /// <summary>The encoding of a code page that a workbook names; windows-1252 if the code page is unknown.</summary>
    public static Encoding LettersOf(int codePage)
    {
        const int utf16 = 1200,
            mac = 0x8000,
            ansi = 0x8001;
        try
        {
            return Encoding.GetEncoding(
                codePage switch
                {
                    mac => 10000,
                    ansi or utf16 => 1252,
                    _ => codePage,
                }
            );
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return Encoding.GetEncoding(1252);
        }
    }
}
