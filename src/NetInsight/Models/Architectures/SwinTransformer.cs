using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Models.Architectures.Building;

namespace NetInsight;

public static partial class Architectures
{
    /// <summary>
    /// Swin-T (Liu et al. 2021, arXiv:2103.14030), as torchvision has it: depths 2, 2, 6, 2, 96 channels at first, windows of 7 x 7; 28.3
    /// million parameters. Weights of timm and of the paper's authors are recognised by their names.
    /// </summary>
    /// <remarks>
    /// All layers are feature maps, batch x channels x rows x columns, but those inside of attention: its weights are
    /// <c>attn.weights</c>, batch x windows x heads x positions x positions. The window's size is taken from the weights. Any input of 3
    /// channels: as in torchvision, maps that windows do not divide are padded with zeros.
    /// </remarks>
    /// <param name="weights">The state dict; the number of classes is that of its last layer.</param>
    /// <param name="options">
    /// Preprocessing (by default that of torchvision's <c>Swin_T_Weights.IMAGENET1K_V1</c>: ImageNet's, short side 232, bicubic), labels,
    /// threads, the input's size (by default 32 windows' sides: 224 x 224, or 384 x 384 for windows of 12 x 12).
    /// </param>
    /// <exception cref="ModelFormatException">Parameters are missing, surplus or misshapen; all are listed.</exception>
    public static Model SwinTiny(Weights weights, ModelOptions? options = null) =>
        SwinTransformer(new SwinSize("Swin-T", [2, 2, 6, 2], 96, [3, 6, 12, 24], 232), weights, options);

    /// <summary>Swin-S: depths 2, 2, 18, 2; 49.6 million parameters; short side 246.</summary>
    /// <inheritdoc cref="SwinTiny"/>
    public static Model SwinSmall(Weights weights, ModelOptions? options = null) =>
        SwinTransformer(new SwinSize("Swin-S", [2, 2, 18, 2], 96, [3, 6, 12, 24], 246), weights, options);

    /// <summary>Swin-B: as Swin-S, with 128 channels at first; 87.8 million parameters; short side 238.</summary>
    /// <inheritdoc cref="SwinTiny"/>
    public static Model SwinBase(Weights weights, ModelOptions? options = null) =>
        SwinTransformer(new SwinSize("Swin-B", [2, 2, 18, 2], 128, [4, 8, 16, 32], 238), weights, options);

    /// <summary>A Swin transformer of any size.</summary>
    internal static Model SwinTransformer(SwinSize size, Weights weights, ModelOptions? options)
    {
        SwinNames names = new(
            HasModule(weights, "layers.0.downsample.reduction") ? 0 : 1, HasModule(weights, "head.fc") ? "head.fc" : "head");
        ArchitectureBuilder b = new(224) { NameInFile = HasModule(weights, "patch_embed.proj") ? names.InTimm : name => name };
        int window =
            ShiftedWindows.SideOf(weights, b.NameInFile("features.1.0.attn.relative_position_bias_table")) ?? size.Window;
        ImageSize input = options?.InputSize ?? new ImageSize(32 * window, 32 * window);
        int channels = size.Channels, rows = input.Height / SwinSize.Patch, columns = input.Width / SwinSize.Patch;
        if (rows == 0 || columns == 0)
            throw new ArgumentException($"{size.Name} takes inputs of at least 4 x 4 pixels, but InputSize is {input}.", nameof(options));
        int x = b.Conv("features.0.0", ArchitectureBuilder.Input, 3, channels, SwinSize.Patch, stride: SwinSize.Patch);
        x = b.ChannelNorm("features.0.2", x, channels, SwinSize.Epsilon);
        for (int stage = 0; stage < size.Depths.Length; stage++)
        {
            if (stage > 0)
            {
                x = PatchMerging(b, $"features.{2 * stage}", x, channels, rows, columns);
                (channels, rows, columns) = (2 * channels, (rows + 1) / 2, (columns + 1) / 2);
            }

            for (int i = 0; i < size.Depths[stage]; i++)
            {
                ShiftedWindows windows = new(rows, columns, window, i % 2 == 0 ? 0 : window / 2, channels, size.Heads[stage]);
                x = SwinBlock(b, $"features.{2 * stage + 1}.{i}", x, windows);
            }
        }

        x = b.ChannelNorm("norm", x, channels, SwinSize.Epsilon);
        x = b.Add("flatten", new Flatten(), b.GlobalAverage("avgpool", x));
        x = b.Head("head", x, channels);
        Preprocessing preprocessing =
            Preprocessing.ImageNet with { ShortSide = size.ShortSide, Interpolation = Interpolation.Bicubic };
        options = (options ?? ModelOptions.Default) with { InputSize = input };
        return Make(size.Name, b, x, weights, options, preprocessing, SwinNames.IsBuffer);
    }

    /// <summary>x + attention(norm(x)), then y + mlp(norm(y)).</summary>
    private static int SwinBlock(ArchitectureBuilder b, string name, int x, ShiftedWindows windows)
    {
        int channels = windows.Channels;
        int y = WindowAttention(b, $"{name}.attn", b.ChannelNorm($"{name}.norm1", x, channels, SwinSize.Epsilon), windows);
        x = b.Sum($"{name}.add", y, x);
        y = b.PointwiseLinear($"{name}.mlp.0", b.ChannelNorm($"{name}.norm2", x, channels, SwinSize.Epsilon), channels, 4 * channels);
        y = b.PointwiseLinear($"{name}.mlp.3", b.Gelu($"{name}.mlp.1", y), 4 * channels, channels);
        return b.Sum($"{name}.add", y, x);
    }

