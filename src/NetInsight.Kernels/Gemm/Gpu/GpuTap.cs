namespace NetInsight.Kernels.Gemm.Gpu;

/// <summary>
/// A channel of one tap of a window: where a thread stands in the depth of a virtual im2col matrix. It is moved on by additions; a division
/// for each step would take longer than the step's products.
/// </summary>
/// <param name="Row">The tap's row, times the dilation.</param>
/// <param name="Column">The tap's column, times the dilation.</param>
/// <param name="Channel">The channel within the group.</param>
internal readonly record struct GpuTap(int Row, int Column, int Channel)
{
    /// <summary>The tap some channels further, over so many taps as that takes.</summary>
    public GpuTap Next(GpuIm2ColRows rows, int step)
    {
        int row = Row, column = Column, channel = Channel + step;
        while (channel >= rows.Channels)
        {
            channel -= rows.Channels;
            column += rows.Columns.Dilation;
            if (column >= rows.Columns.Kernel * rows.Columns.Dilation)
            {
                column = 0;
                row += rows.Rows.Dilation;
            }
        }

        return new GpuTap(row, column, channel);
    }

    /// <summary>Elements from a window's corner to this tap and channel.</summary>
    public int OffsetIn(GpuIm2ColRows rows) => (Row * rows.Columns.Input + Column) * rows.InputChannels + Channel;
}
