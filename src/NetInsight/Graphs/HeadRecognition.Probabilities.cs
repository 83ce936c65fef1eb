using System.Collections.Immutable;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Gathering;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Kernels.Operators.Reduction;

namespace NetInsight.Graphs;

/// <summary>The forms of softmax and sigmoid that exporters write.</summary>
internal sealed partial class HeadRecognition
{
    /// <summary>The largest constant that counts as a guard against a logarithm of 0.</summary>
    private const float Guard = 0.01f;

    /// <summary>What a node makes where it is a softmax or sigmoid, or keeps probabilities probabilities; null otherwise.</summary>
    private HeadFact? FactOfProbability(Node node, HeadFact first)
    {
        int input = node.Inputs[0];
        string name = node.Operator.Name;
        return name switch
        {
            "Softmax" or "LogSoftmax" => FactOfSoftmax(node, input, name),
            "Sigmoid" => new HeadFact(HeadForm.Independent, name, input),
            "HardSigmoid" => new HeadFact(HeadForm.Independent, name),
            "Exp" when first.Form is HeadForm.LogDistribution => first with { Form = HeadForm.Distribution },
            "Exp" when first.Form is HeadForm.LogIndependent => first with { Form = HeadForm.Independent },
            "Log" when first.Form is HeadForm.Distribution =>
                first with { Form = HeadForm.LogDistribution, Scale = 1, Scores = first.Scores < 0 ? node.Output : first.Scores },
            "Log" when first.Form is HeadForm.Independent && first.Scores >= 0 && first.Scale == 1 =>
                first with { Form = HeadForm.LogIndependent },
            "Clip" when first.IsProbability => node.Operator is Activation<Clip> clip && Keeps(clip.Rule, first) ? first : null,
            "Max" or "Min" when first.IsProbability => node.Inputs.Any(value => ScalarOf(value) is { } bound
                && (name == "Max" ? bound <= Guard * first.Scale : bound >= (1 - Guard) * first.Scale)) ? first : null,
            "Slice" or "Gather" when first.Form is HeadForm.Distribution or HeadForm.Independent => FactOfPart(node, first),
            "Concat" => FactOfConcat(node),
            "Mul" => FactOfProduct(node),
            "Div" => FactOfQuotient(node),
            "Reciprocal" => IsOnePlusExpOfMinus(input) is { } x ? new HeadFact(HeadForm.Independent, "1 / (1 + exp(-x))", x) : null,
            "Add" => FactOfSum(node),
            "Sub" => FactOfDifference(node),
            _ => null,
        };
    }

    /// <summary>A softmax; one over the batch, or over fewer values than there are classes, makes no probabilities of classes.</summary>
    private HeadFact FactOfSoftmax(Node node, int input, string name)
    {
        bool isOverClasses = true;
        if (node.Operator is Softmax { Axis: var axis, Joint: var isJoint })
        {
            isOverClasses = axis != 0;
            if (ShapeOf(input) is { } shape)
            {
                axis = (axis + shape.Rank) % shape.Rank;
                isOverClasses = axis > 0 && (Head.ColumnsOf(shape) is not { } columns ? !isJoint
                    : columns == (isJoint ? CountFrom(shape, axis) : shape[axis]));
            }
        }

        HeadForm form = name == "Softmax" ? HeadForm.Distribution : HeadForm.LogDistribution;
        return isOverClasses
            ? new HeadFact(form, name, input)
            : new HeadFact(HeadForm.Derived, $"{name} over another axis than the classes'");
    }

    private static bool Keeps(Clip clip, HeadFact first) => first.Form is HeadForm.Distribution or HeadForm.Independent
        && clip.Minimum <= Guard * first.Scale && clip.Maximum >= (1 - Guard) * first.Scale;

    private static long CountFrom(Shape shape, int axis)
    {
        long count = 1;
        for (; axis < shape.Rank; axis++)
            count *= shape[axis];
        return count;
    }

