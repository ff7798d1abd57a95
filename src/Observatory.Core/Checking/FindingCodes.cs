namespace Observatory.Core.Checking;

/// <summary>
/// Every finding that the Observatory can make. A code never changes, because reports, files and addresses contain it. A test requires a
/// message in four languages for each (<c>Wording/messages.*.json</c>).
/// </summary>
public static class FindingCodes
{
    // The file as bytes
    public const string FileMissing = "FILE_MISSING";
    public const string FileEmpty = "FILE_EMPTY";
    public const string FileTooLarge = "FILE_TOO_LARGE";
    public const string FileTruncated = "FILE_TRUNCATED";
    public const string FileEncrypted = "FILE_ENCRYPTED";
    public const string FileMisnamed = "FILE_MISNAMED";
    public const string FileTypeRefused = "FILE_TYPE_REFUSED";
    public const string FileUnreadable = "FILE_UNREADABLE";
    public const string FileBomb = "FILE_BOMB";
    public const string FileEncoding = "FILE_ENCODING";
    public const string FileQuoteOpen = "FILE_QUOTE_OPEN";
    public const string FileLimit = "FILE_LIMIT";
    public const string FileNotRead = "FILE_NOT_READ";
    public const string WorkerEnded = "WORKER_ENDED";

    // Which mapping
    public const string MappingNoneFits = "MAPPING_NONE_FITS";
    public const string MappingSeveralFit = "MAPPING_SEVERAL_FIT";
    public const string CountryForeign = "FIGURES_OF_ANOTHER_COUNTRY";
    public const string OfficeForeign = "FIGURES_OF_ANOTHER_OFFICE";
    public const string SentAlready = "SENT_ALREADY";
    public const string SampleSent = "SAMPLE_SENT";
    public const string MappingNotThisFile = "MAPPING_NOT_THIS_FILE";
    public const string MappingChanged = "MAPPING_CHANGED";
    public const string HeaderNotFound = "HEADER_NOT_FOUND";
    public const string ColumnMissing = "COLUMN_MISSING";
    public const string ColumnUnknown = "COLUMN_UNKNOWN";
    public const string ColumnTwice = "COLUMN_TWICE";
    public const string ColumnAlternatives = "COLUMN_ALTERNATIVES";
    public const string ColumnAbsent = "COLUMN_ABSENT";
    public const string SheetMissing = "SHEET_MISSING";
    public const string RowLengthDiffers = "ROW_LENGTH_DIFFERS";
    public const string TableEmpty = "TABLE_EMPTY";
    public const string TableNotRead = "TABLE_NOT_READ";
    public const string FactNotFound = "FACT_NOT_FOUND";

    // Cells
    public const string LabelUnknown = "LABEL_UNKNOWN";
    public const string AreaUnknown = "AREA_UNKNOWN";
    public const string AreaNew = "AREA_NEW";
    public const string ParentDiffers = "PARENT_DIFFERS";
    public const string PeriodUnknown = "PERIOD_UNKNOWN";
    public const string PeriodFuture = "PERIOD_FUTURE";
    public const string YearAsDate = "YEAR_AS_DATE";
    public const string DatesTurned = "DATES_TURNED";
    public const string ValueNotNumber = "VALUE_NOT_NUMBER";
    public const string FormulaNotCalculated = "FORMULA_NOT_CALCULATED";
    public const string FormulaStale = "FORMULA_STALE";
    public const string FiguresStruck = "FIGURES_STRUCK";
    public const string FiguresHidden = "FIGURES_HIDDEN";
    public const string FigureMerged = "FIGURE_MERGED";
    public const string PercentShown = "PERCENT_SHOWN";
    public const string ValueNegative = "VALUE_NEGATIVE";
    public const string ValueFractional = "VALUE_FRACTIONAL";
    public const string ValueAboveMaximum = "VALUE_ABOVE_MAXIMUM";
    public const string ValueMissing = "VALUE_MISSING";
    public const string KeyDuplicate = "KEY_DUPLICATE";
    public const string KeyConflict = "KEY_CONFLICT";
    public const string PeriodPartial = "PERIOD_PARTIAL";
    public const string RowIdentical = "ROW_IDENTICAL";
    public const string RowsIdentical = "ROWS_IDENTICAL";
    public const string RowTotalDiffers = "ROW_TOTAL_DIFFERS";
    public const string CellUnexpected = "CELL_UNEXPECTED";
    public const string LookupMissing = "LOOKUP_MISSING";
    public const string LookupNotUnique = "LOOKUP_NOT_UNIQUE";
    public const string LookupOrphan = "LOOKUP_ORPHAN";
    public const string TotalDiffers = "TOTAL_DIFFERS";
    public const string TotalMissing = "TOTAL_MISSING";
    public const string PartsDiffer = "PARTS_DIFFER";
    public const string UnitRefused = "UNIT_REFUSED";
    public const string NothingToLoad = "NOTHING_TO_LOAD";
    public const string AccountingOpen = "ACCOUNTING_OPEN";

    // Figures compared with one another
    public const string PartsExceed = "PARTS_EXCEED";
    public const string ValueImplausible = "VALUE_IMPLAUSIBLE";
    public const string ChangeLarge = "CHANGE_LARGE";
    public const string ValueRepeated = "VALUE_REPEATED";
    public const string DigitsHeaped = "DIGITS_HEAPED";
    public const string MonthsMissing = "MONTHS_MISSING";
    public const string PartOverWhole = "PART_OVER_WHOLE";

    // Mapping folders
    public const string MappingFileMissing = "MAPPING_FILE_MISSING";
    public const string MappingSyntax = "MAPPING_SYNTAX";
    public const string MappingWordUnknown = "MAPPING_WORD_UNKNOWN";
    public const string MappingWordMissing = "MAPPING_WORD_MISSING";
    public const string MappingValueWrong = "MAPPING_VALUE_WRONG";
    public const string MappingDuplicate = "MAPPING_DUPLICATE";
    public const string TableCodeUnknown = "TABLE_CODE_UNKNOWN";
    public const string TableBandDiffers = "TABLE_BAND_DIFFERS";
    public const string TableColumnUnknown = "TABLE_COLUMN_UNKNOWN";
    public const string TableLabelTwice = "TABLE_LABEL_TWICE";
    public const string TableNoteMissing = "TABLE_NOTE_MISSING";
    public const string SampleDiffers = "SAMPLE_DIFFERS";

    // Taxonomy
    public const string TaxonomyFileMissing = "TAXONOMY_FILE_MISSING";
    public const string TaxonomyReference = "TAXONOMY_REFERENCE";
    public const string TaxonomyLabel = "TAXONOMY_LABEL";
    public const string TaxonomyDuplicate = "TAXONOMY_DUPLICATE";
    public const string TaxonomyValue = "TAXONOMY_VALUE";

    // Compared with loaded figures
    public const string RevisionLarge = "REVISION_LARGE";
    public const string NationalDiffers = "NATIONAL_DIFFERS";
    public const string FeedsOverlap = "FEEDS_OVERLAP";

    public static IReadOnlyList<string> All { get; } =
    [.. typeof(FindingCodes).GetFields().Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!)];
}
