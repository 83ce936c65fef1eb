using System.Collections.Immutable;
using System.Globalization;
using NetInsight.Imaging;

namespace NetInsight;

public sealed partial class NearestNeighborTable
{
    /// <summary>
    /// How often each point stands in the lists of the queries (N_k in Radovanovic et al. 2010, "Hubs in space", JMLR 11, section 2; k is
    /// <see cref="Count"/>). The mean is queries x k / points. A point far above it is a hub: near to nearly everything, and as a neighbour
    /// no sign of similarity. Hubs grow with the number of features, and are fewer by <see cref="NeighborMetric.Cosine"/> than by
    /// <see cref="NeighborMetric.Euclidean"/> distance where features differ in length.
    /// </summary>
    public ImmutableArray<int> Occurrences
    {
        get
        {
            int[] counts = new int[PointCount];
            foreach (int index in _indices)
                counts[index]++;
            return ImmutableArray.Create(counts);
        }
    }

    /// <summary>
    /// How unequal <see cref="Occurrences"/> are: their skewness, E[(N - mean)^3] / sigma^3 (Radovanovic et al. 2010, equation 1). Near 0
    /// without hubs, above 1 with marked ones; 0 where all points stand in equally many lists.
    /// </summary>
    public double Hubness
    {
        get
        {
            ImmutableArray<int> counts = Occurrences;
            double mean = (double)_indices.Length / counts.Length;
            double variance = counts.Sum(count => (count - mean) * (count - mean)) / counts.Length;
            double third = counts.Sum(count => (count - mean) * (count - mean) * (count - mean)) / counts.Length;
            return variance > 0 ? third / Math.Pow(variance, 1.5) : 0;
        }
    }

    /// <summary>
    /// The largest hub in a sentence: <c>The most frequent neighbour, 'elephant.jpg', stands in 25 of 113 lists; 8.0 is the mean.</c>
    /// </summary>
    public string HubCaption
    {
        get
        {
            ImmutableArray<int> counts = Occurrences;
            int largest = counts.Max(), index = counts.IndexOf(largest);
            string name = Ids is { } ids ? $"'{Printable.Escape(ids[index])}'" : $"point {index}";
            return string.Create(
                CultureInfo.InvariantCulture,
                $"The most frequent neighbour, {name}, stands in {largest} of {QueryCount} lists; "
                + $"{(double)_indices.Length / counts.Length:0.0} is the mean.");
        }
    }
}