    /// <summary>
    /// A part of the probabilities: of a distribution it no longer sums to 1. One element along the axis of the softmax, such as the second
    /// of two for each of several labels, is a probability by itself.
    /// </summary>
    private HeadFact FactOfPart(Node node, HeadFact first)
    {
        HeadFact part = first.AsFound(node.Operator.Name, first.Scale);
        if (ShapeOf(node.Inputs[0]) is not { } whole || ShapeOf(node.Output) is not { } shape)
            return part;
        int? cut = node.Operator switch
        {
            Gather gather => gather.Axis,
            Slice { Axes: [var only] } => only.Axis,
            _ => null,
        };
        bool isSoftmaxCut = cut is { } axis && _producers.GetValueOrDefault(RootOf(node.Inputs[0]))?.Operator is Softmax softmax
            && (softmax.Axis + whole.Rank) % whole.Rank == (axis + whole.Rank) % whole.Rank
            && (long)shape.Count * whole[axis] == whole.Count;
        return isSoftmaxCut || Head.ColumnsOf(shape) is 1 ? part with { Form = HeadForm.Independent } : part;
    }

    /// <summary>
    /// Probabilities times a constant matrix whose elements are not negative, and that gives away no more than there is: classes joined to
    /// coarser ones, reordered or left out. Any other matrix makes scores.
    /// </summary>
    private HeadFact? FactOfMixture(Node node, HeadFact first)
    {
        bool isProbability = first.Form is HeadForm.Distribution or HeadForm.Independent && IsVariable(node.Inputs[0]);
        bool isPlain = node.Operator is MatMul or Gemm { Alpha: 1, TransposesA: false };
        if (!isProbability || !isPlain || _graph.Values[node.Inputs[1]].Constant is not { Shape.Rank: 2, Count: > 0 and <= 1 << 20 } matrix
            || (node.Inputs.Length > 2 && ScalarOf(node.Inputs[2]) != 0))
            return null;
        bool isTransposed = node.Operator is Gemm { TransposesB: true };
        bool isByRow = first.Form is HeadForm.Distribution != isTransposed;     // the sums of each input, or of each output, are the rows'
        int columns = matrix.Shape[1];
        double[] sums = new double[matrix.Shape[isByRow ? 0 : 1]];
        ReadOnlySpan<float> elements = matrix.AsSpan();
        for (int i = 0; i < elements.Length; i++)
        {
            if (!(elements[i] >= 0))
                return null;
            sums[isByRow ? i / columns : i % columns] += elements[i];
        }

        if (sums.Any(sum => sum > 1.0001))
            return null;
        bool isOne = matrix.Shape[isTransposed ? 0 : 1] == 1;
        HeadFact mixed = first.AsFound($"{node.Operator.Name} of probabilities", first.Scale);
        return isOne ? mixed with { Form = HeadForm.Independent } : mixed;
    }

    /// <summary>Sigmoids side by side are labels; p and 1 - p are a distribution.</summary>
    private HeadFact? FactOfConcat(Node node)
    {
        HeadFact[] parts = [.. node.Inputs.Select(value => _facts[value])];
        if (parts.Any(part => part.Form is not HeadForm.Independent || part.Scale != parts[0].Scale))
            return null;
        bool isPair = parts.Length == 2 && (IsComplement(node.Inputs[0], node.Inputs[1]) || IsComplement(node.Inputs[1], node.Inputs[0]));
        HeadForm form = isPair ? HeadForm.Distribution : HeadForm.Independent;
        return new HeadFact(form, isPair ? "Concat of 1 - p and p" : "Concat of sigmoids", Scale: parts[0].Scale);
    }

    /// <summary>Whether a value is 1 minus the other.</summary>
    private bool IsComplement(int value, int other) => _producers.TryGetValue(RootOf(value), out Node? node)
        && node.Operator.Name == "Sub" && ScalarOf(node.Inputs[0]) == 1 && RootOf(node.Inputs[1]) == RootOf(other);

    /// <summary>Probabilities times a constant, or times other probabilities; exp(x) times the reciprocal of its sum.</summary>
    private HeadFact? FactOfProduct(Node node)
    {
        (int left, int right) = (node.Inputs[0], node.Inputs[1]);
        if (ScalarOf(left) is not null)
            (left, right) = (right, left);
        HeadFact fact = _facts[left];
        bool isProbability = fact.Form is HeadForm.Distribution or HeadForm.Independent;
        if (isProbability && ScalarOf(right) is { } factor)
            return factor > 0 ? fact with { Scale = fact.Scale * factor } : null;
        if (ScalarOf(right) is 0.5f && IsTanhPlusOne(left))
            return new HeadFact(HeadForm.Independent, "0.5 (tanh(x) + 1)");
        if (isProbability && IsVariable(right) && _facts[right].Form is HeadForm.Distribution or HeadForm.Independent)
            return new HeadFact(HeadForm.Independent, "Mul of probabilities", Scale: fact.Scale * _facts[right].Scale);
        return Reciprocal(right) is { } a ? FactOfShare(left, a) : Reciprocal(left) is { } b ? FactOfShare(right, b) : null;

        int? Reciprocal(int value) => ProducerOf(value) is { Operator.Name: "Reciprocal" } reciprocal ? reciprocal.Inputs[0] : null;
    }

