namespace NetInsight;

/// <summary>What <see cref="SmoothGrad"/> computes of the gradients g_i at the noisy images, element by element.</summary>
public enum SmoothGradStatistic
{
    /// <summary>Their mean: SmoothGrad (Smilkov et al. 2017, arXiv:1706.03825, section 3).</summary>
    Mean,

    /// <summary>The mean of their squares: SmoothGrad-Squared (Hooker et al. 2019, arXiv:1806.10758).</summary>
    MeanSquare,

    /// <summary>
    /// Their variance, the mean square less the square of the mean: VarGrad (Adebayo et al. 2018, arXiv:1810.03307). Divided by the number
    /// of samples.
    /// </summary>
    Variance,
}
