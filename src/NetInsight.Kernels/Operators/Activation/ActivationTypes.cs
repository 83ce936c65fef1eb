namespace NetInsight.Kernels.Operators.Activation;

/// <summary>Tells activations from other operators, whatever their rule.</summary>
internal static class ActivationTypes
{
    /// <summary>Whether a type of operators is an <see cref="Activation{TRule}"/>.</summary>
    public static bool Include(Type op) => op.IsGenericType && op.GetGenericTypeDefinition() == typeof(Activation<>);
}
