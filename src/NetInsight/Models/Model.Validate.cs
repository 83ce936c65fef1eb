using NetInsight.Graphs;

namespace NetInsight;

public sealed partial class Model
{
    /// <summary>
    /// Looks through all weights for numbers that are not finite. Loading accepts them, as PyTorch and ONNX Runtime do, but every result that they reach is worthless.
    /// </summary>
    /// <returns>The tensors with such numbers, in the order of the layers; empty for a sound network.</returns>
    public IReadOnlyList<WeightFault> Validate()
    {
        List<WeightFault> faults = [];
        foreach (Node node in Graph.Nodes)
        {
            foreach (int input in node.Inputs)
            {
                if (Graph.Values[input] is not { Constant: { } weights } value)
                    continue;
                int nans = 0, infinities = 0;
                foreach (float number in weights.AsSpan())
                {
                    if (float.IsNaN(number))
                        nans++;
                    else if (float.IsInfinity(number))
                        infinities++;
                }

                if (nans + infinities > 0)
                    faults.Add(new WeightFault(node.Name, value.Name, nans, infinities, weights.Count));
            }
        }

        return faults;
    }
}
