using System.Collections.Immutable;
using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators;

namespace NetInsight.Graphs.Gradients;

/// <summary>
/// A table of gradient rules, by operator: a value, of which other tables are made by overriding entries. <see cref="Standard"/> is the
/// derivative; guided backpropagation, relevance and the like are other tables.
/// </summary>
/// <remarks>Two tables of equal rules are equal, so that graphs made for one serve the other.</remarks>
internal sealed partial class GradientRules : IEquatable<GradientRules>
{
    private readonly ImmutableDictionary<Type, IGradientRule> _byOperator;
    private readonly ImmutableDictionary<string, IGradientRule> _byLayer;

    private GradientRules(ImmutableDictionary<Type, IGradientRule> byOperator, ImmutableDictionary<string, IGradientRule> byLayer) =>
        (_byOperator, _byLayer) = (byOperator, byLayer);

    /// <summary>
    /// Whether a backward pass begins with the target's elements, each times its weight, and not with the weights alone: relevance is a
    /// share of the target's value.
    /// </summary>
    public bool StartsFromTarget { get; private init; }

    /// <summary>A table without rules.</summary>
    public static GradientRules None { get; } =
        new(ImmutableDictionary<Type, IGradientRule>.Empty, ImmutableDictionary<string, IGradientRule>.Empty);

    /// <summary>The table with a rule for an operator, in place of the one it may have.</summary>
    public GradientRules With<TOperator>(IGradientRule rule) where TOperator : Operator =>
        new(_byOperator.SetItem(typeof(TOperator), rule), _byLayer) { StartsFromTarget = StartsFromTarget };

    /// <summary>The table with a rule for one layer, whatever its operator: for methods that treat layers differently.</summary>
    public GradientRules WithLayer(string layer, IGradientRule rule) =>
        new(_byOperator, _byLayer.SetItem(layer, rule)) { StartsFromTarget = StartsFromTarget };

    /// <summary>The table with <see cref="StartsFromTarget"/>.</summary>
    public GradientRules StartingFromTarget() => new(_byOperator, _byLayer) { StartsFromTarget = true };

    /// <summary>The table with other rules for operators, made of what it has for each.</summary>
    /// <param name="change">The new rule, of the operator's type and its rule.</param>
    public GradientRules WithEach(Func<Type, IGradientRule, IGradientRule> change) =>
        new(_byOperator.ToImmutableDictionary(pair => pair.Key, pair => change(pair.Key, pair.Value)), _byLayer)
        {
            StartsFromTarget = StartsFromTarget,
        };

    /// <summary>The rule for a node; null where there is none.</summary>
    public IGradientRule? Find(Node node) =>
        _byLayer.GetValueOrDefault(node.Name) ?? _byOperator.GetValueOrDefault(node.Operator.GetType());

    /// <summary>The rule for an operator's type; null where there is none.</summary>
    public IGradientRule? Find(Type op) => _byOperator.GetValueOrDefault(op);

    /// <inheritdoc/>
    public bool Equals(GradientRules? other) => ReferenceEquals(this, other) || (other is not null
        && StartsFromTarget == other.StartsFromTarget && AreEqual(_byOperator, other._byOperator) && AreEqual(_byLayer, other._byLayer));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GradientRules);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_byOperator.Count, _byLayer.Count);

    private static bool AreEqual<TKey>(ImmutableDictionary<TKey, IGradientRule> a, ImmutableDictionary<TKey, IGradientRule> b)
        where TKey : notnull =>
        a.Count == b.Count && a.All(pair => b.TryGetValue(pair.Key, out IGradientRule? rule) && pair.Value.Equals(rule));
}