    /// <summary>
    /// Self-attention in windows, shifted in every second block (section 3.2 of the paper): pad, queries, keys and values, roll, partition,
    /// softmax(q k^T / sqrt(d) + relative position bias + mask) v, reverse, roll back, crop, project.
    /// </summary>
    private static int WindowAttention(ArchitectureBuilder b, string name, int x, ShiftedWindows w)
    {
        if (w.IsPadded)
            x = b.Add($"{name}.pad", new Pad([0, 0, 0, 0], [0, 0, w.PaddedRows - w.Rows, w.PaddedColumns - w.Columns]), x);
        x = b.PointwiseLinear($"{name}.qkv", x, w.Channels, 3 * w.Channels);
        x = Rolled(b, $"{name}.shift", x, w.RowShift, w.ColumnShift, w);
        x = b.Add($"{name}.windows.split", new Reshape([0, 3 * w.Channels, w.Down, w.Side, w.Across, w.Side]), x);
        x = b.Add($"{name}.windows", new Transpose([0, 2, 4, 1, 3, 5]), x);
        int all = b.Add($"{name}.windows.heads", new Reshape([0, w.Count, 3 * w.Heads, w.Depth, w.Positions]), x);
        int k = Part("k", 1), v = b.Add($"{name}.v.positions", new Transpose([0, 1, 2, 4, 3]), Part("v", 2));
        int q = b.Add($"{name}.q.positions", new Transpose([0, 1, 2, 4, 3]), Part("q", 0));
        q = b.Add($"{name}.scale", new Arithmetic<Mul>(), q, b.Constant(new Shape(), 1 / MathF.Sqrt(w.Depth)));
        int scores = b.Add($"{name}.scores", new MatMul(), q, k);
        int bias = b.Converted($"{name}.relative_position_bias_table", w.Bias, w.TableRows, w.Heads);
        int attention = b.Add($"{name}.weights", new Softmax(-1), b.Sum($"{name}.biased", scores, bias));
        x = b.Add($"{name}.values", new MatMul(), attention, v);
        x = b.Add($"{name}.values.channels", new Transpose([0, 1, 2, 4, 3]), x);
        x = b.Add($"{name}.values.windows", new Reshape([0, w.Down, w.Across, w.Channels, w.Side, w.Side]), x);
        x = b.Add($"{name}.reverse", new Transpose([0, 3, 1, 4, 2, 5]), x);
        x = b.Add($"{name}.reverse.map", new Reshape([0, w.Channels, w.PaddedRows, w.PaddedColumns]), x);
        x = Rolled(b, $"{name}.unshift", x, w.PaddedRows - w.RowShift, w.PaddedColumns - w.ColumnShift, w);
        if (w.IsPadded)
            x = b.Add($"{name}.crop", new Slice([new SliceAxis(2, 0, w.Rows), new SliceAxis(3, 0, w.Columns)]), x);
        return b.PointwiseLinear($"{name}.proj", x, w.Channels, w.Channels);

        int Part(string part, int index) =>
            b.Add($"{name}.{part}", new Slice([new SliceAxis(2, index * w.Heads, (index + 1) * w.Heads)]), all);
    }

    /// <summary>The map whose first row and column are those of the given indices, what was before them at the end.</summary>
    private static int Rolled(ArchitectureBuilder b, string name, int x, int row, int column, ShiftedWindows w)
    {
        x = Along(x, "rows", 2, row, w.PaddedRows);
        return Along(x, "columns", 3, column, w.PaddedColumns);

        int Along(int map, string what, int axis, int first, int extent)
        {
            if (first % extent == 0)
                return map;
            int end = b.Add($"{name}.{what}.first", new Slice([new SliceAxis(axis, first, extent)]), map);
            int begin = b.Add($"{name}.{what}.last", new Slice([new SliceAxis(axis, 0, first)]), map);
            return b.Add($"{name}.{what}", new Concat(axis), end, begin);
        }
    }

    /// <summary>
    /// Each 2 x 2 positions' channels side by side (top left, bottom left, top right, bottom right), normalised and projected to twice the
    /// channels; odd maps get a row or column of zeros.
    /// </summary>
    private static int PatchMerging(ArchitectureBuilder b, string name, int x, int channels, int rows, int columns)
    {
        if (rows % 2 + columns % 2 > 0)
            x = b.Add($"{name}.pad", new Pad([0, 0, 0, 0], [0, 0, rows % 2, columns % 2]), x);
        int[] parts = [Every("top_left", 0, 0), Every("bottom_left", 1, 0), Every("top_right", 0, 1), Every("bottom_right", 1, 1)];
        x = b.ChannelNorm($"{name}.norm", b.Add($"{name}.concat", new Concat(1), parts), 4 * channels, SwinSize.Epsilon);
        return b.PointwiseLinear($"{name}.reduction", x, 4 * channels, 2 * channels, bias: false);

        int Every(string part, int row, int column) => b.Add(
            $"{name}.{part}", new Slice([new SliceAxis(2, row, long.MaxValue, 2), new SliceAxis(3, column, long.MaxValue, 2)]), x);
    }
}
