using System.Globalization;

namespace Observatory.Benchmarks.Asking;

/// <summary>
/// Counts of homicide victims for every State and year, in the layout of the health organisation's file: what rates can be made of. The
/// figures are made up, the same each time.
/// </summary>
internal static class StatesFile
{
    public const string Feed = "INT/who-gho-homicides";
    public const string Provider = "WHO_GHO";
    private const string Head =
        "Id,IndicatorCode,SpatialDimType,SpatialDim,TimeDimType,TimeDim,Dim1Type,Dim1,Dim2Type,Dim2,Dim3Type,Dim3,"
        + "DataSourceDimType,DataSourceDim,Value,NumericValue,Low,High,Comments,Date,TimeDimensionValue,TimeDimensionBegin,"
        + "TimeDimensionEnd";

    public static string Write(IReadOnlyList<string> states, int firstYear, int lastYear, string folder)
    {
        var path = Path.Combine(folder, "gho_VIOLENCE_HOMICIDENUM_states.csv");
        using var file = new StreamWriter(path) { NewLine = "\n" };
        file.WriteLine(Head);
        var number = 0;
        foreach (var state in states)
        {
            for (var year = firstYear; year <= lastYear; year++)
            {
                // Few enough to be plausible of the smallest State.
                var victims = 1 + ++number * 7919 % 41;
                file.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{number},VIOLENCE_HOMICIDENUM,COUNTRY,{state},YEAR,{year},SEX,BTSX,NA,NA,NA,NA,NA,NA,{victims},"
                            + $"{victims}.5,{victims * 0.8m:0.0},{victims * 1.25m:0.0},NA,2025-02-09T16:33:01.173+01:00,{year},"
                            + $"{year}-01-01T00:00:00+01:00,{year}-12-31T00:00:00+01:00"
                    )
                );
            }
        }
        return path;
    }
}
