using System.Globalization;
using System.Text;
using NetInsight.Graphs;
using NetInsight.Imaging;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Convolution.Transposed;
using NetInsight.Kernels.Operators.Normalization;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight;

public sealed partial class Model
{
    /// <summary>
    /// The number of trained parameters: weights, biases, and scales and shifts of normalisations; without running statistics, and without
    /// what transformers add or multiply otherwise (class token, embeddings and biases of positions, layer scales).
    /// </summary>
    public long ParameterCount
    {
        get
        {
            long count = 0;
            foreach (Node node in Graph.Nodes)
                count += ParametersOf(node);
            return count;
        }
    }

    /// <summary>The number of multiply-adds for one image, by the layers' definitions (a Winograd convolution does fewer).</summary>
    /// <exception cref="InvalidOperationException">The file leaves the input's size open.</exception>
    public long MultiplyAddCount
    {
        get
        {
            Dictionary<int, Shape> shapes = KnownShapes();
            return Graph.Nodes.Sum(node => MultiplyAddsOf(node, shapes));
        }
    }

    /// <summary>
    /// A table of all layers as text: output shape for one image, parameters, multiply-adds, and receptive field (size, stride, first row
    /// and column); totals; then the preprocessing and where it comes from, and every output with what was recognised and why.
    /// </summary>
    /// <param name="cancellationToken">Stops between layers.</param>
    /// <exception cref="InvalidOperationException">The file leaves the input's size open.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public string Summary(CancellationToken cancellationToken = default)
    {
        Dictionary<int, Shape> shapes = KnownShapes();
        Dictionary<int, (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns)?> fields = AllFields(cancellationToken);
        List<SummaryRow> rows = new(Graph.Nodes.Length + 2)
        {
            new("layer", "operator", "output", "parameters", "multiply-adds", "receptive field"),
        };
        long total = 0;
        foreach (Node node in Graph.Nodes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long multiplyAdds = MultiplyAddsOf(node, shapes);
            total += multiplyAdds;
            string field = FieldOf(fields, node.Output)?.ToString() ?? "not aligned";
            string parameters = Number(ParametersOf(node)), output = shapes[node.Output].ToString();
            rows.Add(new(Printable.Escape(node.Name), node.Operator.Name, output, parameters, Number(multiplyAdds), field));
        }

        rows.Add(new("total", "", "", Number(ParameterCount), Number(total), ""));
        return Table(rows, cancellationToken) + "\n" + DescribeInput() + DescribeOutputs();
    }

    private string DescribeInput() => InputShape is { Rank: 4 }
        ? $"preprocessing: {Preprocessing}. {(PreprocessingSource.IsGuess ? PreprocessingSource.Note + " " : "")}"
            + $"{Printable.Escape(PreprocessingSource.Reason)}\n"
        : "";

    private Dictionary<int, Shape> KnownShapes() => _shapes ?? throw SizeIsOpen();

    private static InvalidOperationException SizeIsOpen() =>
        new("The model file leaves the input's size open, so that layers have no fixed shape.");

    private long ParametersOf(Node node) => node.Operator switch
    {
        BatchNormalization => CountOf(node.Inputs.AsSpan()[1..Math.Min(3, node.Inputs.Length)]),
        Conv or ConvTranspose or Gemm or MatMul or LayerNormalization or ChannelNormalization or InstanceNormalization or GroupNormalization
            or Arithmetic<PRelu> => CountOf(node.Inputs.AsSpan()[1..]),
        Arithmetic<Add> => CountOf(node.Inputs.AsSpan(), onlyBiases: true),
        _ => 0,
    };

    private long MultiplyAddsOf(Node node, Dictionary<int, Shape> shapes)
    {
        Shape[] inputs = new Shape[node.Inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
            inputs[i] = Graph.Values[node.Inputs[i]].Constant?.Shape ?? shapes[node.Inputs[i]];
        return node.Operator.MultiplyAdds(inputs);
    }

    private long CountOf(ReadOnlySpan<int> values, bool onlyBiases = false)
    {
        long count = 0;
        foreach (int value in values)
        {
            if (Graph.Values[value].Constant is { } constant && (!onlyBiases || constant is { Shape.Rank: 1, Count: > 1 }))
                count += constant.Count;
        }

        return count;
    }

    private static string Number(long value) => value == 0 ? "" : value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Table(List<SummaryRow> rows, CancellationToken cancellation)
    {
        int[] widths = [.. Enumerable.Range(0, SummaryRow.Columns).Select(column => rows.Max(row => row[column].Length))];
        StringBuilder text = new();
        foreach (SummaryRow row in rows)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int column = 0; column < SummaryRow.Columns; column++)
            {
                int space = widths[column] - row[column].Length;
                bool isRight = column is 3 or 4;
                text.Append(' ', isRight ? space : 0).Append(row[column]).Append(' ', (isRight ? 0 : space) + 2);
            }

            while (text.Length > 0 && text[^1] == ' ')
                text.Length--;
            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>A row of <see cref="Summary"/>.</summary>
    private readonly record struct SummaryRow(
        string Layer, string Operator, string Output, string Parameters, string MultiplyAdds, string ReceptiveField)
    {
        public const int Columns = 6;

        public string this[int column] => column switch
        {
            0 => Layer,
            1 => Operator,
            2 => Output,
            3 => Parameters,
            4 => MultiplyAdds,
            _ => ReceptiveField,
        };
    }
}
