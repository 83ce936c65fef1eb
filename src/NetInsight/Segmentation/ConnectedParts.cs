namespace NetInsight.Segmentation;

/// <summary>Parts of a mask whose pixels are joined through their eight neighbours.</summary>
internal static class ConnectedParts
{
    /// <summary>The part with the most pixels, of several that of the first pixel in reading order; empty where there is none.</summary>
    public static bool[] Largest(ReadOnlySpan<bool> mask, int height, int width)
    {
        int[] parts = new int[mask.Length];
        Stack<int> open = new();
        (int largest, int most) = (0, 0);
        for (int start = 0, part = 0; start < mask.Length; start++)
        {
            if (!mask[start] || parts[start] != 0)
                continue;
            part++;
            int count = 0;
            Enter(start, part);
            while (open.TryPop(out int pixel))
            {
                count++;
                (int row, int column) = (pixel / width, pixel % width);
                for (int y = Math.Max(row - 1, 0); y <= Math.Min(row + 1, height - 1); y++)
                {
                    for (int x = Math.Max(column - 1, 0); x <= Math.Min(column + 1, width - 1); x++)
                    {
                        if (mask[y * width + x] && parts[y * width + x] == 0)
                            Enter(y * width + x, part);
                    }
                }
            }

            if (count > most)
                (largest, most) = (part, count);
        }

        return [.. parts.Select(part => part != 0 && part == largest)];

        void Enter(int pixel, int part)
        {
            parts[pixel] = part;
            open.Push(pixel);
        }
    }
}
