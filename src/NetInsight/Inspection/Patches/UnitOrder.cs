namespace NetInsight.Inspection.Patches;

/// <summary>
/// The order of one channel's units over many images: score descending, then the image's id (ordinal), row and column ascending.
/// </summary>
internal static class UnitOrder
{
    /// <summary>Negative where the first ranks before the second. Scores are never NaN.</summary>
    public static int Compare(float scoreA, string idA, int rowA, int columnA, float scoreB, string idB, int rowB, int columnB)
    {
        int order = scoreA == scoreB ? 0 : scoreB.CompareTo(scoreA);        // 0 and -0 are equal scores
        if (order == 0)
            order = string.CompareOrdinal(idA, idB);
        if (order == 0)
            order = rowA.CompareTo(rowB);
        return order == 0 ? columnA.CompareTo(columnB) : order;
    }
}
