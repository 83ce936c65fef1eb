using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Sampling;

namespace NetInsight.Graphs.Gradients.Sampling;

/// <summary>
/// Values at the positions of a grid, written out as ordinary nodes: the positions in rows and columns, brought inside by the padding, and
/// the interpolation of their neighbours. Gradients reach the feature maps and, unless the nearest value is taken, the grid.
/// </summary>
internal sealed record GridSampleRule : IGradientRule
{
    /// <inheritdoc/>
    public GradientPassage Passage(Operator op, int input) =>
        input == 1 && ((GridSample)op).Mode == GridMode.Nearest ? GradientPassage.Zero : GradientPassage.Built;

    /// <inheritdoc/>
    public void Apply(GradientContext node) => node.Differentiate(() => new Expansion(node).Output());

    private sealed class Expansion
    {
        private readonly GradientContext _node;
        private readonly GridSample _sample;
        private readonly FlatSamples _samples;
        private readonly Shape _x, _grid;

        public Expansion(GradientContext node)
        {
            (_node, _sample, _x, _grid) = (node, (GridSample)node.Operator, node.ShapeOfInput(0), node.ShapeOfInput(1));
            int maps = node.Reshape(node.Input(0), new Shape(_x[0], _x[1], _x[2] * _x[3]));
            int table = node.Reshape(node.Add(new Transpose([0, 2, 1]), maps), new Shape(_x[0] * _x[2] * _x[3], _x[1]));
            _samples = new FlatSamples(node, table, _x[0], _x[2], _x[3]);
        }

        public int Output()
        {
            int positions = _grid[1] * _grid[2];
            int column = Denormalized(0, _x[3]), row = Denormalized(1, _x[2]);
            int sampled = _sample.Mode switch
            {
                GridMode.Nearest => At(Brought(Rounded(row), _x[2]), Brought(Rounded(column), _x[3])),
                GridMode.Linear => Interpolated(Brought(row, _x[2]), Brought(column, _x[3]), 0, 1, Hat),
                _ => Interpolated(row, column, -1, 2, Cubic),
            };
            int perImage = _node.Reshape(sampled, new Shape(_x[0], positions, _x[1]));
            return _node.Reshape(_node.Add(new Transpose([0, 2, 1]), perImage), _node.ShapeOf(_node.Output));
        }

        /// <summary>The sum over neighbours first .. last of the floor along both axes, weighted by their distances.</summary>
        private int Interpolated(int row, int column, int first, int last, Func<int, int, int> weightOf)
        {
            int top = _samples.Floor(row), left = _samples.Floor(column);
            int lower = _node.Subtract(row, top), right = _node.Subtract(column, left);
            int? sum = null;
            for (int i = first; i <= last; i++)
            {
                for (int j = first; j <= last; j++)
                {
                    int elements = At(_node.Sum(top, _node.Constant(i)), _node.Sum(left, _node.Constant(j)));
                    int term = _samples.Weighted(elements, _node.Multiply(weightOf(lower, i), weightOf(right, j)));
                    sum = sum is { } before ? _node.Sum(before, term) : term;
                }
            }

            return sum!.Value;
        }

        /// <summary>1 - u for the neighbour at 0, u for that at 1.</summary>
        private int Hat(int u, int neighbour) => neighbour == 1 ? u : _node.Subtract(_node.Constant(1), u);

        /// <summary>Keys' kernel, a = -0.75, at the distance of a neighbour.</summary>
        private int Cubic(int u, int neighbour)
        {
            int distance = neighbour <= 0
                ? _node.Sum(u, _node.Constant(-neighbour))
                : _node.Subtract(_node.Constant(neighbour), u);
            (float cubic, float square, float linear, float constant) = neighbour is 0 or 1
                ? (1.25f, -2.25f, 0f, 1f)
                : (-0.75f, 3.75f, -6f, 3f);
            int value = _node.Sum(_node.Multiply(_node.Constant(cubic), distance), _node.Constant(square));
            value = _node.Sum(_node.Multiply(value, distance), _node.Constant(linear));
            return _node.Sum(_node.Multiply(value, distance), _node.Constant(constant));
        }

        /// <summary>The elements at whole positions, which the padding may bring inside.</summary>
        private int At(int row, int column) => _sample.Padding switch
        {
            GridPadding.Border => _samples.At(_samples.Limited(row, _x[2]), _samples.Limited(column, _x[3])),
            GridPadding.Reflection => _samples.At(Reflected(row, _x[2]), Reflected(column, _x[3])),
            _ => _samples.At(row, column),
        };

        private int Denormalized(int which, int extent)
        {
            int part = _node.Add(new Slice([new SliceAxis(3, which, which + 1)]), _node.Input(1));
            int position = _node.Reshape(part, new Shape(_grid[0], _grid[1] * _grid[2]));
            int shifted = _node.Sum(position, _node.Constant(1));
            return _sample.AlignsCorners
                ? _node.Scale(shifted, (extent - 1) / 2f)
                : _node.Subtract(_node.Scale(shifted, extent / 2f), _node.Constant(0.5f));
        }

        private int Brought(int position, int extent) => _sample.Padding switch
        {
            GridPadding.Border => _samples.Limited(position, extent),
            GridPadding.Reflection => Reflected(position, extent),
            _ => position,
        };

        private int Rounded(int value) => _node.Add(new Activation<Round>(), value);

        /// <summary>Reflected at both ends as often as it takes: folded onto one range, every second time from its end.</summary>
        private int Reflected(int position, int extent)
        {
            (float first, float range) = _sample.AlignsCorners ? (0f, extent - 1f) : (-0.5f, (float)extent);
            if (range <= 0)
                return _node.Sum(_node.Scale(position, 0), _node.Constant(first));
            int beyond = _node.Add(new Activation<Abs>(), _node.Subtract(position, _node.Constant(first)));
            int times = _samples.Floor(_node.Divide(beyond, _node.Constant(range)));
            int rest = _node.Subtract(beyond, _node.Scale(times, range));
            int isOdd = _node.Subtract(times, _node.Scale(_samples.Floor(_node.Scale(times, 0.5f)), 2));
            int turned = _node.Subtract(_node.Constant(range), _node.Scale(rest, 2));
            return _node.Sum(_node.Sum(rest, _node.Multiply(isOdd, turned)), _node.Constant(first));
        }
    }
}
