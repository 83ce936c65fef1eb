using NetInsight.Graphs;

namespace NetInsight;

public sealed partial class Model
{
    /// <summary>
    /// Searches all weights for elements that are not finite. Loading accepts them, as PyTorch and ONNX Runtime do, but every result that
    /// depends on them is meaningless.
    /// </summary>
    /// <returns>The tensors with such elements, in the order of the layers; empty where all weights are finite.</returns>
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
                foreach (float weight in weights.AsSpan())
                {
                    if (float.IsNaN(weight))
                        nans++;
                    else if (float.IsInfinity(weight))
                        infinities++;
                }

                if (nans + infinities > 0)
                    faults.Add(new WeightFault(node.Name, value.Name, nans, infinities, weights.Count));
            }
        }

        return faults;
    }
}
