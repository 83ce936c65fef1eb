using NetInsight.Formats.Onnx.Importing;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Imaging;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Gathering;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Kernels.Operators.Reduction;

namespace NetInsight.Formats.Onnx.Operators;

internal static partial class OnnxOperators
{
    /// <summary>Stands for the dimensions that '...' covers: the outermost has the smallest letter.</summary>
    private const char FirstOfEllipsis = '\uE000';

    /// <summary>
    /// A sum of products by Einstein's convention, composed: operands are taken two by two; a letter that only one of them has and nobody
    /// needs later is summed, then both become matrices [shared, own, summed] and [shared, summed, own] and are multiplied.
    /// </summary>
    private static void Einsum(OnnxNode node, OnnxImport import)
    {
        EinsumEquation equation = EinsumEquation.Parse(
            node.Text("equation", ""),
            [.. node.Inputs.Select(name => import.ShapeOf(name) ?? throw new ArgumentException("multiplies a tensor of unknown shape"))]);
        EinsumBuilder builder = new(node, import, equation);
        (string value, string letters) = builder.Operand(0);
        for (int i = 1; i < node.Inputs.Length; i++)
        {
            string needed = equation.Result + string.Concat(equation.Operands.Skip(i + 1));
            (value, letters) = builder.Multiply((value, letters), builder.Operand(i), needed);
        }

        (value, letters) = builder.Sum((value, letters), letters.Except(equation.Result));
        if (letters != equation.Result)
            import.Emit(node, new Transpose([.. equation.Result.Select(letter => letters.IndexOf(letter))]), value);
        else
            import.Emit(node, new Identity("Einsum"), value);
    }

    /// <summary>An equation with '...' and the result spelled out, and the extent of each letter.</summary>
    private sealed record EinsumEquation(string[] Operands, string Result, Dictionary<char, int> Extents)
    {
        public static EinsumEquation Parse(string text, Shape[] shapes)
        {
            string[] sides = text.Replace(" ", "").Split("->");
            string[] operands = sides[0].Split(',');
            if (sides.Length > 2 || operands.Length != shapes.Length)
                throw new ArgumentException($"has the equation '{Printable.Escape(text)}' for {shapes.Length} operands");
            int covered = 0;
            for (int i = 0; i < operands.Length; i++)
                covered = Math.Max(covered, operands[i].Contains("...") ? shapes[i].Rank - operands[i].Replace("...", "").Length : 0);
            string ellipsis = string.Concat(Enumerable.Range(0, covered).Select(axis => (char)(FirstOfEllipsis + axis)));
            Dictionary<char, int> extents = [];
            for (int i = 0; i < operands.Length; i++)
            {
                int own = Math.Max(shapes[i].Rank - operands[i].Replace("...", "").Length, 0);
                operands[i] = operands[i].Replace("...", ellipsis[(covered - Math.Min(own, covered))..]);
                if (operands[i].Length != shapes[i].Rank
                    || !operands[i].All(letter => char.IsAsciiLetter(letter) || ellipsis.Contains(letter)))
                    throw new ArgumentException(
                        $"has the equation '{Printable.Escape(text)}', whose operand {i} does not fit the shape {shapes[i]}");
                for (int axis = 0; axis < shapes[i].Rank; axis++)
                {
                    int extent = shapes[i][axis], known = extents.GetValueOrDefault(operands[i][axis], 1);
                    if (extent != known && extent != 1 && known != 1)
                        throw new ArgumentException(
                            $"has the equation '{Printable.Escape(text)}', in which '{operands[i][axis]}' is {known} and {extent}");
                    extents[operands[i][axis]] = known == 1 ? extent : known;
                }
            }

            string all = string.Concat(operands);
            string result = sides.Length == 2
                ? sides[1].Replace("...", ellipsis)
                : ellipsis + string.Concat(
                    all.Where(letter => letter < FirstOfEllipsis && all.Count(other => other == letter) == 1).Order());
            if (result.Distinct().Count() != result.Length || !result.All(extents.ContainsKey))
                throw new ArgumentException(
                    $"has the equation '{Printable.Escape(text)}', whose result is not of its operands' letters, each once");
            return new EinsumEquation(operands, result, extents);
        }
    }

    /// <summary>Emits the parts of an Einsum. A value goes with the letters of its dimensions.</summary>
    private sealed class EinsumBuilder(OnnxNode node, OnnxImport import, EinsumEquation equation)
    {
        private readonly string _prefix = node.Outputs[0];
        private int _count;


