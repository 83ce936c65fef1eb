namespace NetInsight;

/// <summary>
/// An attribution technique with its options, for scores that run it again: on changed networks
/// (<see cref="WeightRandomization"/>) or
/// changed images (<see cref="SensitivityMax"/>).
/// </summary>
/// <param name="model">The network.</param>
/// <param name="input">The network's input, 1 x channels x height x width.</param>
/// <param name="target">What is explained: never the top class, so that all maps explain the same.</param>
/// <param name="cancellationToken">The token of the call that runs it; pass it on.</param>
/// <returns>The map; of one shape in all calls.</returns>
/// <example>
/// <code>
/// AttributionFunction saliency = (model, input, target, token) => Saliency.Compute(model, input, target, cancellationToken: token);
/// </code>
/// </example>
public delegate AttributionMap AttributionFunction(Model model, Tensor input, Target target, CancellationToken cancellationToken);
