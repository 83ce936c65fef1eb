namespace NetInsight;

/// <summary>A side of a receptive field, or of what lies outside it.</summary>
public enum FieldSide
{
    /// <summary>The field's first row; outside, all rows above.</summary>
    Top,

    /// <summary>The field's last row; outside, all rows below.</summary>
    Bottom,

    /// <summary>The field's first column; outside, all columns to the left.</summary>
    Left,

    /// <summary>The field's last column; outside, all columns to the right.</summary>
    Right,
}