        /// <summary>An operand with each letter once, and without dimensions of 1 that stand for a longer one.</summary>
        public (string Value, string Letters) Operand(int index)
        {
            (string value, string letters) = (AsFloats(import, node.Inputs[index]), equation.Operands[index]);
            Shape shape = import.ShapeOf(value)!.Value;
            int[] kept = [.. Enumerable.Range(0, letters.Length).Where(axis => shape[axis] == equation.Extents[letters[axis]])];
            if (kept.Length < letters.Length)
            {
                letters = string.Concat(kept.Select(axis => letters[axis]));
                value = Reshaped(value, [letters], letters);
            }

            while (letters.FirstOrDefault(letter => letters.Count(other => other == letter) > 1) is var twice and not '\0')
                (value, letters) = Diagonal(value, letters, twice);
            return (value, letters);
        }

        /// <summary>x[.., i, i]: the two dimensions as one, of which every (extent + 1)-th position is taken.</summary>
        private (string Value, string Letters) Diagonal(string value, string letters, char twice)
        {
            int[] axes = [.. Enumerable.Range(0, letters.Length).Where(axis => letters[axis] == twice).Take(2)];
            int[] others = [.. Enumerable.Range(0, letters.Length).Except(axes)];
            string rest = string.Concat(others.Select(axis => letters[axis]));
            int extent = equation.Extents[twice];
            value = Add(new Transpose([.. others, .. axes]), value);
            value = Add(new Reshape([.. rest.Select(Extent), (long)extent * extent]), value);
            value = Add(new Gather([.. Enumerable.Range(0, extent).Select(i => i * (extent + 1))], new Shape(extent), others.Length),
                value);
            return (value, rest + twice);
        }

        /// <summary>Sums over some letters.</summary>
        public (string Value, string Letters) Sum((string Value, string Letters) x, IEnumerable<char> over)
        {
            char[] summed = [.. over];
            if (summed.Length == 0)
                return x;
            string value = Add(new Reduce<SumReduction>([.. summed.Select(letter => x.Letters.IndexOf(letter))], KeepsAxes: false),
                x.Value);
            return (value, string.Concat(x.Letters.Where(letter => !summed.Contains(letter))));
        }

        /// <summary>The product of two operands, summed over the letters that both have and nobody needs.</summary>
        public (string Value, string Letters) Multiply((string Value, string Letters) a, (string Value, string Letters) b, string needed)
        {
            a = Sum(a, a.Letters.Where(letter => !b.Letters.Contains(letter) && !needed.Contains(letter)));
            b = Sum(b, b.Letters.Where(letter => !a.Letters.Contains(letter) && !needed.Contains(letter)));
            string shared = Of(a.Letters.Where(letter => b.Letters.Contains(letter) && needed.Contains(letter)));
            string summed = Of(a.Letters.Where(letter => b.Letters.Contains(letter) && !needed.Contains(letter)));
            string left = Of(a.Letters.Except(shared + summed)), right = Of(b.Letters.Except(shared + summed));
            string[] prefix = shared.Length > 0 ? [shared] : [];
            string x = Reshaped(Ordered(a, shared + left + summed), [.. prefix, left, summed], null);
            string y = Reshaped(Ordered(b, shared + summed + right), [.. prefix, summed, right], null);
            string product = Add(shared.Length > 0 ? new MatMul() : new Gemm(), x, y);
            string letters = shared + left + right;
            return (Reshaped(product, [letters], letters), letters);
        }

        private string Ordered((string Value, string Letters) x, string letters) =>
            x.Letters == letters ? x.Value : Add(new Transpose([.. letters.Select(letter => x.Letters.IndexOf(letter))]), x.Value);

        /// <summary>A reshape to one dimension for each group of letters, or for each letter where they are given by themselves.</summary>
        private string Reshaped(string value, string[] groups, string? single) => Add(
            new Reshape(single is null ? [.. groups.Select(GroupExtent)] : [.. single.Select(Extent)]), value);

        private long GroupExtent(string letters) =>
            letters.Aggregate(1L, (product, letter) => product * equation.Extents[letter]);

        private long Extent(char letter) => equation.Extents[letter];

        private string Add(Kernels.Operators.Operator op, params string[] inputs)
        {
            string output = $"{_prefix}/{_count++}";
            import.EmitAs(node, op, output, inputs);
            return output;
        }

        private static string Of(IEnumerable<char> letters) => string.Concat(letters);
    }

    private static void Gemm(OnnxNode node, OnnxImport import) => import.Emit(
        node, new Gemm(node.Float("alpha", 1), node.Float("beta", 1), node.Int("transA", 0) != 0, node.Int("transB", 0) != 0));

    private static void MatMul(OnnxNode node, OnnxImport import)
    {
        bool areMatrices = import.ShapeOf(node.Inputs[0])?.Rank is 2 or null && import.ShapeOf(node.Inputs[1])?.Rank is 2 or null;
        import.Emit(node, areMatrices ? new Gemm() : new MatMul());
    }
}
