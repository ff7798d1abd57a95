namespace Observatory.Core.Suggesting;

/// <summary>The purpose of a column of a file.</summary>
public enum ColumnRole
{
    /// <summary>No known purpose.</summary>
    Unknown,
    Year,
    Month,
    Quarter,
    Date,

    /// <summary>A period as one text, such as <c>2014m01</c>.</summary>
    Period,

    /// <summary>The area of the figures: a part of the country that is in the taxonomy.</summary>
    Area,

    /// <summary>An area that is finer than those of the taxonomy, such as a municipality.</summary>
    FineArea,

    /// <summary>The office's code of a fine area.</summary>
    FineAreaCode,

    /// <summary>What is counted, in the office's words.</summary>
    Indicator,
    Sex,
    Age,
    Mechanism,
    Relationship,
    Motive,
    Place,
    Urban,
    Citizenship,
    Status,
    Unit,
    Note,

    /// <summary>Which of several sources a row comes from.</summary>
    Source,

    /// <summary>The figure.</summary>
    Value,

    /// <summary>A figure that is not a count: a rate, an index, a share.</summary>
    Rate,
    LowerBound,
    UpperBound,

    /// <summary>The sum of other columns of the row.</summary>
    Total,

    /// <summary>Data about a person: a name, an identity, an address, coordinates. It must never be stored.</summary>
    Personal,

    /// <summary>The number of the record itself.</summary>
    Identifier,

    /// <summary>Repeats another column in other words.</summary>
    Repeats,

    /// <summary>The same text in every row.</summary>
    Constant,

    /// <summary>Without any content.</summary>
    Empty,
}
