using NetInsight.Imaging;
using NetInsight.Synthesis.Optimizers;

namespace NetInsight;

/// <summary>
/// How parameters follow the gradient. All climb: the gradient is that of the objective less the penalties. Each image of a batch has a
/// state of its own.
/// </summary>
public abstract record Optimizer
{
    private protected Optimizer()
    {
    }

    /// <summary>Steps of one rule: x + rate g / norm of g.</summary>
    /// <param name="rate">The rate; positive. Without normalisation in units of parameters squared a unit of the objective.</param>
    /// <param name="normalization">What the gradient is divided by. Default its norm; a gradient of 0 gives no step.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not positive, or the normalisation not defined.</exception>
    public static Optimizer GradientAscent(double rate, StepNormalization normalization = StepNormalization.Norm) =>
        new AscentOptimizer(Check.Positive(rate, nameof(rate)), Check.Defined(normalization, nameof(normalization)), 0);

    /// <summary>Gradient ascent with momentum, as PyTorch's SGD: v = momentum v + g, x + rate v.</summary>
    /// <param name="rate">The rate; positive.</param>
    /// <param name="momentum">From 0 to below 1. Default 0.9.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside.</exception>
    public static Optimizer Momentum(double rate, double momentum = 0.9) => new AscentOptimizer(
        Check.Positive(rate, nameof(rate)), StepNormalization.None, Check.BelowOne(momentum, nameof(momentum)));

    /// <summary>Adam (Kingma and Ba 2014, arXiv:1412.6980, algorithm 1), as PyTorch has it.</summary>
    /// <param name="rate">The rate, about the size of a step of each parameter; positive. Default 0.05 (Lucid).</param>
    /// <param name="beta1">Decay of the mean of gradients; from 0 to below 1.</param>
    /// <param name="beta2">Decay of the mean of their squares; from 0 to below 1.</param>
    /// <param name="epsilon">What is added to the root; positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside.</exception>
    public static Optimizer Adam(double rate = 0.05, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8) =>
        AdamOf(rate, beta1, beta2, epsilon, isNesterov: false);

    /// <summary>Adam with Nesterov's momentum (Dozat 2016), as PyTorch has it with a momentum decay of 0.004.</summary>
    /// <inheritdoc cref="Adam"/>
    public static Optimizer NAdam(double rate = 1, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8) =>
        AdamOf(rate, beta1, beta2, epsilon, isNesterov: true);

    /// <summary>
    /// L-BFGS without a line search (Nocedal 1980), as PyTorch has it: one gradient a step. For objectives that are the same at each step,
    /// without random transformations.
    /// </summary>
    /// <param name="rate">The share of the step; positive. Default 1.</param>
    /// <param name="memory">Pairs of steps that are kept; from 1 to 1,000. Default 100.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside.</exception>
    public static Optimizer LBfgs(double rate = 1, int memory = 100) =>
        new LBfgsOptimizer(Check.Positive(rate, nameof(rate)), Check.Within(memory, 1, 1000, nameof(memory)));

    /// <summary>Whether the objective must be the same at each step.</summary>
    internal virtual bool IsDeterministic => false;

    /// <summary>After every so many steps the rate is multiplied by this factor.</summary>
    internal double DropFactor { get; private init; } = 1;

    /// <summary>Steps from one drop of the rate to the next; 0 for never.</summary>
    internal int DropEvery { get; private init; }

    /// <summary>The same with a rate that drops.</summary>
    /// <param name="factor">The factor; above 0 and at most 1.</param>
    /// <param name="every">Steps from one drop to the next; positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside.</exception>
    public Optimizer Dropping(double factor, int every) => this with
    {
        DropFactor = Check.PositiveUpTo(factor, 1, nameof(factor)),
        DropEvery = Check.Positive(every, nameof(every)),
    };

    /// <summary>The factor of the rate at a step, from 0.</summary>
    internal double FactorAt(int step) => DropEvery == 0 ? 1 : Math.Pow(DropFactor, step / DropEvery);

    /// <summary>The state for one image of so many parameters.</summary>
    internal abstract OptimizerState Open(int count);

    private static AdamOptimizer AdamOf(double rate, double beta1, double beta2, double epsilon, bool isNesterov) => new(
        Check.Positive(rate, nameof(rate)),
        Check.BelowOne(beta1, nameof(beta1)),
        Check.BelowOne(beta2, nameof(beta2)),
        Check.Positive(epsilon, nameof(epsilon)),
        isNesterov);
}