    private HeadFact? FactOfQuotient(Node node)
    {
        (int left, int right) = (node.Inputs[0], node.Inputs[1]);
        if (_facts[left].Form is HeadForm.Distribution or HeadForm.Independent && ScalarOf(right) is { } divisor)
            return divisor > 0 ? _facts[left] with { Scale = _facts[left].Scale / divisor } : null;
        if (ScalarOf(left) == 1 && IsOnePlusExpOfMinus(right) is { } x)
            return new HeadFact(HeadForm.Independent, "1 / (1 + exp(-x))", x);
        if (ScalarOf(right) is 2 && IsTanhPlusOne(left))
            return new HeadFact(HeadForm.Independent, "(tanh(x) + 1) / 2");
        if (_producers.GetValueOrDefault(RootOf(left)) is { Operator.Name: "Exp" } exp && IsPlusOne(right, RootOf(left)))
            return new HeadFact(HeadForm.Independent, "exp(x) / (1 + exp(x))", exp.Inputs[0]);
        return FactOfShare(left, right);
    }

    /// <summary>x / sum(x): a softmax where x is exp(s - max(s)) or exp(s), else a distribution where x is not negative.</summary>
    private HeadFact? FactOfShare(int part, int whole)
    {
        if (ProducerOf(whole) is not { Operator.Name: "ReduceSum" or "ReduceL1" } sum || RootOf(sum.Inputs[0]) != RootOf(part)
            || !IsOverClasses(sum))
            return null;
        Node? node = _producers.GetValueOrDefault(RootOf(part));
        if (_facts[part].Form is HeadForm.Distribution)
            return _facts[part] with { Scale = 1 };
        if (node?.Operator.Name == "Exp")
            return new HeadFact(HeadForm.Distribution, "exp(x) / sum of exp(x)", WithoutShift(node.Inputs[0]));
        return _facts[part].Form is HeadForm.Independent || node?.Operator.Name is "Relu" or "Softplus" or "Abs"
            ? new HeadFact(HeadForm.Distribution, "x / sum of x")
            : null;
    }

    /// <summary>Whether a reduction is over all classes of an image, and not over the batch or an axis of one element.</summary>
    private bool IsOverClasses(Node node)
    {
        ImmutableArray<int> axes = node.Operator switch
        {
            Reduce<SumReduction> sum => [.. sum.Axes],
            Reduce<L1Reduction> sum => [.. sum.Axes],
            Reduce<LogSumExpReduction> sum => [.. sum.Axes],
            Reduce<MaxReduction> largest => [.. largest.Axes],
            _ => [],
        };
        if (axes.IsEmpty)
            return true;                            // over all elements, which are one image's for a batch of 1
        if (ShapeOf(node.Inputs[0]) is not { } shape)
            return !axes.Contains(0);
        int[] positive = [.. axes.Select(axis => (axis + shape.Rank) % shape.Rank)];
        long count = positive.Aggregate(1L, (product, axis) => product * shape[axis]);
        return !positive.Contains(0) && (Head.ColumnsOf(shape) is not { } columns || count == columns);
    }

    private bool IsPlusOne(int value, int root) => _producers.GetValueOrDefault(RootOf(value)) is { Operator.Name: "Add" } sum
        && sum.Inputs.Any(input => ScalarOf(input) == 1) && sum.Inputs.Any(input => RootOf(input) == root);

    private bool IsTanhPlusOne(int value) => _producers.GetValueOrDefault(RootOf(value)) is { Operator.Name: "Add" } sum
        && sum.Inputs.Any(input => ScalarOf(input) == 1)
        && sum.Inputs.Any(input => _producers.GetValueOrDefault(RootOf(input))?.Operator.Name == "Tanh");

