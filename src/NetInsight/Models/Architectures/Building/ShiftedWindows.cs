namespace NetInsight.Models.Architectures.Building;

/// <summary>The windows of one block of a Swin transformer over a feature map, and the biases of attention within them.</summary>
internal sealed class ShiftedWindows
{
    /// <summary>What torchvision and timm add to the score of two positions that do not belong together.</summary>
    private const float Apart = -100;

    /// <summary>Lays windows over a map; where one window covers a padded side there is nothing to shift.</summary>
    /// <param name="rows">Rows of the map.</param>
    /// <param name="columns">Columns of the map.</param>
    /// <param name="side">Rows and columns of a window.</param>
    /// <param name="shift">Rows and columns by which windows are shifted.</param>
    /// <param name="channels">Channels of the map.</param>
    /// <param name="heads">Heads of the attention.</param>
    public ShiftedWindows(int rows, int columns, int side, int shift, int channels, int heads)
    {
        (Rows, Columns, Side, Channels, Heads) = (rows, columns, side, channels, heads);
        (Down, Across) = ((rows + side - 1) / side, (columns + side - 1) / side);
        (RowShift, ColumnShift) = (Down > 1 ? shift : 0, Across > 1 ? shift : 0);
    }

    /// <summary>Rows of the map.</summary>
    public int Rows { get; }

    /// <summary>Columns of the map.</summary>
    public int Columns { get; }

    /// <summary>Rows and columns of a window.</summary>
    public int Side { get; }

    /// <summary>Channels of the map.</summary>
    public int Channels { get; }

    /// <summary>Heads of the attention.</summary>
    public int Heads { get; }

    /// <summary>Windows one below the other.</summary>
    public int Down { get; }

    /// <summary>Windows side by side.</summary>
    public int Across { get; }

    /// <summary>Rows by which windows are shifted.</summary>
    public int RowShift { get; }

    /// <summary>Columns by which windows are shifted.</summary>
    public int ColumnShift { get; }

    /// <summary>Channels of a head.</summary>
    public int Depth => Channels / Heads;

    /// <summary>All windows.</summary>
    public int Count => Down * Across;

    /// <summary>Positions of a window.</summary>
    public int Positions => Side * Side;

    /// <summary>Rows that the windows cover.</summary>
    public int PaddedRows => Down * Side;

    /// <summary>Columns that the windows cover.</summary>
    public int PaddedColumns => Across * Side;

    /// <summary>Whether windows reach beyond the map.</summary>
    public bool IsPadded => PaddedRows > Rows || PaddedColumns > Columns;

    /// <summary>Rows of the table of biases: one for each offset of two positions of a window.</summary>
    public int TableRows => (2 * Side - 1) * (2 * Side - 1);

    /// <summary>The side of a window for which weights have a table of biases, (2 side - 1)^2 x heads; null where they have none.</summary>
    /// <exception cref="ModelFormatException">The table's rows are those of no window.</exception>
    public static int? SideOf(Weights weights, string table)
    {
        if (TransformerLayers.ExtentOf(weights, table, 0) is not { } rows)
            return null;
        int span = (int)Math.Round(Math.Sqrt(rows));
        return span * span == rows && span % 2 == 1 ? (span + 1) / 2 : throw new ModelFormatException(
            weights.Source,
            table,
            $"has {rows} rows; (2 w - 1)^2 for windows of w x w positions are expected.");
    }

    /// <summary>
    /// What is added to the scores of each window, head, query and key: the bias of the key's offset from the query, [1, heads, p, p]; in
    /// shifted windows also the mask, which differs from window to window: [windows, heads, p, p].
    /// </summary>
    /// <remarks>
    /// Rolling brings the map's first rows and columns to its end, beside positions that are not their neighbours. A row r of the rolled
    /// map lies in one of three bands: before the last window, in it before the first rows, and the first rows; columns alike. Positions
    /// of different bands are masked.
    /// </remarks>
    /// <param name="table">The weights' table, [(2 side - 1)^2, heads].</param>
    public Tensor Bias(Tensor table)
    {
        bool isShifted = RowShift + ColumnShift > 0;
        int windows = isShifted ? Count : 1;
        Tensor bias = Tensor.Uninitialized(new Shape(windows, Heads, Positions, Positions));
        Span<float> values = bias.AsSpan();
        for (int index = 0; index < values.Length; index++)
        {
            int key = index % Positions, query = index / Positions % Positions;
            int head = index / Positions / Positions % Heads, window = index / Positions / Positions / Heads;
            int row = query / Side - key / Side + Side - 1, column = query % Side - key % Side + Side - 1;
            values[index] = table[row * (2 * Side - 1) + column, head];
            if (isShifted && BandOf(window, query) != BandOf(window, key))
                values[index] += Apart;
        }

        return bias;
    }

    private (int Rows, int Columns) BandOf(int window, int position) => (
        Band(window / Across * Side + position / Side, PaddedRows, RowShift),
        Band(window % Across * Side + position % Side, PaddedColumns, ColumnShift));

    private int Band(int index, int extent, int shift) => index < extent - Side ? 0 : index < extent - shift ? 1 : 2;
}
