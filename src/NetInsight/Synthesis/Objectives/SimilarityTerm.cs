using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Kernels.Operators.Reduction;

namespace NetInsight.Synthesis.Objectives;

/// <summary>How alike an image's Gram matrix is to those of the other images of the batch: the sum of cosines.</summary>
internal sealed record SimilarityTerm(string Layer) : ObjectiveTerm
{
    /// <inheritdoc/>
    public override bool IsCoupled => true;

    /// <inheritdoc/>
    public override IEnumerable<int> ValuesOf(Model model) => [model.ValueOf(Layer)];

    /// <inheritdoc/>
    public override int Add(ObjectiveDraft draft)
    {
        int features = draft.Channels(Layer);
        Shape shape = draft.ShapeOf(features);
        int rows = draft.Reshape(draft.Products(features), shape[0], shape[1] * shape[1]);
        int norms = draft.Add(new Reduce<L2Reduction>([1]), rows);
        int units = draft.Add(new Arithmetic<Div>(), rows, draft.Add(new Arithmetic<Add>(), norms, draft.Constant(1e-12)));
        int cosines = draft.Add(new MatMul(), units, draft.Add(new Transpose([1, 0]), units));             // [N, N]
        Tensor others = new(new Shape(shape[0], shape[0]));
        others.AsSpan().Fill(1);
        for (int image = 0; image < shape[0]; image++)
            others[image, image] = 0;
        return draft.SumOfImage(draft.Multiply(cosines, draft.Given(others)));
    }

    /// <inheritdoc/>
    public override string Describe(Model model) => $"likeness of the images' styles in {Layer}";
}
