using NetInsight.Execution.Gradients;
using NetInsight.Models;

namespace NetInsight;

public sealed partial class Model
{
    /// <summary>A gradient run whose values, the input's too, are disturbed as rounding disturbs them.</summary>
    private Dictionary<int, Tensor> RunDisturbed(
        GradientEngine made,
        Tensor[] inputs,
        HashSet<int> requested,
        RoundingRun rounding,
        Tensor? seed,
        CancellationToken cancellation)
    {
        HashSet<int> observed = rounding.Observed(made.Gradients.Gradients[0], seed);
        Dictionary<int, Tensor> outputs = made.Engine.Run(
            [RoundingRun.Disturb(inputs[0]), .. inputs[1..]], requested, observed, rounding.Disturb, cancellation);
        return _repeats == 1 ? outputs : outputs.ToDictionary(pair => pair.Key, pair => FirstOf(pair.Value));
    }
}