    /// <summary>x of x - max(x); any other value is returned as it is.</summary>
    private int WithoutShift(int value) => _producers.TryGetValue(RootOf(value), out Node? node) && node.Operator.Name == "Sub"
        && ProducerOf(node.Inputs[1]) is { Operator.Name: "ReduceMax" } largest && RootOf(largest.Inputs[0]) == RootOf(node.Inputs[0])
        && IsOverClasses(largest)
        ? node.Inputs[0]
        : value;

    /// <summary>x where a value is 1 + exp(-x); null otherwise.</summary>
    private int? IsOnePlusExpOfMinus(int value)
    {
        if (!_producers.TryGetValue(RootOf(value), out Node? sum) || sum.Operator.Name != "Add"
            || sum.Inputs.FirstOrDefault(input => ScalarOf(input) is null, -1) is not (>= 0 and int exponential)
            || !sum.Inputs.Any(input => ScalarOf(input) == 1)
            || !_producers.TryGetValue(RootOf(exponential), out Node? exp) || exp.Operator.Name != "Exp"
            || !_producers.TryGetValue(RootOf(exp.Inputs[0]), out Node? minus))
            return null;
        return minus.Operator.Name switch
        {
            "Neg" => minus.Inputs[0],
            "Mul" when ScalarOf(minus.Inputs[1]) == -1 => minus.Inputs[0],
            "Mul" when ScalarOf(minus.Inputs[0]) == -1 => minus.Inputs[1],
            "Sub" when ScalarOf(minus.Inputs[0]) == 0 => minus.Inputs[1],
            _ => null,
        };
    }

    /// <summary>Probabilities plus a guard, the sum of an ensemble's probabilities, and (tanh(x) + 1) / 2 as 0.5 tanh(x) + 0.5.</summary>
    private HeadFact? FactOfSum(Node node)
    {
        (int left, int right) = (node.Inputs[0], node.Inputs[1]);
        if (ScalarOf(left) is not null)
            (left, right) = (right, left);
        HeadFact fact = _facts[left];
        bool isProbability = fact.Form is HeadForm.Distribution or HeadForm.Independent;
        if (ScalarOf(right) is { } constant)
        {
            bool isHalfTanh = constant == 0.5f && ProducerOf(left) is { Operator.Name: "Mul" or "Div" } half
                && (half.Operator.Name == "Mul" ? half.Inputs.Any(input => ScalarOf(input) == 0.5f) && half.Inputs.Any(IsTanh)
                    : IsTanh(half.Inputs[0]) && ScalarOf(half.Inputs[1]) == 2);
            return isHalfTanh ? new HeadFact(HeadForm.Independent, "0.5 tanh(x) + 0.5")
                : isProbability && constant >= 0 && constant <= 1e-3 * fact.Scale ? fact : null;
        }

        return isProbability && IsVariable(right) && _facts[right].Form == fact.Form
            ? fact.AsFound("sum of probabilities", fact.Scale + _facts[right].Scale)
            : null;

        bool IsTanh(int value) => _producers.TryGetValue(RootOf(value), out Node? tanh) && tanh.Operator.Name == "Tanh";
    }

    /// <summary>1 - p; x - logsumexp(x), which is a log-softmax; d - log(sum(exp(d))), which is one too.</summary>
    private HeadFact? FactOfDifference(Node node)
    {
        (int left, int right) = (node.Inputs[0], node.Inputs[1]);
        if (ScalarOf(left) is { } one && _facts[right] is { Form: HeadForm.Independent } fact && one == (float)fact.Scale)
            return fact.AsFound("1 - p", fact.Scale);
        Node? subtracted = ProducerOf(right);
        if (subtracted?.Operator.Name == "ReduceLogSumExp" && RootOf(subtracted.Inputs[0]) == RootOf(left) && IsOverClasses(subtracted))
            return new HeadFact(HeadForm.LogDistribution, "x - ReduceLogSumExp(x)", WithoutShift(left));
        bool isLogSum = subtracted?.Operator.Name == "Log" && ProducerOf(subtracted.Inputs[0]) is { Operator.Name: "ReduceSum" } sum
            && IsOverClasses(sum)
            && _producers.TryGetValue(RootOf(sum.Inputs[0]), out Node? exp) && exp.Operator.Name == "Exp"
            && RootOf(exp.Inputs[0]) == RootOf(left);
        return isLogSum ? new HeadFact(HeadForm.LogDistribution, "x - log(sum of exp(x))", WithoutShift(left)) : null;
    }
}
